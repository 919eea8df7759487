"""Text added to a product picture is found where it was added; the same on the product is not spoken of."""

from collections.abc import Mapping
from datetime import date

import pytest

from agent.engine import run
from agent.imaging.measure import measure
from agent.imaging.read import read
from agent.listing import Listing
from agent.picture import ImageFacts, Region
from agent.report import Finding
from tests.imaging.auditing import reader, rules
from tests.imaging.text_pictures import FONT, PLANTED, Planted

TODAY = date(2026, 11, 22)
RULES = {planted.rule for planted in PLANTED}
LISTING: Mapping[str, object] = {
    "platform": "amazon",
    "marketplace": "jp",
    "page": "edit",
    "brand": "Kotobuki",
    "title": "Kotobuki 濃厚抹茶ラテ 200g",
    "context": {"seller": {"shop_name": "三毛猫ストア"}},
}

pytestmark = pytest.mark.skipif(not FONT.is_file(), reason=f"no Japanese font to draw with: {FONT}")


def facts_of(data: bytes) -> ImageFacts:
    return measure(data).model_copy(update={"text": read(data, reader(), lambda: False)})


def spoken(data: bytes) -> list[Finding]:
    facts = facts_of(data)
    listing = Listing.model_validate({**LISTING, "images": [{"slot": "MAIN", "digest": facts.digest}]})
    findings = run(rules(), listing, {facts.digest: facts}, TODAY).findings
    return [
        found for found in findings if found.rule in RULES and found.outcome not in ("pass", "inapplicable")
    ]


def overlap(one: Region, other: Region) -> float:
    """Intersection over union."""
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    shared = max(0.0, across) * max(0.0, down)
    return shared / (one.width * one.height + other.width * other.height - shared)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name.replace(" ", "-"))
def test_a_planted_text_is_found_in_its_place(planted: Planted) -> None:
    data, place = planted.picture()
    found = spoken(data)
    of_rule = [finding for finding in found if finding.rule == planted.rule]
    assert {finding.outcome for finding in of_rule} == {planted.outcome}, found
    regions = [finding.target.region for finding in of_rule if finding.target.region]
    assert max(overlap(region, place) for region in regions) >= 0.5, (regions, place)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name.replace(" ", "-"))
def test_its_twin_with_print_on_the_product_is_silent(planted: Planted) -> None:
    assert spoken(planted.twin()) == []
