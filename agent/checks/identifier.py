"""Product codes: what their digits alone tell."""

from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Annotated, Literal

import regex
from pydantic import StringConstraints

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.listing import Listing
from agent.report import Datum
from agent.rules.lexicon import Lexicons
from agent.text import codes
from agent.text.matcher import Span

DATA = frozenset({"quote", "digits", "expected", "prefix"})

Fault = Literal["form", "check-digit", "restricted", "unallocated", "placeholder", "foreign", "fnsku"]
Prefix = Annotated[str, StringConstraints(pattern=r"^\d{3}$")]
Data = dict[str, Datum]
Test = Callable[[str], Data | None]

_WORD = regex.compile(r"\S+")
_WITH_LETTER = regex.compile(r"X00(?=.*[A-Z]).{7}", regex.IGNORECASE)
# What a form can offer beside EAN, UPC, JAN, ISBN and GTIN: these follow no rule of GS1.
_OTHER_TYPE = regex.compile(r"\b(?:asin|gcid|pzn|mpn|sku)\b|exempt|免除|豁免", regex.IGNORECASE)


class Params(Base):
    """``faults``: which of them this rule speaks of.

    ``foreign`` is an ASIN or FNSKU typed where another kind of code belongs, ``fnsku`` an FNSKU only;
    ``unallocated`` takes ``prefixes``, pairs of a first and a last GS1 prefix that no office has.
    """

    kind: Literal["gtin", "asin", "other"]
    faults: tuple[Fault, ...]
    prefixes: tuple[tuple[Prefix, Prefix], ...] = ()


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on each code that has one of the faults, on the code as typed."""
    faults: dict[str, Test] = {
        **_FAULTS,
        "unallocated": partial(_unallocated, params.prefixes),
        "form": _asin_form if params.kind == "asin" else _gtin_form,
    }

    def judge(scene: Scene) -> Iterator[Hit]:
        passages = [passage for passage in scene.passages() if passage.text.strip()]
        if not passages or ("gtin" in scene.fields and _is_other_type(scene.listing)):
            yield NOT_APPLICABLE
            return
        isbn = "isbn" in (scene.listing.gtin_type or "").casefold()
        for passage in passages:
            for span, code in split(passage.text, params.kind):
                if isbn and passage.field == "gtin" and codes.is_isbn10(code):
                    continue
                found = (faults[fault](code) for fault in params.faults)
                data = next((data for data in found if data is not None), None)
                if data is not None:
                    target = span_of(passage, span)
                    yield Hit(target, {"quote": target.quote or "", **data})

    return judge


@lru_cache(maxsize=1024)
def split(text: str, kind: str) -> tuple[tuple[Span, str], ...]:
    """The codes of a field with their spans; gaps and hyphens of a printed barcode are left out."""
    words = tuple((match.span(), match[0].replace("-", "")) for match in _WORD.finditer(text))
    # Public pages list several barcodes of one product in one cell.
    if kind == "gtin" and all(codes.has_gtin_form(code) for _, code in words):
        return words
    start, end = words[0][0][0], words[-1][0][1]
    return (((start, end), text[start:end] if kind == "asin" else "".join(code for _, code in words)),)


def _is_other_type(listing: Listing) -> bool:
    return _OTHER_TYPE.search(listing.gtin_type or "") is not None


def _asin_form(code: str) -> Data | None:
    return None if codes.is_asin(code) else {}


def _gtin_form(code: str) -> Data | None:
    # A code of another kind is the fault ``foreign``, not a wrong barcode.
    if codes.has_gtin_form(code) or codes.is_amazon_code(code):
        return None
    return {"digits": sum(char.isdigit() for char in code)}


def _check_digit(code: str) -> Data | None:
    if not codes.has_gtin_form(code) or codes.is_placeholder(code):
        return None
    expected = codes.check_digit(code)
    return None if expected == int(code[-1]) else {"expected": expected}


def _restricted(code: str) -> Data | None:
    if not codes.has_gtin_form(code) or codes.is_placeholder(code) or not codes.is_restricted(code):
        return None
    return {"prefix": codes.gs1_prefix(code) or ""}


def _unallocated(prefixes: tuple[tuple[str, str], ...], code: str) -> Data | None:
    if not codes.has_gtin_form(code) or codes.is_placeholder(code):
        return None
    prefix = codes.gs1_prefix(code)
    known = prefix is None or not any(first <= prefix <= last for first, last in prefixes)
    return None if known else {"prefix": prefix or ""}


def _placeholder(code: str) -> Data | None:
    return {} if codes.has_gtin_form(code) and codes.is_placeholder(code) else None


def _foreign(code: str) -> Data | None:
    return {} if codes.is_amazon_code(code) else None


def _fnsku(code: str) -> Data | None:
    # A shop may number its goods X001234567; the labels that Amazon prints hold letters.
    return {} if codes.is_fnsku(code) and _WITH_LETTER.fullmatch(code) else None


_FAULTS: dict[str, Test] = {
    "check-digit": _check_digit,
    "restricted": _restricted,
    "placeholder": _placeholder,
    "foreign": _foreign,
    "fnsku": _fnsku,
}
