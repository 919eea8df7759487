"""The ring along the edge: how much of it is white, what colour the rest has, and where it is."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from agent.imaging.measure import measure
from agent.picture import GroundFacts, ImageFacts, Region
from tests.imaging.pictures import encode, product_on

SAMPLES = Path(__file__).parents[2].parent / "shared" / "images"
EXPECTED: list[dict[str, Any]] = json.loads((SAMPLES / "acceptance.json").read_text("utf-8"))
WHITE_ENOUGH = 0.995
JUDGED_HERE = {"white", "frame", "size", "mode", "transparent"}
"""What the ring, the header and the alpha channel can tell; fill, text and sharpness are other measures."""


def border_of(image: Image.Image) -> GroundFacts:
    border = measure(encode(image)).ground
    assert border is not None
    return border


def verdict(facts: ImageFacts) -> str:
    assert facts.ground is not None
    if facts.ground.white_share >= WHITE_ENOUGH:
        return "pass"
    return "near" if facts.ground.near_white_share >= WHITE_ENOUGH else "fail"


def samples(*keys: str) -> list[Any]:
    return [
        pytest.param(sample["file"], sample["expect"], id=sample["file"].removeprefix("accept/"))
        for sample in EXPECTED
        if set(keys) & sample["expect"].keys()
    ]


def test_every_expected_picture_is_measured_without_error() -> None:
    errors = {sample["file"]: measure((SAMPLES / sample["file"]).read_bytes()).error for sample in EXPECTED}
    assert set(errors.values()) == {None}
    assert len(errors) == len(EXPECTED)


@pytest.mark.parametrize(("file", "expect"), samples("white"))
def test_the_white_verdict_is_the_expected_one(file: str, expect: dict[str, Any]) -> None:
    facts = measure((SAMPLES / file).read_bytes())
    assert verdict(facts) == expect["white"].split()[0]
    if "level" in expect:
        assert facts.ground is not None
        assert facts.ground.colour == (expect["level"],) * 3


@pytest.mark.parametrize(("file", "expect"), samples("frame"))
def test_a_frame_at_the_edge_is_not_white_and_one_further_in_is_not_in_the_ring(
    file: str, expect: dict[str, Any]
) -> None:
    facts = measure((SAMPLES / file).read_bytes())
    assert facts.ground is not None
    at_the_edge = (
        expect["frame"] and "in40" not in file
    )  # that frame starts 40 pixels in, the ring ends at 32
    assert (verdict(facts) != "pass") is at_the_edge
    assert len(facts.ground.stains) == (4 if at_the_edge else 0)


@pytest.mark.parametrize(("file", "expect"), samples("size", "mode", "transparent"))
def test_size_mode_and_transparency_are_the_expected_ones(file: str, expect: dict[str, Any]) -> None:
    facts = measure((SAMPLES / file).read_bytes())
    assert facts.width is not None
    assert facts.height is not None
    longest = max(facts.width, facts.height)
    if "size" in expect:
        limit = int(expect["size"].rsplit("<", 1)[1])
        assert longest < limit
    if "mode" in expect:
        assert facts.mode == expect["mode"]
    if "transparent" in expect:
        assert facts.transparent is expect["transparent"]


@pytest.mark.parametrize("quality", [95, 75, 40])
def test_jpeg_compression_leaves_a_white_ring_exactly_white(quality: int) -> None:
    facts = measure(encode(product_on((255, 255, 255), (1000, 1000)), "JPEG", quality=quality))
    assert facts.ground == GroundFacts(share=1, white_share=1, near_white_share=1, colour=(255, 255, 255))


def test_the_colour_of_the_ring_is_that_of_its_pixels_that_are_not_white() -> None:
    image = product_on((255, 255, 255), (200, 200))
    ImageDraw.Draw(image).rectangle((0, 0, 199, 1), fill=(10, 200, 30))
    assert border_of(image).colour == (10, 200, 30)


def test_a_product_that_leaves_by_one_side_is_shown_where_it_leaves() -> None:
    image = Image.new("RGB", (200, 100), "white")
    ImageDraw.Draw(image).rectangle((150, 30, 199, 59), fill="black")
    assert border_of(image).stains == (Region(x=0.99, y=0.3, width=0.01, height=0.3),)


def test_a_stain_along_one_side_is_not_told_again_by_the_corners() -> None:
    image = Image.new("RGB", (100, 100), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 1, 99), fill="black")
    assert border_of(image).stains == (Region(x=0, y=0, width=0.02, height=1),)


def test_a_stain_in_a_corner_alone_is_told_once() -> None:
    image = Image.new("RGB", (100, 100), "white")
    ImageDraw.Draw(image).rectangle((98, 98, 99, 99), fill="black")
    assert border_of(image).stains == (Region(x=0.98, y=0.98, width=0.02, height=0.02),)


def test_every_ring_pixel_counts_once() -> None:
    image = Image.new("RGB", (100, 50), "white")
    image.putpixel((0, 0), (0, 0, 0))
    pixels_in_ring = 2 * 100 + 2 * 48
    assert border_of(image).white_share == pytest.approx(1 - 1 / pixels_in_ring)
