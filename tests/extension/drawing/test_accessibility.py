"""The card and the status line for people who do not see them, see them in few colours, or see them large."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser

from scripts.node_tools import AXE
from tests.extension.drawing.practice import Desk, Opener, annotation, difference, fix

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TITLE = "The best kettle"
FIELD = f'<label>Title <input id="title" style="width:400px" value="{TITLE}"></label>'
FORM = f"<main><h1>Listing</h1>{FIELD}</main>"
KINDS = ["error", "warning", "info", "unsure"]
# axe-core cannot look into closed roots.
OPEN_ROOT = """{ const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    return attach.call(this, { ...init, mode: 'open' }); }; }"""
CONTRASTS = """[...card().querySelectorAll('*'), root().querySelector('.pill .words')].flatMap((node) => {
  const words = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  if (!words || node.classList.contains('spoken')) return [];
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = (rgb) => { const [r, g, b] = rgb.slice(0, 3).map((part) => linear(part / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  let back = node;
  while (numbers(getComputedStyle(back).backgroundColor)[3] === 0) back = back.parentElement;
  const a = light(numbers(getComputedStyle(node).color));
  const b = light(numbers(getComputedStyle(back).backgroundColor));
  return [{ words: node.textContent, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) }];
})"""


def finding(kind: str, quote: str = "best") -> dict[str, object]:
    if kind == "unsure":
        return fix(
            annotation("title", TITLE, quote, outcome="incomplete", reason="Both readings are possible."),
            "good",
        )
    return fix(annotation("title", TITLE, quote, severity=kind), "good")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `npm ci` in scripts/node")
@pytest.mark.parametrize("kind", KINDS)
async def test_axe_finds_nothing(practice: Opener, kind: str) -> None:
    desk = await practice(FORM, prelude=OPEN_ROOT)
    await desk.report(finding(kind), annotation("title", TITLE, "kettle"))
    await desk.run("worker.onShow('title-best'); card().querySelector('details').open = true")
    await desk.state("not-running")
    await desk.run(AXE.read_text(encoding="utf-8"))
    result = await desk.run(
        "axe.run(document).then(({violations, passes}) => ({violations, passes: passes.length}))"
    )
    assert result["violations"] == []
    assert result["passes"] > 20


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_word_has_a_contrast_of_4_5(browser: Browser, scheme: Literal["light", "dark"]) -> None:
    context = await browser.new_context(color_scheme=scheme)
    desk = await Desk.open(context, FORM)
    for kind in KINDS:
        await desk.report(finding(kind))
        await desk.state("ready")
        await desk.run("worker.onShow('title-best'); card().querySelector('details').open = true")
        await desk.state("not-answering")
        contrasts = await desk.run(CONTRASTS)
        assert len(contrasts) > 8
        assert [found for found in contrasts if found["ratio"] < 4.5] == []
    await context.close()


async def test_forced_colours_keep_the_kinds_apart_and_the_card_legible(
    browser: Browser, tmp_path: Path
) -> None:
    context = await browser.new_context(forced_colors="active", viewport={"width": 900, "height": 700})
    text = "best best best best"
    desk = await Desk.open(context, f'<input id="title" style="width:400px;outline:0" value="{text}">')
    plain = await desk.picture(tmp_path / "plain.png")
    words = []
    for kind in KINDS:
        await desk.report({**finding(kind), "target": {**annotation("title", text, "best")["target"]}})
        (mark,) = await desk.marks()
        rect = mark["rects"][0]
        seen = await desk.picture(tmp_path / f"{kind}.png")
        assert difference(plain, seen) is not None
        corner = (rect["left"], rect["top"], rect["left"] + rect["width"], rect["top"] + rect["height"] + 4)
        words.append(seen.crop(tuple(round(side) for side in corner)).tobytes())
    assert len(set(words)) == 4, "each kind has a line of its own"
    await desk.click_mark()
    assert await desk.run("getComputedStyle(card().querySelector('.kind')).borderTopWidth") == "1px"
    await context.close()


async def test_the_card_speaks_as_a_labelled_dialog_in_the_readers_language(practice: Opener) -> None:
    desk = await practice(FORM)
    await desk.state("ready", locale="ja")
    await desk.report(finding("error"))
    await desk.click_mark()
    assert await desk.run("[card().role, card().ariaModal, card().lang]") == ["dialog", "false", "ja"]
    assert (
        await desk.run("root().getElementById(card().getAttribute('aria-labelledby')).textContent")
        == "Promotional phrase"
    )
    assert "praises" in await desk.run(
        "root().getElementById(card().getAttribute('aria-describedby')).textContent"
    )
    assert await desk.run(
        "[...card().querySelectorAll('button')].every((b) => (b.ariaLabel ?? b.textContent).trim() !== '')"
    )
    assert await desk.run(
        "[...card().querySelectorAll('button')].every((b) => b.getBoundingClientRect().height >= 24)"
    )
