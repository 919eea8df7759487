"""What the image rules say of pictures nobody has measured, of their size and of the kinds of white."""

import hashlib
from datetime import date

import pytest

from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing, ListingImage
from agent.picture import GroundFacts, ImageFacts, Region
from agent.report import Finding
from agent.shop import Shop, tailor

TODAY = date(2026, 11, 22)
RULES = tailor(load(), Shop())
SIZE_RULES = {"image/main-image-too-small", "image/main-image-without-zoom", "image/main-image-too-large"}
WHITE_RULES = {
    "image/main-image-not-white",
    "image/main-image-near-white",
    "image/main-image-darkened-by-compression",
}
CORNERS = (Region(x=0, y=0, width=0.2, height=0.1), Region(x=0.7, y=0.8, width=0.3, height=0.2))


def _facts(name: str = "", **more: object) -> ImageFacts:
    digest = hashlib.sha256(name.encode()).hexdigest()
    known = {"digest": digest, "bytes": 1, "format": "JPEG", "mode": "RGB", "width": 1600, "height": 1600}
    return ImageFacts.model_validate(known | more)


def _ground(white: float, near: float, level: int, tolerance: int = 0) -> GroundFacts:
    return GroundFacts(
        share=0.5,
        white_share=white,
        near_white_share=near,
        colour=(level,) * 3,
        tolerance=tolerance,
        stains=CORNERS if white < 1 else (),
    )


def _found(facts: ImageFacts, **more: object) -> dict[str, Finding]:
    image = ListingImage(slot="MAIN", digest=facts.digest)
    listing = Listing.model_validate({"platform": "amazon", "page": "edit", "images": (image,), **more})
    findings = run(RULES, listing, {facts.digest: facts}, TODAY).findings
    return {finding.rule: finding for finding in findings if finding.outcome in ("violation", "incomplete")}


def test_an_image_that_was_not_handed_over_is_pending_for_every_measure() -> None:
    listing = Listing(platform="amazon", page="edit", images=(ListingImage(slot="MAIN"),))
    findings = [f for f in run(RULES, listing, {}, TODAY).findings if f.rule.startswith("image/")]
    assert {f.reason for f in findings if f.outcome == "incomplete"} == {"image-pending"}
    assert {f.rule for f in findings if f.outcome == "pass"} == {
        "image/image-alike",
        "image/image-repeated",
        "image/main-image-missing",
    }


def test_an_absent_images_tab_is_no_missing_image() -> None:
    listing = Listing(platform="amazon", page="edit", title="Bottle")
    findings = [f for f in run(RULES, listing, {}, TODAY).findings if f.rule.startswith("image/")]
    assert {f.outcome for f in findings} == {"inapplicable"}


@pytest.mark.parametrize(
    ("side", "expected"),
    [
        (499, {"image/main-image-too-small"}),
        (500, {"image/main-image-without-zoom"}),
        (999, {"image/main-image-without-zoom"}),
        (1000, set()),
        (10_000, set()),
        (10_001, {"image/main-image-too-large"}),
    ],
)
def test_the_longest_side_is_judged_once(side: int, expected: set[str]) -> None:
    facts = _facts(width=side // 2, height=side)
    assert _found(facts).keys() & SIZE_RULES == expected


@pytest.mark.parametrize(
    ("ground", "expected"),
    [
        (_ground(1, 1, 255), set()),
        (_ground(0.99, 0.99, 90), set()),
        (_ground(0.989, 0.989, 90), {"image/main-image-not-white"}),
        (_ground(0, 1, 250), {"image/main-image-near-white"}),
        (_ground(0, 0.98, 250), {"image/main-image-not-white"}),
        (_ground(0, 1, 253, tolerance=2), {"image/main-image-darkened-by-compression"}),
        (_ground(0, 1, 253, tolerance=1), {"image/main-image-near-white"}),
        (_ground(0, 0, 248, tolerance=7), {"image/main-image-darkened-by-compression"}),
        (_ground(0, 0, 247, tolerance=7), {"image/main-image-not-white"}),
    ],
)
def test_a_ground_is_white_or_has_one_fault(ground: GroundFacts, expected: set[str]) -> None:
    assert _found(_facts(ground=ground)).keys() & WHITE_RULES == expected


def test_a_stained_ground_is_shown_around_and_in_its_stains() -> None:
    target = _found(_facts(ground=_ground(0.8, 0.8, 230)))["image/main-image-not-white"].target
    assert (target.field, target.index) == ("images", 0)
    assert target.region == Region(x=0, y=0, width=1, height=1)
    assert target.areas == CORNERS


@pytest.mark.parametrize(
    "more",
    [
        {"asin": "4758069778"},
        {"category": "本 > 文学・評論"},
        {"category": "Music > Rock"},
        {"category": "ゲーム > Nintendo Switch"},
    ],
)
def test_a_cover_may_fill_the_picture_in_any_colour(more: dict[str, str]) -> None:
    facts = _facts(ground=_ground(0, 0, 30))
    measured = WHITE_RULES | {"image/main-image-product-small", "image/main-image-frame"}
    assert _found(facts, **more).keys().isdisjoint(measured)


def test_a_picture_that_cannot_be_read_is_said_to_be_so_by_every_measure() -> None:
    facts = ImageFacts(digest=hashlib.sha256(b"").hexdigest(), bytes=1, error="unreadable")
    found = _found(facts)
    assert {finding.outcome for finding in found.values() if "main-image" in finding.rule} == {"incomplete"}
    assert found["image/main-image-not-white"].reason == "image-unreadable"
    assert found["image/main-image-product-small"].reason == "image-unreadable"
