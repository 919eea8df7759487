"""The mark's rectangle is the word's, measured independently: by canvas, by a copy of the text, by pixels."""

from pathlib import Path
from typing import Any

import pytest

from tests.extension.drawing.practice import APART, Desk, Opener, annotation, difference, fix

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PREFIXES = ["", "plain ", "𠮷野家の", "😀👩‍👩‍👧 ", "が゙ｶﾞ "]

IN_INPUT = """([id, quote]) => {
  const input = document.getElementById(id)
    ?? document.getElementById(id + '-host').shadowRoot.getElementById(id);
  const style = getComputedStyle(input), ink = document.createElement('canvas').getContext('2d');
  ink.font = `${style.fontSize} ${style.fontFamily}`;
  const at = input.value.indexOf(quote), box = input.getBoundingClientRect();
  const zoom = input.currentCSSZoom;
  const from = box.left + zoom * (input.clientLeft + parseFloat(style.paddingLeft) - input.scrollLeft
    + ink.measureText(input.value.slice(0, at)).width);
  return { left: from, width: zoom * ink.measureText(quote).width, top: box.top, bottom: box.bottom };
}"""

IN_TEXTAREA = """([id, quote]) => {
  const area = document.getElementById(id);
  const style = getComputedStyle(area), box = area.getBoundingClientRect();
  const copy = document.createElement('div');
  copy.style.cssText = `position:absolute; left:0; top:0; box-sizing:border-box; white-space:pre-wrap;
    overflow-wrap:break-word; font:${style.font}; line-height:${style.lineHeight}; padding:${style.padding};
    width:${area.clientWidth}px`;
  copy.textContent = area.value;
  document.body.append(copy);
  const at = area.value.indexOf(quote), range = document.createRange(), origin = copy.getBoundingClientRect();
  range.setStart(copy.firstChild, at); range.setEnd(copy.firstChild, at + quote.length);
  const zoom = area.currentCSSZoom;
  const rects = [...range.getClientRects()].map((r) => ({
    left: r.left - origin.left + box.left + (area.clientLeft - area.scrollLeft) * zoom,
    top: r.top - origin.top + box.top + (area.clientTop - area.scrollTop) * zoom,
    width: r.width, height: r.height }));
  copy.remove();
  return rects;
}"""


def near(got: dict[str, float], expected: dict[str, float], slack: float = 1.5) -> bool:
    return all(abs(got[side] - expected[side]) <= slack for side in expected if side in got)


async def marked(desk: Desk, field: str, text: str, quote: str) -> list[dict[str, float]]:
    await desk.report(annotation(field, text, quote))
    (mark,) = await desk.marks()
    assert mark["shape"] == "text", mark
    rects: list[dict[str, float]] = mark["rects"]
    return rects


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("shadow", [False, True])
async def test_word_in_an_input(practice: Opener, prefix: str, shadow: bool, tmp_path: Path) -> None:  # noqa: FBT001
    text = f"{prefix}best kettle"
    field = '<input id="title" style="width:600px;font:16px/1.5 \'Noto Sans CJK JP\', sans-serif">'
    body = '<div id="title-host"></div>' if shadow else field
    fill = (
        f"document.getElementById('title-host').attachShadow({{mode:'open'}}).innerHTML = `{field}`;"
        if shadow
        else ""
    )
    inner = "document.getElementById('title-host').shadowRoot" if shadow else "document"
    desk = await practice(body, script=f"() => {{ {fill} {inner}.getElementById('title').value = '{text}' }}")
    before = await desk.picture(tmp_path / "before.png")
    (rect,) = await marked(desk, "title", text, "best")
    expected = await desk.page.evaluate(IN_INPUT, ["title", "best"])
    assert abs(rect["left"] - expected["left"]) <= 1.5
    assert abs(rect["width"] - expected["width"]) <= 1.5
    assert expected["top"] <= rect["top"]
    assert rect["top"] + rect["height"] <= expected["bottom"]
    ink = difference(before, await desk.picture(tmp_path / "after.png"))
    assert ink is not None, "nothing was painted"
    assert abs(ink[0] - rect["left"]) <= 3
    assert abs(ink[2] - (rect["left"] + rect["width"])) <= 3


@pytest.mark.parametrize("prefix", PREFIXES)
async def test_word_in_a_wrapping_textarea(practice: Opener, prefix: str, tmp_path: Path) -> None:
    text = f"First line\n{prefix}送料無料の商品です。A rather long sentence that wraps, then best offer\nlast"
    desk = await practice(
        '<textarea id="description" rows=8 style="width:260px;padding:9px 13px"></textarea>',
        script=f"() => {{ document.getElementById('description').value = {text!r} }}",
    )
    before = await desk.picture(tmp_path / "before.png")
    rects = await marked(desk, "description", text, "best offer")
    expected = await desk.page.evaluate(IN_TEXTAREA, ["description", "best offer"])
    assert len(rects) == len(expected)
    for got, wanted in zip(rects, expected, strict=True):
        assert abs(got["left"] - wanted["left"]) <= 1.5
        assert abs(got["width"] - wanted["width"]) <= 1.5
        assert abs(got["top"] - wanted["top"]) <= got["height"] / 2
    ink = difference(before, await desk.picture(tmp_path / "after.png"))
    assert ink is not None, "nothing was painted"
    assert abs(ink[0] - min(rect["left"] for rect in rects)) <= 3
    assert abs(ink[2] - max(rect["left"] + rect["width"] for rect in rects)) <= 3


async def test_word_over_two_lines_gets_a_rectangle_on_each(practice: Opener) -> None:
    text = "これはとても長い文章で、送料無料キャンペーン実施中です"
    desk = await practice(f'<textarea id="description" rows=5 style="width:220px">{text}</textarea>')
    rects = await marked(desk, "description", text, "送料無料キャンペーン実施中")
    assert len(rects) >= 2
    assert rects[0]["top"] < rects[-1]["top"]


async def test_scrolled_textarea_and_scrolled_input(practice: Opener) -> None:
    text = "x " * 60 + "best" + " y" * 60
    desk = await practice(
        f'<input id="title" style="width:300px" value="{text}">'
        f'<textarea id="description" rows=3 style="width:200px">{text}</textarea>'
    )
    await desk.report(annotation("title", text, "best"), annotation("description", text, "best"))
    assert shape_of(await desk.marks()) == {"title-best": "edge", "description-best": "edge"}, (
        "out of sight: the edge is marked"
    )
    await desk.run("tenken.drawing.marks().forEach((mark) => tenken.drawing.reveal(mark))")
    shown = {mark["id"]: mark for mark in await desk.marks()}
    title, description = shown["title-best"], shown["description-best"]
    assert title["shape"] == description["shape"] == "text"
    expected = await desk.page.evaluate(IN_INPUT, ["title", "best"])
    assert abs(title["rects"][0]["left"] - expected["left"]) <= 1.5
    (wanted,) = await desk.page.evaluate(IN_TEXTAREA, ["description", "best"])
    assert abs(description["rects"][0]["left"] - wanted["left"]) <= 1.5
    assert abs(description["rects"][0]["top"] - wanted["top"]) <= 8


async def test_static_text_is_marked_at_its_own_nodes(practice: Opener, tmp_path: Path) -> None:
    desk = await practice('<h1 id="title">𠮷 <b>Super</b> best   kettle 😀 best</h1>')
    before = await desk.picture(tmp_path / "before.png")
    (rect,) = await marked(desk, "title", "𠮷 Super best kettle 😀 best", "kettle")
    expected = await desk.page.evaluate(
        """() => { const node = document.querySelector('h1').lastChild, at = node.data.indexOf('kettle');
        const range = document.createRange(); range.setStart(node, at); range.setEnd(node, at + 6);
        return range.getBoundingClientRect().toJSON(); }"""
    )
    assert near(rect, expected)
    ink = difference(before, await desk.picture(tmp_path / "after.png"))
    assert ink is not None
    assert abs(ink[0] - expected["left"]) <= 3


@pytest.mark.parametrize("zoom", [0.67, 1, 1.5])
@pytest.mark.parametrize("how", ["css", "device", "pinch"])
async def test_zoom(practice: Opener, zoom: float, how: str, tmp_path: Path) -> None:
    text = "𠮷 the best kettle"
    desk = await practice(
        f'<input id="title" style="width:400px" value="{text}">'
        f'<p><textarea id="description">{text}</textarea>'
    )
    if how == "css":
        await desk.page.evaluate("zoom => { document.documentElement.style.zoom = zoom }", zoom)
    elif how == "device":
        size = {
            "width": round(900 / zoom),
            "height": round(700 / zoom),
            "deviceScaleFactor": zoom,
            "mobile": False,
        }
        await desk.session.send("Emulation.setDeviceMetricsOverride", size)
    else:
        await desk.session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": max(zoom, 1)})
    before = await desk.picture(tmp_path / "before.png")
    found = fix(annotation("title", text, "best"), "good")
    await desk.report(found, annotation("description", text, "kettle"), annotation("description", text))
    title = next(mark for mark in await desk.marks() if mark["id"] == "title-best")
    (rect,) = title["rects"]
    expected = await desk.page.evaluate(IN_INPUT, ["title", "best"])
    assert abs(rect["left"] - expected["left"]) <= 2
    assert abs(rect["width"] - expected["width"]) <= 2
    assert difference(before, await desk.picture(tmp_path / "after.png")) is not None
    await desk.page.mouse.click(rect["left"] + rect["width"] / 2, rect["top"] + rect["height"] / 2)
    assert await desk.run("tenken.card.view()?.mark.annotation.id") == "title-best"
    assert await desk.run(APART)
    edge = await desk.run("drawnMarks().find(({shape}) => shape === 'edge').rects[0]")
    field = await desk.page.evaluate(
        "document.getElementById('description').getBoundingClientRect().toJSON()"
    )
    assert edge["left"] + edge["width"] <= field["left"]
    assert field["left"] - edge["left"] - edge["width"] <= 6, "the bar stands beside its field at any zoom"


async def test_without_text_ranges_the_word_is_underlined_at_the_same_place(
    practice: Opener, tmp_path: Path
) -> None:
    text = "𠮷 A rather long sentence that wraps, then best offer"
    desk = await practice(
        f'<input id="title" style="width:500px;padding:6px" value="{text}"><br><br>'
        f'<textarea id="description" rows=6 style="width:180px">{text}</textarea>'
    )
    await desk.run(
        "for (const kind of [HTMLInputElement, HTMLTextAreaElement]) delete kind.prototype.createValueRange"
    )
    before = await desk.picture(tmp_path / "before.png")
    await desk.report(annotation("title", text, "best"), annotation("description", text, "best"))
    title, description = await desk.marks()
    assert await desk.painted() == []
    expected = await desk.page.evaluate(IN_INPUT, ["title", "best"])
    assert abs(title["rects"][0]["left"] - expected["left"]) <= 1.5
    (wanted,) = await desk.page.evaluate(IN_TEXTAREA, ["description", "best"])
    assert near(description["rects"][0], wanted, 2.5)
    assert difference(before, await desk.picture(tmp_path / "after.png")) is not None


async def test_number_inputs_have_no_words_and_get_their_edge_marked(practice: Opener) -> None:
    desk = await practice('<input id="price" type="number" value="299">')
    await desk.report(annotation("price", "299", "299"))
    (mark,) = await desk.marks()
    assert mark["shape"] == "edge"


def shape_of(marks: list[dict[str, Any]]) -> dict[str, str]:
    return {mark["id"]: mark["shape"] for mark in marks}


async def test_region_of_a_picture_follows_object_fit_and_scrolling(practice: Opener) -> None:
    svg = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='400' height='200'/>"
    desk = await practice(
        f'<img id="image" style="width:300px;height:300px;object-fit:contain;border:5px solid" src="{svg}">'
        '<div style="height:3000px">'
    )
    region = {"x": 0.5, "y": 0.5, "width": 0.5, "height": 0.5}
    await desk.report(annotation("images", target={"region": region}))
    (mark,) = await desk.marks()
    box = await desk.page.evaluate("document.getElementById('image').getBoundingClientRect().toJSON()")
    assert near(
        mark["rects"][0], {"left": box["left"] + 155, "top": box["top"] + 155, "width": 150, "height": 75}
    )
    await desk.page.mouse.wheel(0, 120)
    drawn = "boxOf(root().querySelector('.region')).top"
    assert await desk.holds(
        f"Math.abs({drawn} - boxOf(document.getElementById('image')).top - 155) < 1.5 && scrollY === 120"
    )


async def test_a_mark_is_where_its_words_are_before_the_next_drawing(practice: Opener) -> None:
    desk = await practice('<input id="title" style="margin-top:300px" value="The best kettle">')
    await desk.report(annotation("title", "The best kettle", "best"))
    moved = """(() => { const top = () => drawnMarks()[0].rects[0].top, before = top();
      document.getElementById('title').style.marginTop = '200px';
      tenken.drawing.moved();
      const waiting = top();
      tenken.drawing.settle();
      return [before - waiting, before - top()]; })()"""
    assert await desk.run(moved) == [0, 100]
