"""Pictures of practice products: what is measured and read in them is what they were drawn for."""

from datetime import date

import pytest

from agent.engine import run
from agent.lessons.measured import measured
from agent.lessons.pictures import FAULTS, Fault, Product, clean, faulty, view
from agent.listing import Listing, ListingImage
from tests.lessons.beds import NAMES, bed

TODAY = date(2026, 11, 22)


def spoken(content: bytes, platform: str) -> set[str]:
    """Violations of the picture as the main image of a listing, when its text is really read."""
    facts = measured(content, True)  # noqa: FBT003 - a ``Measure`` is called by place
    listing = Listing.model_validate(
        {
            "platform": platform,
            "marketplace": "jp",
            "mercari_link": platform == "mercari",
            "page": "edit",
            "images": [ListingImage(slot="MAIN", digest=facts.digest)],
            "title": "水筒",
        }
    )
    report = run(bed().ruleset, listing, {facts.digest: facts}, TODAY)
    return {
        one.rule
        for one in report.findings
        if one.outcome == "violation" and one.target.index == 0 and one.target.field == "images"
    }


def test_a_clean_picture_with_its_name_on_it_is_read_and_faultless() -> None:
    assert spoken(clean("bottle", "水筒"), "mercari") == set()


@pytest.mark.parametrize(
    ("fault", "rules"),
    [
        ("offer", {"image/main-image-badge", "image/main-image-promotion"}),
        ("watermark", {"image/main-image-text", "image/main-image-watermark"}),
    ],
)
def test_words_that_are_drawn_are_read(fault: Fault, rules: set[str]) -> None:
    assert spoken(faulty("bottle", fault), "amazon") == rules


@pytest.mark.parametrize("product", list(NAMES))
def test_every_fault_is_another_picture_and_a_small_file(product: Product) -> None:
    pictures = [
        clean(product),
        *(faulty(product, fault) for fault in sorted(set(FAULTS.values()) - {"unnamed"})),
    ]
    assert len(set(pictures)) == len(pictures)
    assert max(map(len, pictures)) < 600_000


def test_views_of_a_product_differ() -> None:
    assert len({view("bottle", number) for number in range(20)}) == 20
