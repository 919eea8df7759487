"""Product codes: what their digits alone tell."""

from collections.abc import Callable, Iterator
from typing import Literal

import regex
from stdnum import ean, isbn

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.report import Datum
from agent.rules.lexicon import Lexicons
from agent.text.matcher import Span

DATA = frozenset({"quote", "digits", "expected", "prefix"})

Fault = Literal["form", "check-digit", "restricted", "placeholder", "foreign"]
Data = dict[str, Datum]

_GTIN_LENGTHS = (8, 12, 13, 14)
_ASIN = regex.compile(r"B0[0-9A-Z]{8}")
_ISBN10 = regex.compile(r"[0-9]{9}[0-9X]")
_WORD = regex.compile(r"\S+")
_FOREIGN = regex.compile(r"B0[0-9A-Z]{8}|X00[0-9A-Z]{7}")
# GS1 prefixes that never name one product worldwide: restricted circulation, reserved, refunds, coupons.
_RESTRICTED = (("020", "029"), ("040", "049"), ("050", "059"), ("200", "299"), ("980", "983"), ("990", "999"))


class Params(Base):
    """``faults``: which of them this rule speaks of.

    ``foreign`` is an ASIN or FNSKU typed where another kind of code belongs.
    """

    kind: Literal["gtin", "asin", "other"]
    faults: tuple[Fault, ...]


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on each code that has one of the faults, on the code as typed."""

    def judge(scene: Scene) -> Iterator[Hit]:
        passages = [passage for passage in scene.passages() if passage.text.strip()]
        if not passages:
            yield NOT_APPLICABLE
        for passage in passages:
            for span, code in _codes(passage.text, params.kind):
                faults = (_fault(fault, params.kind, code) for fault in params.faults)
                data = next((found for found in faults if found is not None), None)
                if data is not None:
                    target = span_of(passage, span)
                    yield Hit(target, {"quote": target.quote or "", **data})

    return judge


def _codes(text: str, kind: str) -> Iterator[tuple[Span, str]]:
    """The codes of a field with their spans; gaps and hyphens of a printed barcode are left out."""
    words = [(match.span(), match[0].replace("-", "")) for match in _WORD.finditer(text)]
    # Public pages list several barcodes of one product in one cell.
    if kind == "gtin" and all(_has_form(code) for _, code in words):
        yield from words
        return
    start, end = words[0][0][0], words[-1][0][1]
    yield (start, end), text[start:end] if kind == "asin" else "".join(code for _, code in words)


def _fault(fault: Fault, kind: str, code: str) -> Data | None:
    if fault == "foreign":
        return {} if _is_foreign(code) else None
    if kind == "asin":
        return {} if fault == "form" and not _is_asin(code) else None
    return _GTIN_FAULTS[fault](code)


def _is_asin(code: str) -> bool:
    code = code.upper()
    return bool(_ASIN.fullmatch(code)) or (bool(_ISBN10.fullmatch(code)) and bool(isbn.is_valid(code)))


def _is_foreign(code: str) -> bool:
    return _FOREIGN.fullmatch(code.upper()) is not None


def _has_form(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) in _GTIN_LENGTHS


def _gtin_form(code: str) -> Data | None:
    # A code of another kind is the fault ``foreign``, not a wrong barcode.
    return None if _has_form(code) or _is_foreign(code) else {"digits": sum(char.isdigit() for char in code)}


def _gtin_check_digit(code: str) -> Data | None:
    if not _has_form(code) or _gtin_placeholder(code) is not None:
        return None
    expected = int(ean.calc_check_digit(code[:-1]))
    return None if expected == int(code[-1]) else {"expected": expected}


def _gtin_restricted(code: str) -> Data | None:
    if not _has_form(code) or len(code) == min(_GTIN_LENGTHS) or _gtin_placeholder(code) is not None:
        return None
    prefix = code.zfill(14)[1:4]
    return {"prefix": prefix} if any(low <= prefix <= high for low, high in _RESTRICTED) else None


def _gtin_placeholder(code: str) -> Data | None:
    if not _has_form(code):
        return None
    counting = "01234567890123456789"
    return {} if len(set(code)) == 1 or code in counting or code in counting[::-1] else None


_GTIN_FAULTS: dict[str, Callable[[str], Data | None]] = {
    "form": _gtin_form,
    "check-digit": _gtin_check_digit,
    "restricted": _gtin_restricted,
    "placeholder": _gtin_placeholder,
}
