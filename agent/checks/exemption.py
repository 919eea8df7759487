"""Codes that are missing, and what excuses that: brand registry, a GTIN exemption, where codes come from."""

from collections.abc import Callable, Iterator
from typing import Literal

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.checks.relations import name_of, same_model, this_record
from agent.context import Seller
from agent.listing import Listing, TextField
from agent.report import Target
from agent.rules.lexicon import Lexicons
from agent.text.codes import gtins
from agent.text.likeness import one_within_other
from agent.text.matcher import compile_matcher

DATA = frozenset({"quote", "approved", "record", "code"})
SOURCE_DATA = frozenset({"source"})
REGISTRY_DATA: frozenset[str] = frozenset()

Fault = Literal["missing", "brand", "category", "code", "asin", "model"]
Test = Callable[[Listing, Seller], Iterator[Hit]]
_MODEL_ATTRIBUTES = ("part_number", "model_number", "model_name", "model", "style_number")


class Params(Base):
    """``missing``: no code and no excuse. The others are about a listing that uses an exemption.

    ``brand``, ``category``: not the words of the approval. ``code``: the seller's own records know a
    code. ``asin``, ``model``: what an exempt item needs is empty.
    """

    fault: Fault


class SourceParams(Base):
    """``accepted``: patterns of sources whose codes are the product's own."""

    accepted: tuple[str, ...]


class RegistryParams(Base):
    """No parameters."""


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """One violation, on the empty or differing field; ``incomplete`` where nobody said enough."""
    test = _TESTS[params.fault]

    def judge(scene: Scene) -> Iterator[Hit]:
        listing, seller = scene.listing, scene.listing.context.seller
        if listing.gtin is None or listing.gtin.strip() or (seller is None and params.fault != "code"):
            yield NOT_APPLICABLE
            return
        yield from test(listing, seller or Seller())

    return judge


def bind_source(params: SourceParams, _lexicons: Lexicons) -> Judge:
    """A violation on a filled code field when the seller's codes come from elsewhere."""
    accepted = compile_matcher(patterns=params.accepted)

    def judge(scene: Scene) -> Iterator[Hit]:
        seller = scene.listing.context.seller
        source = (seller.gtin_source or "").strip() if seller is not None else ""
        if not source or not (scene.listing.gtin or "").strip():
            yield NOT_APPLICABLE
        elif not accepted.find(source):
            yield Hit(scene.first_present(), {"source": source})

    return judge


def bind_registry(_params: RegistryParams, _lexicons: Lexicons) -> Judge:
    """A violation on a parent whose brand is said not to be registered."""

    def judge(scene: Scene) -> Iterator[Hit]:
        seller, family = scene.listing.context.seller, scene.listing.context.family
        if seller is None or seller.brand_registered is None or family is None or family.role != "parent":
            yield NOT_APPLICABLE
        elif not seller.brand_registered:
            yield Hit(scene.first_present())

    return judge


def _excused(seller: Seller) -> bool:
    return bool(seller.brand_registered or seller.gtin_exempt or seller.gtin_exemption)


def _exempt(seller: Seller) -> bool:
    return seller.gtin_exempt is not False and bool(seller.gtin_exempt or seller.gtin_exemption)


def _missing(listing: Listing, seller: Seller) -> Iterator[Hit]:
    if (listing.asin or "").strip() or _excused(seller):  # an offer on a page that exists needs no code
        return
    told = seller.brand_registered is False and seller.gtin_exempt is False
    new = listing.asin is not None or listing.page == "create"
    yield Hit(Target(field="gtin"), reason=None if told and new else "data-missing")


def _brand(listing: Listing, seller: Seller) -> Iterator[Hit]:
    approved = seller.gtin_exemption.brand if seller.gtin_exemption is not None else None
    written = (listing.brand or "").strip()
    if not approved or not written:
        yield NOT_APPLICABLE
    elif written != approved:
        data = {"quote": written, "approved": approved}
        target = _filled(listing, "brand")
        if one_within_other(written, approved):
            yield Hit(target, data, replacement=approved)
        else:  # the shop may hold another approval for this brand
            yield Hit(target, data, reason="data-missing")


def _category(listing: Listing, seller: Seller) -> Iterator[Hit]:
    approved = seller.gtin_exemption.category if seller.gtin_exemption is not None else None
    written = (listing.category or "").strip()
    if not approved or not written:
        yield NOT_APPLICABLE
    elif approved not in {written, *(part.strip() for part in written.split(">"))}:
        yield Hit(Target(field="category"), {"quote": written, "approved": approved})


def _code(listing: Listing, seller: Seller) -> Iterator[Hit]:
    own, this = listing.context.own, this_record(listing)
    if own is None or (listing.asin or "").strip():
        yield NOT_APPLICABLE
        return
    for record in own:
        same_sku = bool(this.sku and record.sku) and (this.sku or "").strip() == (record.sku or "").strip()
        known = gtins(record.gtin)
        if not known or not (same_sku or same_model(this, record)):
            continue
        data = {"record": name_of(record), "code": (record.gtin or "").strip()}
        sure = same_sku and _exempt(seller)
        yield Hit(Target(field="gtin"), data, None if sure else "judgement-needed")
        return


def _asin(listing: Listing, seller: Seller) -> Iterator[Hit]:
    if not _exempt(seller) or listing.asin is None:
        yield NOT_APPLICABLE
    elif not listing.asin.strip():
        yield Hit(Target(field="asin"))


def _model(listing: Listing, seller: Seller) -> Iterator[Hit]:
    attributes = listing.context.attributes or {}
    if not _exempt(seller) or seller.brand_registered or listing.model is None:
        yield NOT_APPLICABLE
    elif not listing.model.strip() and not any(
        attributes.get(name, "").strip() for name in _MODEL_ATTRIBUTES
    ):
        yield Hit(Target(field="model"))


def _filled(listing: Listing, field: TextField) -> Target:
    """The words of a field without the spaces around them."""
    text = getattr(listing, field)
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    return Target(field, None, start, end, text[start:end])


_TESTS: dict[Fault, Test] = {
    "missing": _missing,
    "brand": _brand,
    "category": _category,
    "code": _code,
    "asin": _asin,
    "model": _model,
}
