"""Product codes against the rest of the page: the chosen type, the store, the pack, the category."""

from collections.abc import Callable, Iterator
from typing import Literal

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.checks.identifier import split
from agent.checks.relations import number, pack_count
from agent.listing import Listing
from agent.report import Datum
from agent.rules.lexicon import Lexicons
from agent.rules.media import is_media
from agent.text import codes
from agent.text.matcher import Matcher, compile_matcher

DATA = frozenset({"quote", "type", "digits", "expected"})

Fault = Literal["type", "length", "carton", "book"]
Test = Callable[[Listing, str], dict[str, Datum] | None]
"""Whether a code does not go with the page: the values for the message, or ``None``."""

_TYPES = (
    (regex.compile(r"\b(?:EAN|JAN)", regex.IGNORECASE), (8, 13)),
    (regex.compile(r"\bUPC", regex.IGNORECASE), (8, 12)),
    (regex.compile(r"\bGTIN", regex.IGNORECASE), (14,)),
    (regex.compile(r"\bISBN", regex.IGNORECASE), (13,)),
)
_USUAL_TYPE = {8: "EAN", 12: "UPC", 13: "EAN", 14: "GTIN"}
_PUBLISHED = ("977", "978", "979")


class Params(Base):
    """``type``: the length does not go with the chosen type. ``length``: only codes of ``lengths`` digits.

    ``carton``: the code of a case, unless ``cases`` match the title. ``book``: a code for publications
    where neither category nor title match ``publications``.
    """

    fault: Fault
    lengths: tuple[int, ...] = ()
    cases: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on each code that does not go with the page; ``incomplete`` if the page lacks the rest."""
    needed, test = _test(params)

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        passages = [passage for passage in scene.passages() if passage.text.strip()]
        found = [(passage, span, code) for passage in passages for span, code in split(passage.text, "gtin")]
        right = [entry for entry in found if _is_right(entry[2])]
        if not right or not needed(listing):
            yield NOT_APPLICABLE
            return
        if params.fault == "length" and any(len(code) not in params.lengths for _, _, code in found):
            return
        for passage, span, code in right:
            data = test(listing, code)
            if data is not None:
                target = span_of(passage, span)
                data = {"quote": target.quote or "", "digits": len(code), **data}
                unnamed = params.fault == "carton" and not listing.title
                yield Hit(target, data, "data-missing" if unnamed else None)

    return judge


def _is_right(code: str) -> bool:
    if not codes.has_gtin_form(code) or codes.is_placeholder(code):
        return False
    return codes.check_digit(code) == int(code[-1])


def _test(params: Params) -> tuple[Callable[[Listing], bool], Test]:
    """What the page must tell for the fault, and the test itself."""
    if params.fault == "type":
        return lambda listing: bool(_lengths(listing)), _type
    if params.fault == "length":
        return lambda _: True, lambda _, code: _length(code, params.lengths)
    words = compile_matcher(patterns=params.cases or params.publications)
    if params.fault == "carton":
        return lambda _: True, lambda listing, code: _carton(listing, code, words)
    return lambda listing: bool(listing.category), lambda listing, code: _book(listing, code, words)


def _lengths(listing: Listing) -> set[int]:
    """How long a code of the chosen type is; empty when no known type is chosen."""
    chosen = listing.gtin_type or ""
    return {length for name, lengths in _TYPES if name.search(chosen) for length in lengths}


def _type(listing: Listing, code: str) -> dict[str, Datum] | None:
    chosen = (listing.gtin_type or "").strip()
    isbn = code.startswith(("978", "979")) and len(code) == 13  # noqa: PLR2004 - an ISBN is an EAN of 13 digits
    not_a_book = chosen.upper().startswith("ISBN") and not isbn
    if len(code) in _lengths(listing) and not not_a_book:
        return None
    return {"type": chosen, "expected": _USUAL_TYPE[len(code)]}


def _length(code: str, lengths: tuple[int, ...]) -> dict[str, Datum] | None:
    return {"expected": code.zfill(13)} if len(code) in lengths else None


def _carton(listing: Listing, code: str, cases: Matcher) -> dict[str, Datum] | None:
    # The first of 14 digits: 0 is the unit itself, 9 an item of variable weight, the others its cases.
    if len(code) != max(codes.GTIN_LENGTHS) or code[0] in "09":
        return None
    items = number(listing.context.attributes or {}, "number_of_items")
    if max(pack_count(listing) or 1, items or 1) > 1 or cases.find(listing.title or ""):
        return None
    unit = code[1:]
    return {"expected": f"{unit[:-1]}{codes.check_digit(unit)}"}


def _book(listing: Listing, code: str, publications: Matcher) -> dict[str, Datum] | None:
    if not (codes.gs1_prefix(code) or "").startswith(_PUBLISHED) or is_media(listing):
        return None
    texts = (listing.category or "", listing.title or "")
    return None if any(publications.find(text) for text in texts) else {}
