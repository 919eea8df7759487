"""The listing among the seller's other listings: one code for two products, two listings of one product."""

from collections.abc import Callable, Iterator
from typing import Literal

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.checks.relations import (
    code_target,
    names_of,
    other_brand,
    other_model,
    other_pack,
    other_variant,
    others,
    same_model,
    same_page,
    same_shelf,
    this_record,
    unlike_titles,
)
from agent.context import Record
from agent.listing import Listing
from agent.report import Target
from agent.rules.lexicon import Lexicons
from agent.text.codes import gtins
from agent.text.fold import fold
from agent.text.likeness import compact, plain
from agent.text.matcher import Matcher, compile_matcher

DATA = frozenset({"record", "code", "count"})

Fault = Literal["shared-code", "duplicate", "code-per-store", "code-per-device"]
Certainty = Literal["sure", "suspected", "none"]
Test = Callable[[Listing, Record, Record], Certainty]
"""How surely the listing (itself, and as a record) and another record have the fault."""

_TOKEN = regex.compile(
    r"[\p{Latin}\d][\p{Latin}\d.+\-]*|\p{Han}+|[\p{Katakana}ー]+|\p{Hiragana}+|[^\s\p{P}]", regex.VERSION1
)
_NEAR = 4
"""So many words around what differs are searched for the word that says "for"."""
_MOSTLY = 0.5
"""Share of a title that two listings of one product for two devices have in common, at least."""


class Params(Base):
    """``shared-code``: one code, two products. ``duplicate``: one product, two listings.

    ``code-per-store``, ``code-per-device``: one product with another code in each store, or for each
    device that it fits: titles differ only next to one of the ``device`` patterns; not where ``shaped``
    matches, since what has a device's shape is another product for another device. ``unlike`` is the
    likeness of titles (0 to 1) below which two products are supposed.
    """

    fault: Fault
    unlike: float = 0.2
    device: tuple[str, ...] = ()
    shaped: tuple[str, ...] = ()


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """At most one violation, and one ``incomplete``, that name the other records."""
    test = _test(params)

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        own = others(listing)
        if not own:
            yield NOT_APPLICABLE
            return
        this = this_record(listing)
        found: dict[Certainty, list[Record]] = {"sure": [], "suspected": [], "none": []}
        for record in own:
            found[test(listing, this, record)].append(record)
        if found["sure"]:
            yield _hit(listing, found["sure"])
        elif found["suspected"]:
            hit = _hit(listing, found["suspected"])
            yield Hit(hit.target, hit.data, reason="judgement-needed")

    return judge


def _hit(listing: Listing, records: list[Record]) -> Hit:
    codes = gtins(listing.gtin)
    shared = codes & frozenset(code for record in records for code in gtins(record.gtin))
    target = code_target(listing, shared or codes) if codes else Target(field=_shown_field(listing))
    code = (records[0].gtin or "").strip() or "-"
    return Hit(target, {"record": names_of(records), "code": code, "count": len(records)})


def _shown_field(listing: Listing) -> Literal["title"] | None:
    return None if listing.title is None else "title"


def _test(params: Params) -> Test:
    if params.fault == "shared-code":
        return lambda listing, this, record: _shared_code(listing, this, record, params.unlike)
    if params.fault == "duplicate":
        return _duplicate
    if params.fault == "code-per-store":
        return _code_per_store
    device, shaped = compile_matcher(patterns=params.device), compile_matcher(patterns=params.shaped)
    return lambda listing, this, record: _code_per_device(listing, this, record, device, shaped)


def _other_product(this: Record, record: Record) -> bool:
    return (
        other_model(this, record)
        or other_brand(this, record)
        or other_pack(this, record)
        or other_variant(this, record)
    )


def _shared_code(listing: Listing, this: Record, record: Record, unlike: float) -> Certainty:
    if gtins(this.gtin).isdisjoint(gtins(record.gtin)):
        return "none"
    if not same_shelf(listing, record) or same_page(listing, record):
        return "none"
    if _other_product(this, record):
        return "sure"
    return "suspected" if unlike_titles(this, record, unlike) else "none"


def _duplicate(listing: Listing, this: Record, record: Record) -> Certainty:
    codes, known_codes = gtins(this.gtin), gtins(record.gtin)
    same_code = not codes.isdisjoint(known_codes)
    same_title = bool(this.title and record.title) and plain(this.title or "") == plain(record.title or "")
    same_picture = this.main_image is not None and this.main_image == record.main_image
    known = (not codes or not known_codes) and same_model(this, record)
    if not same_code and not known and not (same_title and same_picture):
        return "none"
    if not same_shelf(listing, record) or same_page(listing, record) or _other_product(this, record):
        return "none"
    condition = record.attributes.get("condition")
    if condition and listing.condition and compact(condition) != compact(listing.condition):
        return "none"
    if listing.platform == "mercari":
        # A person may own two copies of one thing; only the same words with the same picture are one item.
        return "suspected" if same_title and same_picture else "none"
    if listing.platform == "mercari-shops" and same_title and (same_code or same_picture):
        return "sure"
    return "sure" if same_code and this.asin and record.asin else "suspected"


def _code_per_store(listing: Listing, this: Record, record: Record) -> Certainty:
    stores = {listing.marketplace, record.marketplace}
    if record.platform not in {None, listing.platform} or None in stores or len(stores) == 1:
        return "none"
    if not _other_code(this, record) or not same_model(this, record):
        return "none"
    # A maker may print another code for another country; the seller's own SKU says that it is one product.
    return "sure" if this.sku and this.sku.strip() == (record.sku or "").strip() else "suspected"


def _code_per_device(
    listing: Listing, this: Record, record: Record, device: Matcher, shaped: Matcher
) -> Certainty:
    if not _other_code(this, record) or not same_shelf(listing, record) or other_pack(this, record):
        return "none"
    if compact(this.brand or "") != compact(record.brand or "") or not this.title or shaped.find(this.title):
        return "none"
    return "suspected" if _differ_by_device(this.title, record.title or "", device) else "none"


def _other_code(this: Record, record: Record) -> bool:
    codes, known_codes = gtins(this.gtin), gtins(record.gtin)
    return bool(codes and known_codes) and codes.isdisjoint(known_codes)


def _differ_by_device(one: str, other: str, device: Matcher) -> bool:
    """Whether two titles are equal but for a few words next to one that says "for"."""
    first, second = _TOKEN.findall(fold(one).text), _TOKEN.findall(fold(other).text)
    shorter = min(len(first), len(second))
    start = next((at for at in range(shorter) if first[at] != second[at]), shorter)
    rest = range(1, shorter - start + 1)
    end = next((at - 1 for at in rest if first[-at] != second[-at]), shorter - start)
    if start + end == len(first) or start + end == len(second):
        return False
    if (start + end) / max(len(first), len(second)) < _MOSTLY:
        return False
    differing = first[max(0, start - _NEAR) : len(first) - end + _NEAR]
    return bool(device.find(" ".join(differing)))
