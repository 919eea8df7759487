"""Pictures with known answers: what is measured of them, and what the rules say."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from agent.imaging.measure import measure
from agent.picture import ImageFacts
from tests.imaging.auditing import spoken
from tests.imaging.samples import NO_TEXT, SAMPLES, expected, known

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the shared pictures with known answers are not here"
)
WHITE = {"main-image-not-white", "main-image-near-white", "main-image-darkened-by-compression"}
FILL = {"main-image-product-small", "main-image-product-tiny"}
SOFT_SOURCES = {"rendered/N08.jpg"}
"""Looks enlarged, and has less detail than the samples that were enlarged four times."""


@cache
def facts_of(file: str) -> ImageFacts:
    return measure((SAMPLES / file).read_bytes())


def violations(file: str) -> dict[str, str]:
    return {name: outcome for name, outcome in said(file).items() if outcome == "violation"}


def said(file: str) -> dict[str, str]:
    return {
        finding.rule.removeprefix("image/"): finding.outcome
        for finding in spoken([facts_of(file)], page="edit")
    }


def expecting(key: str) -> list[Any]:
    return [
        pytest.param(sample["file"], sample["expect"], id=Path(sample["file"]).stem)
        for sample in expected()
        if key in sample["expect"]
    ]


def test_every_picture_is_measured() -> None:
    assert {sample["file"]: facts_of(sample["file"]).error for sample in expected()} == dict.fromkeys(
        sample["file"] for sample in expected()
    )


@pytest.mark.parametrize(("file", "expect"), expecting("white"))
def test_white(file: str, expect: dict[str, Any]) -> None:
    rules = {
        "pass": set(),
        "near": {"main-image-near-white"},
        "fail": {"main-image-not-white"},
        "near (253 by the coarse JPEG step)": {"main-image-darkened-by-compression"},
    }
    assert violations(file).keys() & WHITE == rules[expect["white"]]
    ground = facts_of(file).ground
    assert ground is not None
    if "level" in expect:
        assert ground.colour == (expect["level"],) * 3


@pytest.mark.parametrize(("file", "expect"), expecting("fill"))
def test_fill(file: str, expect: dict[str, Any]) -> None:
    assert bool(said(file).keys() & FILL) == (expect["fill"] == "fail")
    product = facts_of(file).product
    assert product is not None
    if "fill_long" in expect:
        assert max(product.box.width, product.box.height) == pytest.approx(expect["fill_long"], abs=0.003)


@pytest.mark.parametrize(("file", "expect"), expecting("frame"))
def test_frame(file: str, expect: dict[str, Any]) -> None:
    assert (violations(file).get("main-image-frame") == "violation") is expect["frame"]


@pytest.mark.parametrize(("file", "expect"), expecting("size"))
def test_size(file: str, expect: dict[str, Any]) -> None:
    rule = "main-image-too-small" if expect["size"].startswith("fail") else "main-image-without-zoom"
    assert rule in violations(file)


@pytest.mark.parametrize(("file", "expect"), [*expecting("mode"), *expecting("transparent")])
def test_mode_and_transparency(file: str, expect: dict[str, Any]) -> None:
    facts = facts_of(file)
    assert facts.mode == expect.get("mode", facts.mode)
    assert ("main-image-colour-mode" in violations(file)) is (expect.get("mode") == "CMYK")
    assert facts.transparent is expect.get("transparent", False)
    assert ("main-image-transparent" in violations(file)) is facts.transparent


@pytest.mark.parametrize(("file", "expect"), [*expecting("upscaled"), *expecting("blurred")])
def test_little_detail_is_only_suspected(file: str, expect: dict[str, Any]) -> None:
    assert expect.get("upscaled") or expect.get("blurred")
    assert said(file)["main-image-blurred"] == "incomplete"


@pytest.mark.parametrize(("file", "expect"), expecting("watermark"))
def test_a_tiled_watermark_leaves_its_marks(file: str, expect: dict[str, Any]) -> None:
    assert expect["watermark"]
    # A single large one is for the reading of text to find.
    assert (facts_of(file).watermark is not None) is ("tiled" in file)


def test_no_other_expected_picture_has_marks_of_a_watermark() -> None:
    marked = {sample["file"] for sample in expected() if facts_of(sample["file"]).watermark}
    assert marked <= {sample["file"] for sample in expected() if sample["expect"].get("watermark")}


@pytest.mark.parametrize(
    "file",
    [entry["file"] for entry in known() if entry.get("group") in NO_TEXT],
    ids=lambda file: Path(file).stem,
)
def test_a_picture_without_fault_is_free_of_findings(file: str) -> None:
    facts = facts_of(file)
    assert facts.watermark is None
    assert facts.frame is None
    # The shop photos are thumbnails: what is said of their size is true.
    found = said(file).keys() - {"main-image-too-small"}
    assert found == ({"main-image-blurred"} if file in SOFT_SOURCES else set())
