"""Which record is the listing itself, and what its page shows over what was known of it."""

from typing import Any

import pytest

from agent.checks import relations
from agent.context import Record
from agent.listing import Listing


def listing(**values: object) -> Listing:
    return Listing.model_validate({"platform": "amazon", "marketplace": "jp", **values})


@pytest.mark.parametrize(
    ("page", "record", "expected"),
    [
        ({"sku": "A1"}, {"sku": "A1"}, True),
        ({"sku": " A1 "}, {"sku": "A1", "platform": "amazon", "marketplace": "jp"}, True),
        ({"sku": "A1"}, {"sku": "A2", "asin": "B0CX12A4K9"}, False),
        ({"sku": "A1"}, {"sku": "A1", "marketplace": "de"}, False),
        ({"sku": "A1"}, {"sku": "A1", "platform": "mercari-shops"}, False),
        ({"asin": "B0CX12A4K9"}, {"sku": "A1", "asin": "b0cx12a4k9"}, True),
        ({"sku": "A1", "asin": "B0CX12A4K9"}, {"sku": "A2", "asin": "B0CX12A4K9"}, False),
        ({"title": "Acme"}, {"title": "Acme"}, False),
        ({"sku": ""}, {"sku": ""}, False),
    ],
)
def test_a_record_is_the_listing_by_its_sku_or_else_its_asin(
    page: dict[str, Any], record: dict[str, Any], *, expected: bool
) -> None:
    assert relations.is_itself(listing(**page), Record.model_validate(record)) is expected


def test_the_page_goes_before_what_was_known_of_this_child() -> None:
    family = {
        "role": "child",
        "children": [{"sku": "A1", "brand": "Old", "model": "X1"}, {"sku": "A2", "brand": "Acme"}],
    }
    first, second = relations.children(listing(sku="A1", brand="New", context={"family": family}))
    assert (first.brand, first.model) == ("New", "X1")
    assert second.brand == "Acme"


def test_another_listing_has_other_children() -> None:
    for brand in ("One", "Two"):
        family = {"role": "child", "children": [{"sku": "A1"}]}
        (child,) = relations.children(listing(sku="A1", brand=brand, context={"family": family}))
        assert child.brand == brand


def test_the_parents_own_page_is_the_parent() -> None:
    page = listing(title="Acme Tee", context={"family": {"role": "parent", "children": [{"sku": "A1"}]}})
    parent = relations.parent(page)
    assert parent is not None
    assert parent.title == "Acme Tee"


def test_only_the_first_records_are_named() -> None:
    assert relations.names_of(Record(sku=f"S{n}") for n in range(5)) == "S0, S1, S2, …"
    assert relations.name_of(Record(title="長" * 60)) == "長" * 39 + "…"
    assert relations.name_of(Record()) == "?"


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"item_package_quantity": "6"}, 6),
        ({"pack_count": "6.0 個"}, 6),
        ({"pack_count": "6", "item_package_quantity": "1"}, None),
        ({"pack_count": "1.5"}, None),
        ({"pack_count": ""}, None),
        ({"number_of_items": "6"}, None),
        ({}, None),
    ],
)
def test_a_pack_count_is_one_whole_number_that_nothing_contradicts(
    attributes: dict[str, str], expected: int | None
) -> None:
    assert relations.pack_count(listing(context={"attributes": attributes})) == expected
