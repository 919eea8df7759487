"""The card: opened by click and by keyboard, beside its word, closed by Escape; its words are only text."""

import json

import pytest

from tests.extension.drawing.practice import APART, Desk, Opener, annotation, fix

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "The best kettle, free shipping"
FORM = (
    f'<input id="title" style="width:500px" value="{TITLE}">'
    '<p><textarea id="description" rows=4 cols=40>Good. Buy now!</textarea>'
)


async def three_findings(practice: Opener, body: str = FORM, **options: str) -> Desk:
    desk = await practice(body, **options)
    await desk.report(
        fix(annotation("title", TITLE, "best "), ""),
        annotation("title", TITLE, "free shipping", severity="warning"),
        annotation(
            "description",
            "Good. Buy now!",
            "Buy now!",
            outcome="incomplete",
            reason="Both readings are possible.",
        ),
    )
    return desk


async def test_a_click_on_the_word_opens_its_card_and_leaves_the_caret_there(practice: Opener) -> None:
    desk = await three_findings(practice)
    await desk.click_mark(1)
    text = await desk.card_text()
    assert text is not None
    assert all(
        part in text
        for part in ("Error", "1 of 3", "Promotional phrase", "praises the offer", "Platform’s own text")
    )
    assert await desk.page.evaluate("document.activeElement.id") == "title"
    assert await desk.page.evaluate("document.activeElement.selectionStart") in range(4, 10)
    await desk.page.keyboard.type("X")
    assert "X" in await desk.page.input_value("#title"), "keys still go to the field"


async def test_a_click_elsewhere_or_escape_closes_it(practice: Opener) -> None:
    desk = await three_findings(practice)
    await desk.click_mark(1)
    await desk.page.mouse.click(880, 680)
    assert await desk.run("card()") is None
    await desk.click_mark(2)
    assert await desk.card_text(".kind") == "Warning"
    await desk.page.keyboard.press("Escape")
    assert await desk.run("card()") is None


@pytest.mark.parametrize("top", [10, 300, 600])
@pytest.mark.parametrize("left", [5, 400, 640])
async def test_the_card_never_covers_its_word_and_stays_in_the_window(
    practice: Opener, left: int, top: int
) -> None:
    field = f'<input id="title" style="position:fixed;left:{left}px;top:{top}px;width:250px" value="{TITLE}">'
    desk = await three_findings(practice, field)
    await desk.click_mark(1)
    card = await desk.run("boxOf(card())")
    assert await desk.run(APART)
    assert card["left"] >= 0
    assert card["top"] >= 0
    assert card["left"] + card["width"] <= 900
    assert card["top"] + card["height"] <= 700


@pytest.mark.parametrize("size", [(320, 400), (450, 350), (900, 260)])
async def test_small_windows_as_at_200_percent_zoom(practice: Opener, size: tuple[int, int]) -> None:
    desk = await three_findings(practice, f'<input id="title" style="width:200px" value="{TITLE}">')
    await desk.page.set_viewport_size({"width": size[0], "height": size[1]})
    await desk.click_mark(1)
    card = await desk.run("boxOf(card())")
    assert await desk.run(APART)
    assert card["top"] >= 0
    assert card["top"] + card["height"] <= size[1]
    assert card["left"] + card["width"] <= size[0]
    assert await desk.run("boxOf(card().querySelector('footer')).height") > 20, "the buttons stay in reach"


async def test_keyboard_opens_at_the_caret_moves_focus_in_and_gives_it_back(practice: Opener) -> None:
    desk = await three_findings(practice)
    await desk.page.focus("#title")
    await desk.page.evaluate("document.getElementById('title').setSelectionRange(15, 15)")
    await desk.run("worker.onOpenCard()")
    assert await desk.card_text(".place") == "2 of 3"
    assert await desk.run("tenken.card.hasFocus()")
    await desk.run("worker.onStep(1)")
    assert await desk.card_text(".place") == "3 of 3"
    assert await desk.card_text(".kind") == "Cannot tell"
    await desk.run("worker.onStep(1)")
    assert await desk.card_text(".place") == "1 of 3"
    await desk.page.keyboard.press("Escape")
    assert await desk.run("card()") is None
    assert await desk.page.evaluate("[document.activeElement.id, document.activeElement.selectionStart]") == [
        "title",
        15,
    ]


async def test_everything_in_the_card_is_reached_by_tab(practice: Opener) -> None:
    desk = await three_findings(practice)
    await desk.page.focus("#title")
    await desk.run("worker.onOpenCard()")
    seen = []
    for _ in range(8):
        await desk.page.keyboard.press("Tab")
        seen.append(await desk.run("root().activeElement.className || root().activeElement.localName"))
    header = ["icon previous", "icon next", "icon close"]
    assert seen == [*header, "summary", "a", "main fix", "plain waive", "plain dismiss"]
    assert await desk.run("getComputedStyle(root().activeElement).outlineStyle") == "solid"
    for _ in range(2):
        await desk.page.keyboard.press("Shift+Tab")
    await desk.page.keyboard.press("Enter")
    assert await desk.holds("document.getElementById('title').value === 'The kettle, free shipping'")


async def test_dismiss_takes_the_mark_away_until_the_panel_shows_it_again(practice: Opener) -> None:
    desk = await three_findings(practice)
    await desk.click_mark(1)
    await desk.click_in_card(".dismiss")
    assert len(await desk.marks()) == 2
    drawn = await desk.run("sent.at(-1)")
    assert (drawn["type"], drawn["dismissed"], drawn["blocked"]) == ("drawn", ["title-best "], False)
    await desk.run("worker.onShow('title-best ')")
    assert len(await desk.marks()) == 3
    assert await desk.card_text("h2") == "Promotional phrase"
    assert await desk.run("sent.at(-1).dismissed") == []


async def test_show_scrolls_to_the_word_also_inside_a_text_box(practice: Opener) -> None:
    text = "line\n" * 40 + "best"
    desk = await practice(
        f'<div style="height:2000px"></div><textarea id="description" rows=4>{text}</textarea>'
    )
    await desk.report(annotation("description", text, "best"))
    await desk.run("worker.onShow('description-best')")
    (mark,) = await desk.marks()
    assert mark["shape"] == "text"
    assert 0 <= mark["rects"][0]["top"] <= 700
    assert await desk.run("card() !== null")


async def test_show_of_words_that_changed_since_says_so_instead_of_marking_others(practice: Opener) -> None:
    desk = await three_findings(practice)
    await desk.page.fill("#title", "Something else")
    await desk.run("worker.onShow('title-best ')")
    assert "has changed" in (await desk.card_text(".changed") or "")
    assert await desk.run("card().querySelector('.fix')") is None
    assert [mark["kind"] for mark in await desk.painted()] == ["unsure"]
    await desk.run("worker.onShow('no such id')")
    assert "no place on this page" in await desk.run("root().querySelector('.pill').textContent")


HOSTILE = [
    "<img src=x onerror=\"document.title='owned'\">",
    "<svg onload=\"document.title='owned'\">",
    "javascript:document.title='owned'",
    "{{constructor.constructor('document.title=1')()}}",
    "${document.title='owned'}",
    "</div><script>document.title='owned'</script>",
]


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_are_shown_literally(practice: Opener, words: str) -> None:
    desk = await practice(
        f"<input id=title style='width:600px'><script>title.value = {json.dumps(words)}</script>".replace(
            "</script><", "<"
        )
    )
    await desk.page.evaluate("words => { document.getElementById('title').value = words }", words)
    await desk.holds("listings().at(-1).listing.title.length > 5")
    source = {"title": words, "url": words, "confidence": "house", "seen": "2026-01-01"}
    wild = {
        "title": words,
        "message": words,
        "help": words,
        "reason": words,
        "rule": words,
        "sources": [source],
    }
    await desk.report(fix(annotation("title", words, words, **wild), words + "!", label=words))
    before = await desk.page.evaluate("document.documentElement.innerHTML.length")
    await desk.click_mark(1)
    for selector in ("h2", ".message", ".help", ".reason", ".rule", ".sources", ".fix", "del"):
        assert words in (await desk.card_text(selector) or ""), selector
    assert await desk.run("card().querySelectorAll('img, script, a[href]').length") == 0
    assert await desk.page.title() == "Practice"
    assert await desk.page.evaluate("document.documentElement.innerHTML.length") == before


async def test_only_https_sources_are_links_and_they_open_apart(practice: Opener) -> None:
    sources = [
        {"title": f"source {url}", "url": url, "confidence": "official", "seen": "2026-01-01"}
        for url in (
            "https://example.com/a",
            "http://example.com/b",
            "data:text/html,x",
            "//example.com",
            None,
        )
    ]
    desk = await practice(FORM)
    await desk.report(annotation("title", TITLE, "best", sources=sources))
    await desk.click_mark(1)
    links = await desk.run(
        "[...card().querySelectorAll('a')].map(({href, target, rel}) => [href, target, rel])"
    )
    assert links == [["https://example.com/a", "_blank", "noopener noreferrer"]]


async def test_above_a_modal_dialog_the_card_works_and_escape_leaves_the_dialog_open(
    practice: Opener,
) -> None:
    desk = await practice(
        f'<dialog id="modal"><input id="title" style="width:400px" value="{TITLE}"></dialog>'
        '<p id="brand">Acme</p>'
    )
    await desk.page.evaluate("document.getElementById('modal').showModal()")
    await desk.report(fix(annotation("title", TITLE, "best "), ""), annotation("brand", "Acme", "Acme"))
    await desk.click_mark(next(mark["number"] for mark in await desk.marks() if mark["id"] == "title-best "))
    assert await desk.run(
        "card().contains(root().elementFromPoint(boxOf(card()).left + 20, boxOf(card()).top + 20))"
    )
    await desk.page.keyboard.press("Escape")
    assert await desk.run("card()") is None
    assert await desk.page.evaluate("document.getElementById('modal').open")
    assert await desk.run("root().host.parentNode === document.documentElement")
    await desk.run("worker.onShow('title-best ')")
    assert await desk.run("tenken.card.hasFocus()")
    await desk.click_in_card(".fix")
    assert await desk.holds("document.getElementById('title').value === 'The kettle, free shipping'")
    assert await desk.page.evaluate("document.getElementById('modal').open")
    assert await desk.page.evaluate("document.getElementById('modal').childElementCount") == 1
