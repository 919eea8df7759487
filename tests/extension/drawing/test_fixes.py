"""A fix is typed as a person types: the site notices, Ctrl-Z undoes it, nothing happens unseen or unasked."""

import pytest

from tests.extension.drawing.practice import Desk, Opener, annotation, fix

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "𠮷 The best 😀 kettle"
FIXED = "𠮷 The good 😀 kettle"
FIELDS = {
    "input": f'<input id="title" style="width:400px" value="{TITLE}">',
    "textarea": f'<textarea id="title" rows=3 cols=40>{TITLE}</textarea>',
    "shadow": '<div id="title-host"></div>',
    "controlled": f'<input id="title" style="width:400px" value="{TITLE}">',
}
SHADOW = f"""() => {{ const root = document.getElementById('title-host').attachShadow({{mode: 'open'}});
  root.innerHTML = '<input id="title" style="width:400px" value="{TITLE}">'; }}"""
# As React does: the value property is shadowed, and what the form did not take from an event is written back.
CONTROLLED = """() => {
  const input = document.getElementById('title');
  const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  let state = own.get.call(input), tracked = state;
  Object.defineProperty(input, 'value', { configurable: true, get() { return own.get.call(this); },
    set(value) { tracked = String(value); own.set.call(this, value); } });
  window.states = [];
  document.addEventListener('input', (event) => {
    const now = own.get.call(input);
    if (now !== tracked) { tracked = now; state = now; window.states.push(state); }
    if (own.get.call(input) !== state) own.set.call(input, state);
  });
}"""
VALUE = """(document.getElementById('title')
  ?? document.getElementById('title-host').shadowRoot.getElementById('title')).value"""


async def opened(practice: Opener, kind: str) -> Desk:
    return await practice(FIELDS[kind], script={"shadow": SHADOW, "controlled": CONTROLLED}.get(kind, ""))


@pytest.mark.parametrize("kind", FIELDS)
async def test_fix_and_undo(practice: Opener, kind: str) -> None:
    desk = await opened(practice, kind)
    await desk.report(fix(annotation("title", TITLE, "best"), "good"))
    await desk.click_mark()
    await desk.click_in_card(".fix")
    assert await desk.holds(f"{VALUE} === {FIXED!r}")
    assert await desk.holds(f"listings().at(-1).listing.title === {FIXED!r}")
    assert await desk.run("card()") is None
    assert await desk.painted() == []
    if kind == "controlled":
        assert await desk.page.evaluate("window.states") == [FIXED]
    await desk.page.keyboard.press("Control+z")
    assert await desk.run(VALUE) == TITLE


@pytest.mark.parametrize(
    ("span", "quote", "text", "result"),
    [((0, 0), "", "Acme ", f"Acme {TITLE}"), ((3, 7), "The ", "", "𠮷 best 😀 kettle")],
)
async def test_insert_at_the_start_and_delete(
    practice: Opener, span: tuple[int, int], quote: str, text: str, result: str
) -> None:
    desk = await opened(practice, "input")
    await desk.report(fix(annotation("title", TITLE, "best"), text, start=span[0], end=span[1], quote=quote))
    await desk.click_mark()
    await desk.click_in_card(".fix")
    assert await desk.holds(f"{VALUE} === {result!r}")
    await desk.page.keyboard.press("Control+z")
    assert await desk.run(VALUE) == TITLE


async def test_fix_moves_with_its_words(practice: Opener) -> None:
    desk = await opened(practice, "input")
    await desk.report(fix(annotation("title", TITLE, "best"), "good"))
    await desk.page.focus("#title")
    await desk.page.keyboard.press("Home")
    await desk.page.keyboard.insert_text("New: ")
    await desk.click_mark()
    await desk.click_in_card(".fix")
    assert await desk.holds(f"{VALUE} === {'New: ' + FIXED!r}")


async def test_a_limit_of_the_field_leaves_the_text_as_it_was(practice: Opener) -> None:
    desk = await practice(f'<input id="title" style="width:400px" maxlength="20" value="{TITLE}">')
    await desk.report(fix(annotation("title", TITLE, "best"), "much much better"))
    await desk.click_mark()
    await desk.click_in_card(".fix")
    assert await desk.holds("card().querySelector('.outcome') !== null")
    assert "did not accept" in (await desk.card_text(".outcome") or "")
    assert await desk.run(VALUE) == TITLE


@pytest.mark.parametrize("attribute", ["readonly", "disabled"])
async def test_locked_fields_get_no_fix_button_but_a_copy_button(practice: Opener, attribute: str) -> None:
    desk = await practice(f'<input id="title" style="width:400px" {attribute} value="{TITLE}">')
    await desk.report(fix(annotation("title", TITLE, "best"), "good"))
    await desk.run("worker.onShow('title-best')")
    assert await desk.run("card().querySelector('.fix')") is None
    assert await desk.run("card().querySelector('.copy') !== null")


async def test_static_text_is_copied_instead(practice: Opener) -> None:
    desk = await practice('<h1 id="title">The best kettle</h1>')
    await desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await desk.report(fix(annotation("title", "The best kettle", "best"), "good"))
    await desk.click_mark()
    await desk.click_in_card(".copy")
    assert await desk.holds("card().querySelector('.outcome')?.textContent === 'Copied.'")
    assert await desk.page.evaluate("navigator.clipboard.readText()") == "good"


COVERS = {
    "synthetic click": "",
    "field at 1 % opacity": "document.getElementById('title').style.opacity = '0.01'",
    "form at 1 % opacity": "document.body.style.opacity = '0.01'",
    "field covered": """document.body.insertAdjacentHTML('beforeend',
        '<div style="position:fixed;inset:0;background:#fff;z-index:9"></div>')""",
    "card covered by a popover": """(() => { const cover = document.createElement('div');
        cover.popover = 'manual';
        cover.style.cssText = 'inset:0;width:100%;height:100%;border:0;pointer-events:none;background:#fff';
        document.body.append(cover); cover.showPopover(); })()""",
}


@pytest.mark.parametrize("trick", COVERS)
async def test_nothing_is_applied_unseen_or_unasked(practice: Opener, trick: str) -> None:
    desk = await opened(practice, "input")
    await desk.report(fix(annotation("title", TITLE, "best"), "good"))
    await desk.click_mark()
    await desk.holds("tenken.card.settled()")
    if trick == "synthetic click":
        await desk.run("card().querySelector('.fix').click()")
        await desk.run("card().querySelector('.fix').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
        await desk.page.evaluate("[...document.querySelectorAll('*')].at(-1).click()")
        await desk.page.evaluate("document.querySelectorAll(':popover-open').forEach((host) => host.click())")
    else:
        await desk.page.evaluate(COVERS[trick])
        if "popover" in trick:
            assert await desk.holds("tenken.card.covered()")
        await desk.click_in_card(".fix")
        assert await desk.holds("card().querySelector('.outcome') !== null")
        assert "Nothing was changed" in (await desk.card_text(".outcome") or "")
    assert await desk.run(VALUE) == TITLE


async def test_a_card_that_moved_under_the_pointer_is_not_obeyed(practice: Opener) -> None:
    desk = await opened(practice, "input")
    await desk.report(fix(annotation("title", TITLE, "best"), "good"))
    await desk.click_mark()
    await desk.holds("tenken.card.settled()")
    box = await desk.run("boxOf(card().querySelector('.fix'))")
    await desk.page.evaluate("document.body.style.marginTop = '240px'")
    await desk.page.mouse.move(box["left"] + box["width"] / 2, box["top"] + 200 + box["height"] / 2)
    await desk.run("tenken.drawing.draw()")
    await desk.page.mouse.down()
    await desk.page.mouse.up()
    assert await desk.holds("card().querySelector('.outcome') !== null")
    assert await desk.run(VALUE) == TITLE
