"""A variation family: what its members must have in common, and what none may share."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.checks.relations import (
    children,
    code_target,
    names_of,
    parent,
)
from agent.context import Record
from agent.listing import Listing, TextField
from agent.report import Datum, Target
from agent.rules.lexicon import Lexicons
from agent.text.codes import gtins
from agent.text.likeness import plain, shared_start

AGREEMENT_DATA = frozenset({"record", "value", "other", "count"})
PACK_DATA = frozenset({"record", "count"})

_DELIMITER = regex.compile(r"[-_./\s]")
_PREFIX = 3
"""A shared beginning of SKUs is at least this long."""
_COMPANY = 7
"""Digits that a maker's codes share: the shortest usual company prefix, after the leading zeros."""


class AgreementParams(Base):
    """``of``: what all members must share; ``code`` is what no two children may share."""

    of: Literal["brand", "category", "sku-prefix", "code"]


class PackParams(Base):
    """No parameters."""


Search = Callable[[Listing], Iterator[Hit]]


def bind_agreement(params: AgreementParams, _lexicons: Lexicons) -> Judge:
    """One violation that names the members that differ (for ``code``: one a shared code)."""
    return in_family(
        {"brand": _brands, "category": _categories, "sku-prefix": _sku_prefixes, "code": _codes}[params.of]
    )


def bind_pack(_params: PackParams, _lexicons: Lexicons) -> Judge:
    """A violation for children said to be packed by somebody else; ``incomplete`` where nobody said."""
    return in_family(_packs)


def in_family(search: Search) -> Judge:
    """A judge that searches the family; inapplicable to a listing without one."""

    def judge(scene: Scene) -> Iterator[Hit]:
        family = scene.listing.context.family
        if family is None or not family.children:
            yield NOT_APPLICABLE
            return
        yield from search(scene.listing)

    return judge


def _at(listing: Listing, field: TextField) -> Target:
    return Target(field=None if getattr(listing, field) is None else field)


def _members(listing: Listing) -> list[Record]:
    head = parent(listing)
    return [*([head] if head is not None else []), *children(listing)]


def _odd(listing: Listing, field: TextField, values: list[tuple[Record, str, str]]) -> Iterator[Hit]:
    """The members whose value (compared, shown) is not the most common one, the parent's in a tie."""
    told = [entry for entry in values if entry[1]]
    usual = next(iter(Counter(value for _, value, _ in told).most_common(1)), ("", 0))[0]
    odd = [(record, shown) for record, value, shown in told if value != usual]
    if odd:
        shown = next(shown for _, value, shown in told if value == usual)
        data = {"record": names_of(record for record, _ in odd), "value": shown, "other": odd[0][1]}
        yield Hit(_at(listing, field), {**data, "count": len(odd)})


def _brands(listing: Listing) -> Iterator[Hit]:
    members = _members(listing)
    yield from _odd(
        listing, "brand", [(member, plain(member.brand or ""), member.brand or "") for member in members]
    )


def _categories(listing: Listing) -> Iterator[Hit]:
    members = _members(listing)
    types = [(member, plain(member.product_type or ""), member.product_type or "") for member in members]
    nodes = [(member, _node(member.node or ""), member.node or "") for member in members]
    # A number, a path and the name of a leaf cannot be compared with one another.
    comparable = len({_node_kind(value) for _, value, _ in nodes if value}) == 1
    found = [*_odd(listing, "category", types), *(_odd(listing, "category", nodes) if comparable else ())]
    yield from found[:1]


def _node(text: str) -> str:
    return " > ".join(part.strip() for part in plain(text).replace("›", ">").split(">"))


def _node_kind(node: str) -> str:
    return "number" if node.isdigit() else "path" if ">" in node else "name"


def _sku_prefixes(listing: Listing) -> Iterator[Hit]:
    skus = [(member.sku or "").strip() for member in children(listing)]
    skus = [sku.casefold() for sku in skus if sku]
    if all(_DELIMITER.search(sku) for sku in skus):
        beginnings = {_DELIMITER.split(sku, maxsplit=1)[0] for sku in skus}
        common = beginnings.pop() if len(beginnings) == 1 else ""
    else:
        common = shared_start(skus)
    if len(skus) > 1 and len(common) < _PREFIX:
        data = {"record": names_of(children(listing)), "value": common or "-", "count": len(skus)}
        yield Hit(_at(listing, "sku"), data)


def _codes(listing: Listing) -> Iterator[Hit]:
    holders: dict[str, list[Record]] = {}
    for member in children(listing):
        for code in gtins(member.gtin):
            holders.setdefault(code, []).append(member)
    for code, members in holders.items():
        products = products_of(members)
        if len(products) > 1:
            data = {"record": names_of(products), "value": (products[0].gtin or "").strip()}
            yield Hit(code_target(listing, frozenset({code})), {**data, "count": len(products)})


def products_of(members: Iterable[Record]) -> list[Record]:
    """One record a product: two offers on one ASIN, or one SKU given twice, are one."""
    products: list[Record] = []
    seen: set[tuple[str, str]] = set()
    for member in members:
        keys = {(kind, key) for kind, key in (("asin", member.asin), ("sku", member.sku)) if key}
        if seen.isdisjoint(keys):
            products.append(member)
        seen |= keys
    return products


def _packs(listing: Listing) -> Iterator[Hit]:
    told = [member for member in children(listing) if member.pack_count]
    smallest = min((member.pack_count or 1 for member in told), default=1)
    packs = [member for member in told if (member.pack_count or 1) > max(1, smallest)]
    units = [member for member in told if member.pack_count == smallest]
    repacked = [member for member in packs if member.packed_by_manufacturer is False]
    unknown = [
        member
        for member in packs
        if member.packed_by_manufacturer is None and not _of_one_maker(member, units)
    ]
    named = repacked or unknown
    if named:
        data: dict[str, Datum] = {"record": names_of(named), "count": named[0].pack_count or 0}
        yield Hit(_at(listing, "title"), data, None if repacked else "data-missing")


def _of_one_maker(pack: Record, units: list[Record]) -> bool:
    """Whether the pack's own code begins as a unit's does: who made the one made the other."""
    codes = {code[1:] for unit in units for code in gtins(unit.gtin)}
    own = {code[1:] for code in gtins(pack.gtin)} - codes
    return any(len(shared_start([code, other])) >= _COMPANY for code in own for other in codes)
