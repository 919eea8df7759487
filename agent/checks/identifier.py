"""Product codes: what their digits alone tell."""

from collections.abc import Callable, Iterator
from typing import Literal

import regex
from biip.checksums import gs1_standard_check_digit

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.listing import Passage
from agent.report import Datum
from agent.rules.lexicon import Lexicons

DATA = frozenset({"quote", "digits", "expected", "prefix"})

Fault = Literal["form", "check-digit", "restricted", "placeholder", "foreign"]
Data = dict[str, Datum]

_GTIN_LENGTHS = (8, 12, 13, 14)
_ASIN = regex.compile(r"B0[0-9A-Z]{8}")
_ISBN10 = regex.compile(r"\d{9}[\dX]")
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
            code = regex.sub(r"[\s\u3000-]", "", passage.text)
            for fault in params.faults:
                data = _fault(fault, params.kind, code)
                if data is not None:
                    yield _hit(passage, data)
                    break

    return judge


def _hit(passage: Passage, data: Data) -> Hit:
    start = len(passage.text) - len(passage.text.lstrip())
    target = span_of(passage, (start, len(passage.text.rstrip())))
    return Hit(target, {"quote": target.quote or "", **data})


def _fault(fault: Fault, kind: str, code: str) -> Data | None:
    if fault == "foreign":
        return {} if _FOREIGN.fullmatch(code) else None
    if kind == "asin":
        return {} if fault == "form" and not _is_asin(code) else None
    return _GTIN_FAULTS[fault](code)


def _is_asin(code: str) -> bool:
    return bool(_ASIN.fullmatch(code)) or (bool(_ISBN10.fullmatch(code)) and _isbn10_holds(code))


def _isbn10_holds(code: str) -> bool:
    values = [10 if char == "X" else int(char) for char in code]
    return sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11 == 0


def _has_form(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) in _GTIN_LENGTHS


def _gtin_form(code: str) -> Data | None:
    return None if _has_form(code) else {"digits": sum(char.isdigit() for char in code)}


def _gtin_check_digit(code: str) -> Data | None:
    if not _has_form(code):
        return None
    expected = gs1_standard_check_digit(code[:-1])
    return None if expected == int(code[-1]) else {"expected": expected}


def _gtin_restricted(code: str) -> Data | None:
    if not _has_form(code) or len(code) == min(_GTIN_LENGTHS):
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
