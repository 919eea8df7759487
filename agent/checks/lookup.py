"""The listing against the catalogue's records of its code, and against itself before the edit."""

from collections.abc import Iterator
from typing import Literal

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.checks.relations import (
    code_target,
    name_of,
    other_brand,
    other_model,
    other_pack,
    same_model,
    same_page,
    shortened,
    this_record,
    unlike_titles,
)
from agent.context import Record
from agent.listing import Listing
from agent.report import Datum, Target
from agent.rules.lexicon import Lexicons
from agent.text.codes import gtins
from agent.text.likeness import bag, likeness, one_within_other

CATALOGUE_DATA = frozenset({"record", "asin", "brand", "other"})
EDIT_DATA = frozenset({"value", "other"})


class CatalogueParams(Base):
    """``exists``: the catalogue has the product already. ``other-product``: the code is another product's.

    Titles less alike than ``unlike`` (0 to 1) are supposed to be of two products.
    """

    fault: Literal["exists", "other-product"]
    unlike: float = 0.2


class EditParams(Base):
    """Titles less alike than ``unlike`` (0 to 1) are supposed to be of two products."""

    unlike: float = 0.4


def bind_catalogue(params: CatalogueParams, _lexicons: Lexicons) -> Judge:
    """One violation, or one ``incomplete``, that names the catalogue's record."""

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        this, codes = this_record(listing), gtins(listing.gtin)
        # The catalogue was asked for this item's codes: a record without a code answers for them.
        answers = [
            record
            for record in listing.context.catalogue or ()
            if not record.gtin or not codes or not codes.isdisjoint(gtins(record.gtin))
        ]
        if listing.context.catalogue is None:
            yield NOT_APPLICABLE
        elif not any(same_page(listing, record) for record in answers):
            kinds = [(record, _kind(this, record, params.unlike)) for record in answers]
            judged = _exists if params.fault == "exists" else _other_product
            found = list(judged(listing, kinds))
            yield from found
            if params.fault == "exists" and not found and _is_new(listing):
                yield from _under_other_code(listing, this)

    return judge


def bind_edit(params: EditParams, _lexicons: Lexicons) -> Judge:
    """A violation when two of brand, model and code became others; ``incomplete`` for one, or the title."""

    def judge(scene: Scene) -> Iterator[Hit]:
        listing, before = scene.listing, scene.listing.context.previous
        if before is None:
            yield NOT_APPLICABLE
            return
        this = this_record(listing)
        changes = list(_changes(this, before))
        # The brand makes the titles of its products alike: where the model changed too, it says nothing.
        remodelled = any(change[0] == "model" for change in changes)
        unlike = (unlike_titles if remodelled else _unlike)(this, before, params.unlike)
        if not changes and not unlike:
            return
        field, value, other = changes[0] if changes else ("title", this.title or "", before.title or "")
        target = Target(field=field if getattr(listing, field) is not None else None)
        data: dict[str, Datum] = {"value": value, "other": other}
        if len(changes) > 1:
            yield Hit(target, data)
        elif unlike or changes[0][0] != "model":
            yield Hit(target, data, reason="judgement-needed")

    return judge


Kind = Literal["same", "unknown", "other", "maybe-other"]
Change = tuple[Literal["brand", "model", "gtin", "title"], str, str]


def _kind(this: Record, record: Record, unlike: float) -> Kind:
    """Whether the catalogue's record is of the same product."""
    if other_brand(this, record) or other_pack(this, record):
        return "other"
    if this.brand and record.brand and one_within_other(this.brand, record.brand):
        return "maybe-other" if other_model(this, record) else "same"
    return "maybe-other" if _unlike(this, record, unlike) else "unknown"


def _unlike(one: Record, other: Record, threshold: float) -> bool:
    return bool(one.title and other.title) and likeness(one.title or "", other.title or "") < threshold


def _exists(listing: Listing, kinds: list[tuple[Record, Kind]]) -> Iterator[Hit]:
    record = next((record for record, kind in kinds if record.asin and kind in {"same", "unknown"}), None)
    if record is None:
        return
    target, data = code_target(listing, gtins(listing.gtin)), _data(listing, record)
    if (listing.asin or "").strip():
        # Another ASIN under one code: a duplicate, a pack, or another store's number for the same product.
        if record.marketplace in {None, listing.marketplace}:
            yield Hit(target, data, reason="judgement-needed")
    elif listing.asin is not None or listing.page == "create":
        yield Hit(target, data)
    else:
        yield Hit(target, data, reason="data-missing")


def _is_new(listing: Listing) -> bool:
    return listing.page == "create" and not (listing.asin or "").strip()


def _under_other_code(listing: Listing, this: Record) -> Iterator[Hit]:
    """A record of this store with the same brand and model, whose title adds no word, but another code."""
    for record in listing.context.catalogue or ():
        if record.asin and same_model(this, record) and record.marketplace in {None, listing.marketplace}:
            known = frozenset(name for name in (this.brand, this.model) if name)
            here, there = (bag(title or "", known).counts.keys() for title in (this.title, record.title))
            if here and there and (here <= there or there <= here):
                target = code_target(listing, gtins(listing.gtin))
                yield Hit(target, _data(listing, record), reason="judgement-needed")
                return


def _other_product(listing: Listing, kinds: list[tuple[Record, Kind]]) -> Iterator[Hit]:
    if any(kind == "same" for _, kind in kinds):
        return
    others = [(record, kind) for record, kind in kinds if kind in {"other", "maybe-other"}]
    for record, kind in others[:1]:
        target, data = code_target(listing, gtins(listing.gtin)), _data(listing, record)
        yield Hit(target, data, None if kind == "other" else "judgement-needed")


def _data(listing: Listing, record: Record) -> dict[str, Datum]:
    return {
        "record": shortened(record.title) if record.title else name_of(record),
        "asin": record.asin or "-",
        "brand": (listing.brand or "").strip() or "-",
        "other": record.brand or record.title or "-",
    }


def _changes(this: Record, before: Record) -> Iterator[Change]:
    if other_brand(this, before):
        yield "brand", this.brand or "", before.brand or ""
    if other_model(this, before):
        yield "model", this.model or "", before.model or ""
    codes, earlier = gtins(this.gtin), gtins(before.gtin)
    if codes and earlier and codes.isdisjoint(earlier):
        yield "gtin", this.gtin or "", before.gtin or ""
