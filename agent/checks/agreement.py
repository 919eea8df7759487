"""One product on several sites: whether the records that share its code say the same of it."""

from collections.abc import Iterator
from decimal import Decimal

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.checks.relations import (
    NAMED,
    NO_BRAND,
    name_of,
    other_brand,
    other_model,
    same_shelf,
    theme_name,
    this_record,
)
from agent.context import Record
from agent.listing import Listing, ScreenField
from agent.report import Target
from agent.rules.lexicon import Lexicons
from agent.text.codes import gtins
from agent.text.fold import fold
from agent.text.likeness import compact, other_code

DATA = frozenset({"record", "value", "other"})

_LANGUAGES = {"us": "en", "uk": "en", "ca": "en", "au": "en", "at": "de"}
"""Stores whose language is not their own name; ``jp`` and ``de`` stand for themselves."""
_UNITS: dict[str, tuple[str, Decimal | int]] = {
    "ml": ("ml", 1),
    "cl": ("ml", 10),
    "l": ("ml", 1000),
    "リットル": ("ml", 1000),
    "mg": ("g", Decimal("0.001")),
    "g": ("g", 1),
    "グラム": ("g", 1),
    "kg": ("g", 1000),
    "mm": ("mm", 1),
    "cm": ("mm", 10),
    "inch": ("inch", 1),
    "インチ": ("inch", 1),
    "mah": ("mah", 1),
    "gb": ("gb", 1),
    "tb": ("gb", 1024),
}
# Without a space, 4g and 5g are mobile networks.
_QUANTITY = regex.compile(
    r"(?<![\d.,])(?![2-6]g(?!\p{Latin}))(\d+(?:[.,]\d{1,2})?)\s?("
    + "|".join(sorted(_UNITS, key=len, reverse=True))
    + r")(?![\p{Latin}\d])"
)
_COMPARED = frozenset({"colour", "size", "flavour", "scent", "material", "capacity", "volume", "weight"})

Fact = tuple[ScreenField | None, str, str, bool]
"""The field it stands in, what is said here and there, and whether the two surely contradict each other."""


class Params(Base):
    """No parameters."""


def bind(_params: Params, _lexicons: Lexicons) -> Judge:
    """A violation for each record elsewhere that contradicts the listing; ``incomplete`` if it only may."""

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        this = this_record(listing)
        codes = gtins(this.gtin)
        elsewhere = [
            record
            for record in listing.context.own or ()
            if not same_shelf(listing, record) and not codes.isdisjoint(gtins(record.gtin))
        ]
        if not elsewhere:
            yield NOT_APPLICABLE
        found = ((record, _contradiction(listing, this, record)) for record in elsewhere)
        clashes = [(record, fact) for record, fact in found if fact is not None]
        for record, (field, value, other, sure) in clashes[:NAMED]:
            target = Target(field=field if field and getattr(listing, field) is not None else None)
            data = {"record": name_of(record), "value": value, "other": other}
            yield Hit(target, data, None if sure else "judgement-needed")

    return judge


def _contradiction(listing: Listing, this: Record, record: Record) -> Fact | None:
    facts = list(_facts(listing, this, record))
    return next((fact for fact in facts if fact[-1]), facts[0] if facts else None)


def _facts(listing: Listing, this: Record, record: Record) -> Iterator[Fact]:
    if other_brand(this, record):
        yield "brand", this.brand or "", record.brand or "", True
    elif NO_BRAND.isdisjoint({compact(this.brand or ""), compact(record.brand or "")}) and other_code(
        this.brand or "", record.brand or ""
    ):
        yield "brand", this.brand or "", record.brand or "", False  # one misspelt name, or two alike
    if other_model(this, record):
        yield "model", this.model or "", record.model or "", True
    if this.pack_count and record.pack_count and this.pack_count != record.pack_count:
        yield "title", str(this.pack_count), str(record.pack_count), True
    here, there = _values(this), _values(record)
    for name in sorted(here.keys() & there.keys()):
        yield from _value_fact(here[name], there[name], readable=_one_language(listing, record))
    for first, second in _title_quantities(this.title or "", record.title or ""):
        yield "title", first, second, False


def _values(record: Record) -> dict[str, str]:
    named = {**record.attributes, **record.variation}
    values = {theme_name(name): value.strip() for name, value in named.items() if value.strip()}
    return {name: value for name, value in values.items() if name in _COMPARED}


def _value_fact(here: str, there: str, *, readable: bool) -> Iterator[Fact]:
    first, second = _quantities(here), _quantities(there)
    if first and second:
        # Both in one unit, for what is 30 cm long may also be 500 ml large.
        if first.keys() == second.keys() and any(first[unit].keys() != second[unit].keys() for unit in first):
            yield None, here, there, True
    elif readable and not first and not second and other_code(here, there):
        yield None, here, there, False  # two names of one colour may be meant


def _one_language(listing: Listing, record: Record) -> bool:
    """Whether both are written in one language, as far as their stores tell."""
    store = listing.marketplace or ("jp" if listing.platform != "amazon" else "")
    other = record.marketplace or ("jp" if record.platform not in {None, "amazon"} else "")
    return bool(store) and _LANGUAGES.get(store, store) == _LANGUAGES.get(other, other)


def _title_quantities(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Quantities of one unit that both titles give once, and differently."""
    first, second = _quantities(one), _quantities(other)
    for unit in sorted(first.keys() & second.keys()):
        if len(first[unit]) == len(second[unit]) == 1 and first[unit].keys() != second[unit].keys():
            yield next(iter(first[unit].values())), next(iter(second[unit].values()))


def _quantities(text: str) -> dict[str, dict[Decimal, str]]:
    """Amounts by basic unit, each with the words that give it: ``0.5 L`` is 500 ml."""
    found: dict[str, dict[Decimal, str]] = {}
    folded = fold(text)
    for match in _QUANTITY.finditer(folded.text):
        unit, factor = _UNITS[match[2]]
        amount = (Decimal(match[1].replace(",", ".")) * factor).normalize()
        start, end = folded.span(*match.span())
        found.setdefault(unit, {})[amount] = text[start:end]
    return found
