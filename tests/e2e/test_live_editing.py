"""An operator types a fault: it is marked at its characters, explained, fixed, and the fix undone."""

import pytest

from tests.e2e.stage import Editor, Stage, utf16, zoomed

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EDITORS = ("seller-central", "mercari-sell")
FAULTS = {"seller-central": "送料無料", "mercari-sell": "ﾉｰｸﾚｰﾑ"}
"""A fault that only its own characters make, by practice page."""


async def assert_under(editor: Editor, text: str, quote: str) -> None:
    """The mark on ``quote`` lies on exactly the characters that the browser draws there."""
    mark = await editor.mark_on(quote)
    start = utf16(text[: text.index(quote)])
    assert await editor.characters_under(mark) == (start, start + utf16(quote))


@pytest.mark.parametrize("name", EDITORS)
@pytest.mark.parametrize(
    "before", ["", "𠮷野 ", "😀👨‍👩‍👧 "], ids=["alone", "beyond-the-basic-plane", "emoji"]
)
async def test_a_typed_fault_is_marked_at_its_exact_characters(stage: Stage, name: str, before: str) -> None:
    editor = await stage.editor(name)
    text = f"{before}水筒 {FAULTS[name]} 青"
    await editor.type(text)
    await assert_under(editor, text, FAULTS[name])
    await editor.close()


@pytest.mark.parametrize("name", EDITORS)
async def test_a_fix_is_typed_and_ctrl_z_restores_the_text(stage: Stage, name: str) -> None:
    editor = await stage.editor(name)
    text = {"seller-central": "水筒 送料無料 青", "mercari-sell": "水筒 ﾎﾞﾄﾙ 青"}[name]
    fault, fixed = {"seller-central": ("送料無料", "水筒 青"), "mercari-sell": ("ﾎﾞﾄﾙ", "水筒 ボトル 青")}[
        name
    ]
    await editor.type(text)
    await editor.click(await editor.mark_on(fault))
    await editor.press_in_card("button.fix")
    await editor.wait_for_value(fixed)
    await editor.settled()
    assert fault not in [mark["quote"] for mark in await editor.marks()]
    await editor.control.focus()
    await editor.tab.page.keyboard.press("ControlOrMeta+z")
    await editor.wait_for_value(text)
    await editor.mark_on(fault)
    await editor.close()


@pytest.mark.parametrize("name", EDITORS)
async def test_a_mark_comes_back_when_its_words_are_typed_again_at_once(stage: Stage, name: str) -> None:
    editor = await stage.editor(name)
    text = f"水筒 {FAULTS[name]}"
    await editor.type(text)
    session = await stage.context.new_cdp_session(editor.tab.page)
    for _ in range(10):  # on a busy machine two keys may be too far apart, and what stands between is sent
        await editor.settled()
        sent = await editor.tab.ask("seen.sent.length")
        await editor.control.evaluate("(control) => control.select()")
        await session.send("Input.insertText", {"text": "青"})
        await session.send("Input.insertText", {"text": "い"})
        await editor.control.evaluate("(control) => control.select()")
        await session.send("Input.insertText", {"text": text})
        await editor.mark_on(FAULTS[name])
        if await editor.tab.ask("seen.sent.length") == sent:
            break
    else:
        pytest.fail("the words were never typed again at once")
    await editor.close()


@pytest.mark.parametrize("name", EDITORS)
async def test_nothing_is_sent_while_an_input_method_composes(stage: Stage, name: str) -> None:
    editor = await stage.editor(name)
    await editor.type("水筒")
    await editor.settled()
    sent = await editor.tab.ask("seen.sent.length")
    session = await stage.context.new_cdp_session(editor.tab.page)
    for composed in ("そ", "そう", "そうりょう", "送料", "送料無料"):
        await session.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
        for _ in range(25):  # longer than the pause after which a listing is sent
            await editor.tab.painted()
        assert await editor.tab.ask("seen.sent.length") == sent
    await session.send("Input.insertText", {"text": "送料無料"})
    await editor.settled()
    assert await editor.tab.ask("seen.sent.at(-1).listing.title") == "水筒送料無料"
    await editor.close()


@pytest.mark.parametrize("percent", [67, 100, 150])
@pytest.mark.parametrize("name", EDITORS)
async def test_marks_stay_on_their_words_at_browser_zoom(stage: Stage, name: str, percent: int) -> None:
    editor = await stage.editor(name)
    text = f"水筒 𠮷 {FAULTS[name]} 青"
    await editor.type(text)
    await editor.mark_on(FAULTS[name])
    async with zoomed(stage, editor.tab, percent):
        await editor.control.scroll_into_view_if_needed()
        await editor.tab.painted()
        await editor.tab.painted()
        await assert_under(editor, text, FAULTS[name])
    await editor.close()


@pytest.mark.parametrize("name", EDITORS)
async def test_marks_follow_scrolling_and_a_resized_window(stage: Stage, name: str) -> None:
    editor = await stage.editor(name)
    text = f"水筒 {FAULTS[name]} 青"
    await editor.type(text)
    before = await editor.mark_on(FAULTS[name])
    await editor.tab.page.set_viewport_size({"width": 900, "height": 500})
    await editor.tab.page.mouse.wheel(0, 120)
    await editor.tab.page.evaluate("() => new Promise(requestAnimationFrame)")
    await editor.control.scroll_into_view_if_needed()
    await editor.tab.painted()
    await editor.tab.painted()
    await assert_under(editor, text, FAULTS[name])
    after = await editor.mark_on(FAULTS[name])
    assert after["rects"] != before["rects"]
    await editor.close()


@pytest.mark.parametrize("name", EDITORS)
async def test_a_long_text_scrolled_in_its_field_is_marked_where_it_shows(stage: Stage, name: str) -> None:
    editor = await stage.editor(name)
    text = f"{'水筒と青い皿と' * 40} {FAULTS[name]} 青"
    await editor.type(text)
    await editor.control.press("End")
    await assert_under(editor, text, FAULTS[name])
    await editor.close()
