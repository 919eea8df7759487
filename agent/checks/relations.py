"""A listing among other records: which of them it is itself, and how to name the others. No verdicts."""

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import TypeVar

import regex

from agent.checks.base import span_of
from agent.checks.identifier import split
from agent.context import Record
from agent.listing import Listing, Passage
from agent.report import Target
from agent.text.codes import gtins
from agent.text.likeness import bag, compact, cosine, other_code, other_name

Answer = TypeVar("Answer")

NAMED = 3
"""So many records are named in one message."""

NO_BRAND = frozenset(
    {
        "",
        "generic",
        "nobrand",
        "unbranded",
        "none",
        "na",
        "noname",
        "ノーブランド",
        "ノーブランド品",
        "なし",
        "无",
    }
)
"""What is written where a product has no brand, without spaces and signs."""

_SHOWN = 40
_INTEGER = regex.compile(r"\s*(\d{1,6})(?:\.0+)?(?!\d|[.,]\d)")
# Not number_of_items: a maker's box of six is one pack with six items.
_PACK_ATTRIBUTES = ("pack_count", "item_package_quantity")


def name_of(record: Record) -> str:
    """What a person can find the record by."""
    return shortened(record.sku or record.asin or record.title or record.gtin or record.model or "?")


def shortened(name: str) -> str:
    """So much of a name as a message holds."""
    return name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…"


def names_of(records: Iterable[Record]) -> str:
    """The names of the first few records."""
    names = list(dict.fromkeys(name_of(record) for record in records))
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


def is_itself(listing: Listing, record: Record) -> bool:
    """Whether ``record`` is the listing: the same SKU, or the same ASIN where a SKU is not known."""
    if listing.sku and record.sku:
        if listing.sku != record.sku and listing.sku.strip() != record.sku.strip():
            return False
    elif not _equal_asin(listing.asin, record.asin):
        return False
    return same_shelf(listing, record)


def same_page(listing: Listing, record: Record) -> bool:
    """Whether both sell on one Amazon page, as two offers of one product do."""
    return _equal_asin(listing.asin, record.asin)


def _equal_asin(one: str | None, other: str | None) -> bool:
    return bool(one) and bool(other) and (one or "").strip().upper() == (other or "").strip().upper()


def same_shelf(listing: Listing, record: Record) -> bool:
    """Whether both are for sale in one store, as far as is known."""
    return record.platform in {None, listing.platform} and (
        record.marketplace is None or listing.marketplace is None or record.marketplace == listing.marketplace
    )


def _for_last_listing(function: Callable[[Listing], Answer]) -> Callable[[Listing], Answer]:
    """Keeps the answer about the last listing: a dozen rules ask the same of one listing in turn."""
    kept: list[tuple[Listing, Answer]] = []

    @wraps(function)
    def remembered(listing: Listing) -> Answer:
        last = kept[0] if kept else None  # read once: another thread may judge another listing meanwhile
        if last is not None and last[0] is listing:
            return last[1]
        answer = function(listing)
        kept[:] = [(listing, answer)]
        return answer

    return remembered


@_for_last_listing
def this_record(listing: Listing) -> Record:
    """The listing as a record."""
    return _shown_over(Record(), listing)


def _shown_over(known: Record, listing: Listing) -> Record:
    """What was ``known`` of the listing, with what its page shows instead."""
    images = listing.images or ()
    main = next((image.digest for image in images if image.slot == "MAIN"), None)
    shown = {
        "sku": listing.sku,
        "asin": listing.asin,
        "gtin": listing.gtin,
        "brand": listing.brand,
        "model": listing.model,
        "title": listing.title,
        "platform": listing.platform,
        "marketplace": listing.marketplace,
        "pack_count": pack_count(listing),
        "attributes": listing.context.attributes,
        "main_image": main,
    }
    return known.model_copy(update={name: value for name, value in shown.items() if value is not None})


@_for_last_listing
def others(listing: Listing) -> tuple[Record, ...]:
    """The seller's own records without the listing itself."""
    return tuple(record for record in listing.context.own or () if not is_itself(listing, record))


def pack_count(listing: Listing) -> int | None:
    """How many packs the listing's attributes say it sells; ``None`` when they do not or disagree."""
    values = {number(listing.context.attributes or {}, name) for name in _PACK_ATTRIBUTES} - {None}
    return values.pop() if len(values) == 1 else None


def number(attributes: dict[str, str], name: str) -> int | None:
    """The whole number that an attribute starts with."""
    match = _INTEGER.match(attributes.get(name, ""))
    return None if match is None else int(match[1])


@_for_last_listing
def children(listing: Listing) -> tuple[Record, ...]:
    """The children of its family; the listing's own page replaces what was known of it."""
    family = listing.context.family
    if family is None or family.role == "parent":
        return () if family is None else family.children
    return tuple(
        _shown_over(child, listing) if is_itself(listing, child) else child for child in family.children
    )


@_for_last_listing
def parent(listing: Listing) -> Record | None:
    """The parent of its family, if it is known."""
    family = listing.context.family
    if family is None or family.role == "child":
        return None if family is None else family.parent
    return _shown_over(family.parent or Record(), listing)


def other_model(one: Record, other: Record) -> bool:
    """Whether both name a model and the two surely differ; a barcode in the model's place says nothing."""
    first, second = one.model or "", other.model or ""
    return not gtins(first) and not gtins(second) and other_code(first, second)


def other_brand(one: Record, other: Record) -> bool:
    """Whether both name a brand and the two surely differ; "no brand" is none."""
    first, second = one.brand or "", other.brand or ""
    return NO_BRAND.isdisjoint({compact(first), compact(second)}) and other_name(first, second)


def other_pack(one: Record, other: Record) -> bool:
    """Whether both say of how many packs they consist, and not the same."""
    return one.pack_count is not None and other.pack_count is not None and one.pack_count != other.pack_count


def unlike_titles(one: Record, other: Record, threshold: float) -> bool:
    """Whether both have titles, whose likeness (0 to 1) is below ``threshold`` without the brands' names."""
    if not one.title or not other.title:
        return False
    brands = frozenset(record.brand for record in (one, other) if record.brand)
    return cosine(bag(one.title, brands), bag(other.title, brands)) < threshold


def same_model(one: Record, other: Record) -> bool:
    """Whether brand and model are known and equal, and no variant or pack is known to differ."""
    return (
        _known_equal(one.brand, other.brand)
        and _known_equal(one.model, other.model)
        and not other_pack(one, other)
        and not other_variant(one, other)
    )


def other_variant(one: Record, other: Record) -> bool:
    """Whether the records are said to be of different colours, sizes or the like."""
    first, second = variant(one), variant(other)
    return any(first[name] != second[name] for name in first.keys() & second.keys())


def variant(record: Record) -> dict[str, str]:
    """The values of the record's variation theme, by plain names."""
    return {theme_name(name): compact(value) for name, value in record.variation.items() if value.strip()}


@lru_cache(maxsize=1024)
def theme_name(name: str) -> str:
    """``Color_Name`` and ``colour`` are one attribute."""
    plain = name.strip().casefold().replace(" ", "_").removesuffix("_name")
    return "colour" if plain == "color" else plain


def code_target(listing: Listing, shared: frozenset[str]) -> Target:
    """The first code of the code field that is one of ``shared`` (14 digits); the field if none is found."""
    text = listing.gtin or ""
    spans = split(text, "gtin") if text.strip() else ()
    span = next((span for span, code in spans if code.zfill(14) in shared), None)
    if span is None:
        return Target(field=None if listing.gtin is None else "gtin")
    return span_of(Passage("gtin", None, text), span)


def _known_equal(one: str | None, other: str | None) -> bool:
    return bool(one and other) and compact(one or "") == compact(other or "") != ""
