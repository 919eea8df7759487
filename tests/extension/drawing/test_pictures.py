"""What is found on a picture is drawn wherever the page shows it, with a list that covers no control."""

import io
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.extension.drawing.practice import Desk, Opener, annotation, difference

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CORNER = {"x": 0.5, "y": 0.5, "width": 0.25, "height": 0.25}
STRIP = {"x": 0.0, "y": 0.0, "width": 1.0, "height": 0.1}
CLIENT = "document.getElementById({0!r}).getBoundingClientRect().toJSON()"
BOXES = "[...root().querySelectorAll({0!r})].map(boxOf)"
LEGENDS = """[...root().querySelectorAll('.legend')]
  .filter((node) => getComputedStyle(node).visibility === 'visible')
  .map((node) => ({box: boxOf(node), rows: [...node.children].map((row) => row.textContent)}))"""


def picture(width: int = 400, height: int = 400, colour: str = "#c0c0c0") -> str:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, "PNG")
    return f"data:image/png;base64,{b64encode(stream.getvalue()).decode()}"


def image(name: str, style: str, source: str) -> str:
    return f'<img id="{name}" style="display:block;{style}" src="{source}">'


def found(name: str, region: dict[str, float] | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    target = {"index": 0, "region": region, **more.pop("target", {})}
    return annotation("images", id=name, rule=f"image/{name}", title=f"Fault {name}", target=target, **more)


def inside(box: dict[str, float], region: dict[str, float]) -> tuple[float, ...]:
    return (
        box["left"] + region["x"] * box["width"],
        box["top"] + region["y"] * box["height"],
        region["width"] * box["width"],
        region["height"] * box["height"],
    )


def values(box: dict[str, float]) -> tuple[float, ...]:
    return box["left"], box["top"], box["width"], box["height"]


async def client(desk: Desk, name: str) -> dict[str, float]:
    box: dict[str, float] = await desk.page.evaluate(CLIENT.format(name))
    return box


async def test_a_region_is_drawn_on_the_thumbnail_and_on_the_large_picture(practice: Opener) -> None:
    source = picture()
    desk = await practice(
        image("image", "width:100px;height:100px", source)
        + image("large", "width:300px;height:200px;object-fit:contain;padding:10px", source)
        + image("other", "width:100px;height:100px", picture(colour="#101010"))
    )
    await desk.report(found("grey", CORNER))
    small, large = [values(box) for box in await desk.run(BOXES.format(".region"))]
    assert small == pytest.approx(inside(await client(desk, "image"), CORNER), abs=1)
    box = await client(desk, "large")
    whole = {"left": box["left"] + 60, "top": box["top"] + 10, "width": 200, "height": 200}
    assert large == pytest.approx(inside(whole, CORNER), abs=1)
    assert await desk.run("drawnMarks()[0].rects.length") == 2


async def test_a_click_on_the_large_picture_opens_the_card(practice: Opener) -> None:
    source = picture()
    desk = await practice(image("image", "width:60px", source) + image("large", "width:300px", source))
    await desk.report(found("grey", CORNER))
    box = (await desk.run(BOXES.format(".region")))[1]
    await desk.page.mouse.click(box["left"] + 20, box["top"] + 20)
    assert await desk.card_text("h2") == "Fault grey"


async def test_a_picture_opened_in_a_dialog_is_marked_there_too(practice: Opener) -> None:
    source = picture()
    desk = await practice(
        image("image", "width:100px", source)
        + f'<dialog id="zoom">{image("large", "width:300px", source)}</dialog>'
    )
    await desk.report(found("grey", CORNER))
    assert len(await desk.run(BOXES.format(".region"))) == 1
    await desk.page.evaluate("document.getElementById('zoom').showModal()")
    assert await desk.holds("root().querySelector('.region')?.getBoundingClientRect().width > 50")
    assert len(await desk.run(BOXES.format(".region"))) == 1, "none for what lies behind the dialog"
    region = inside(await client(desk, "large"), CORNER)
    boxes = [values(box) for box in await desk.run(BOXES.format(".region"))]
    assert any(box == pytest.approx(region, abs=1) for box in boxes)
    x, y = region[0] + region[2] / 2, region[1] + region[3] / 2
    assert await desk.run(f"document.elementsFromPoint({x}, {y})[0].id") == "large", (
        "marks let clicks through"
    )


async def test_amazon_sizes_of_one_picture_are_one_and_cut_ones_get_no_box_at_a_wrong_place(
    practice: Opener,
) -> None:
    name = "https://m.media-amazon.com/images/I/tenken"
    desk = await practice(
        "".join(
            f'<img id="{element}" style="display:block;width:100px;height:100px" src="{name}{size}.jpg">'
            for element, size in (("image", "._AC_SL500_"), ("large", ""), ("square", "._AC_US100_"))
        )
    )
    await desk.report(found("grey", CORNER))
    boxes = [values(box) for box in await desk.run(BOXES.format(".region"))]
    for element in ("image", "large"):
        region = inside(await client(desk, element), CORNER)
        assert any(box == pytest.approx(region, abs=1) for box in boxes)
    whole = values(await client(desk, "square"))
    assert any(box == pytest.approx(whole, abs=1) for box in boxes), "the whole picture, not a part of it"
    assert len(boxes) == 3


async def test_areas_are_hatched_inside_the_picture_and_the_picture_stays_as_it_is(
    practice: Opener, tmp_path: Path
) -> None:
    desk = await practice(image("image", "width:300px;height:300px", picture()))
    before = await desk.picture(tmp_path / "before.png")
    node = await desk.page.evaluate("document.documentElement.outerHTML")
    await desk.report(found("stained", target={"areas": [STRIP, CORNER]}))
    hatched = [values(box) for box in await desk.run(BOXES.format(".hatch"))]
    box = await client(desk, "image")
    assert hatched == [pytest.approx(inside(box, area), abs=1) for area in (STRIP, CORNER)]
    assert "repeating-linear-gradient" in await desk.run(
        "getComputedStyle(root().querySelector('.hatch')).backgroundImage"
    )
    after = await desk.picture(tmp_path / "after.png")
    part = tuple(round(value) for value in inside(box, CORNER))
    crop = (part[0] + 4, part[1] + 4, part[0] + part[2] - 4, part[1] + part[3] - 4)
    assert difference(before.crop(crop), after.crop(crop)) is not None
    assert await desk.page.evaluate("document.images[0].outerHTML") in node


@pytest.mark.parametrize("areas", [[{**CORNER, "x": 2}], [CORNER] * 65, "all"])
async def test_areas_that_are_none_are_not_drawn(practice: Opener, areas: object) -> None:
    desk = await practice(image("image", "width:300px", picture()))
    await desk.report(found("stained", target={"areas": areas}))
    assert await desk.marks() == []


async def test_whole_picture_findings_share_one_box_and_numbers_never_lie_on_each_other(
    practice: Opener,
) -> None:
    desk = await practice(image("image", "width:300px;height:300px", picture()))
    same = {"x": 0.0, "y": 0.0, "width": 0.5, "height": 0.5}
    near = {"x": 0.01, "y": 0.0, "width": 0.5, "height": 0.4}
    await desk.report(found("one", severity="info"), found("two"), found("three", same), found("four", near))
    kinds = await desk.run("[...root().querySelectorAll('.region')].map(({className}) => className)")
    assert sorted(kinds) == ["region error"] * 3
    badges = [values(box) for box in await desk.run(BOXES.format(".badge:not(.legend *)"))]
    assert len(badges) == 3
    for at, (left, top, width, height) in enumerate(badges):
        for other in badges[at + 1 :]:
            assert abs(left - other[0]) >= width - 1 or abs(top - other[1]) >= height - 1


async def test_the_legend_lists_numbers_and_titles_beside_the_largest_copy(practice: Opener) -> None:
    source = picture()
    desk = await practice(image("image", "width:80px", source) + image("large", "width:300px", source))
    assert await desk.run(LEGENDS) == []
    await desk.report(found("grey"), found("small", CORNER, severity="warning"))
    (legend,) = await desk.run(LEGENDS)
    assert legend["rows"] == ["1Fault grey", "2Fault small"]
    large = await client(desk, "large")
    assert legend["box"]["left"] >= large["right"]
    assert legend["box"]["top"] == pytest.approx(large["top"], abs=1)
    await desk.report()
    assert await desk.run(LEGENDS) == []


SURROUNDINGS = {
    "right": ([], "right"),
    "left": (["left:360px;top:0;width:540px;height:700px"], "left"),
    "below": (
        ["left:360px;top:0;width:540px;height:700px", "left:0;top:0;width:240px;height:700px"],
        "below",
    ),
}


@pytest.mark.parametrize("taken", SURROUNDINGS)
async def test_the_legend_covers_no_control(practice: Opener, taken: str) -> None:
    buttons, side = SURROUNDINGS[taken]
    desk = await practice(
        image("image", "position:fixed;left:250px;top:200px;width:100px;height:100px", picture())
        + "".join(f'<button style="position:fixed;{place}">Save</button>' for place in buttons)
    )
    await desk.report(found("grey"))
    (legend,) = await desk.run(LEGENDS)
    box = legend["box"]
    beside = {
        "right": box["left"] >= 350,
        "left": box["left"] + box["width"] <= 250,
        "below": box["top"] >= 300,
    }
    assert beside[side]
    assert await desk.run("getComputedStyle(root().querySelector('.legend')).pointerEvents") == "none"


async def test_the_legend_stands_past_the_other_pictures_of_a_row(practice: Opener) -> None:
    row = "".join(
        image(name, f"position:fixed;left:{left}px;top:10px;width:100px;height:100px", picture(colour=colour))
        for name, left, colour in (("image", 20, "#c0c0c0"), ("second", 130, "#404040"))
    )
    desk = await practice(
        row + '<button style="position:fixed;left:0;top:112px;width:900px;height:588px">x</button>'
    )
    await desk.report(found("grey"))
    (legend,) = await desk.run(LEGENDS)
    assert legend["box"]["left"] >= 230
    assert legend["box"]["top"] == pytest.approx(10, abs=1)


async def test_without_free_ground_there_is_no_legend_but_the_boxes_stay(practice: Opener) -> None:
    desk = await practice(
        image("image", "position:fixed;left:250px;top:200px;width:100px;height:100px;z-index:1", picture())
        + '<button style="position:fixed;inset:0;width:100%;height:100%">Save</button>'
    )
    await desk.report(found("grey"))
    assert await desk.run(LEGENDS) == []
    assert len(await desk.run(BOXES.format(".region"))) == 1


async def test_a_replaced_picture_loses_the_boxes_of_the_old_one_at_once(practice: Opener) -> None:
    desk = await practice(image("image", "width:200px", picture()))
    await desk.report(found("grey", CORNER))
    assert len(await desk.run(BOXES.format(".region"))) == 1
    await desk.page.evaluate("(source) => { document.images[0].src = source }", picture(colour="#ffffff"))
    assert await desk.holds("listings().length === 2")
    await desk.run("tenken.drawing.draw()")
    assert await desk.run(BOXES.format(".region")) == []
    await desk.report(found("grey", CORNER))
    assert len(await desk.run(BOXES.format(".region"))) == 1


async def test_a_later_phase_of_the_same_revision_adds_its_findings(practice: Opener) -> None:
    desk = await practice(image("image", "width:200px", picture()))
    pending = found("text", outcome="incomplete", reason="Not read yet.", pending=True)
    await desk.report(pending, phase="text")
    await desk.report(found("grey"), pending, phase="image")
    assert [mark["id"] for mark in await desk.marks()] == ["grey"]
    await desk.report(found("grey"), found("text", CORNER), phase="read")
    assert [mark["id"] for mark in await desk.marks()] == ["grey", "text"]
    assert await desk.run("listings().length") == 1


async def test_an_earlier_phase_after_a_later_one_is_dropped_until_something_changed(
    practice: Opener,
) -> None:
    desk = await practice(image("image", "width:200px", picture()))
    await desk.report(found("read"), phase="read")
    await desk.report(found("early"), phase="image")
    assert [mark["id"] for mark in await desk.marks()] == ["read"]
    await desk.state("ready", locale="ja")
    await desk.report(found("early"), phase="image")
    assert [mark["id"] for mark in await desk.marks()] == ["early"], "asked anew in another language"
    await desk.report(found("old"), phase="read", revision=0)
    assert [mark["id"] for mark in await desk.marks()] == ["early"]
