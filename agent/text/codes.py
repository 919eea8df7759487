"""Product codes as text: their forms, their check digits, and when two codes are one. No verdicts."""

from functools import lru_cache

import regex
from stdnum import ean, isbn

GTIN_LENGTHS = (8, 12, 13, 14)
RESTRICTED = (("020", "029"), ("040", "049"), ("050", "059"), ("200", "299"), ("980", "983"), ("990", "999"))
"""GS1 prefixes that never name one product worldwide: restricted circulation, reserved, refunds, coupons."""

_ASIN = regex.compile(r"B0[0-9A-Z]{8}")
_ISBN10 = regex.compile(r"[0-9]{9}[0-9X]")
_FNSKU = regex.compile(r"X00[0-9A-Z]{7}")
_COUNTING = "01234567890123456789"


def is_asin(code: str) -> bool:
    """Whether ``code`` has the form of an ASIN, or is a valid ISBN-10, the ASIN of a book."""
    code = code.upper()
    return bool(_ASIN.fullmatch(code)) or is_isbn10(code)


def is_isbn10(code: str) -> bool:
    """Whether ``code`` is a valid ISBN-10."""
    return bool(_ISBN10.fullmatch(code.upper())) and bool(isbn.is_valid(code.upper()))


def is_fnsku(code: str) -> bool:
    """Whether ``code`` has the form of Amazon's warehouse label."""
    return _FNSKU.fullmatch(code.upper()) is not None


def is_amazon_code(code: str) -> bool:
    """Whether ``code`` has the form of a product's ASIN or of an FNSKU, which no other site knows."""
    return _ASIN.fullmatch(code.upper()) is not None or is_fnsku(code)


def has_gtin_form(code: str) -> bool:
    """Whether ``code`` is 8, 12, 13 or 14 plain digits."""
    return code.isascii() and code.isdigit() and len(code) in GTIN_LENGTHS


def is_placeholder(code: str) -> bool:
    """Whether ``code`` is one digit repeated, or counts up or down."""
    return len(set(code)) == 1 or code in _COUNTING or code in _COUNTING[::-1]


def gs1_prefix(code: str) -> str | None:
    """The first three digits of the GTIN-13; ``None`` for 8 digits, whose prefixes are others."""
    return None if len(code) == min(GTIN_LENGTHS) else code.zfill(14)[1:4]


def is_restricted(code: str) -> bool:
    """Whether the prefix is one that never names one product worldwide."""
    prefix = gs1_prefix(code)
    return prefix is not None and any(low <= prefix <= high for low, high in RESTRICTED)


@lru_cache(maxsize=8192)
def check_digit(code: str) -> int:
    """The last digit that ``code`` should have by its others."""
    return int(ean.calc_check_digit(code[:-1]))


# One listing's codes are compared with those of every other record, by several rules.
@lru_cache(maxsize=8192)
def gtins(text: str | None) -> frozenset[str]:
    """The real GTINs of a field as 14 digits: UPC, EAN and GTIN of one product are equal here.

    A code that is wrong, a placeholder or for use within one shop names no product and is left out.
    """
    if not text:
        return frozenset()
    words = [word.replace("-", "") for word in text.split()]
    codes = words if all(has_gtin_form(word) for word in words) else ["".join(words)]
    return frozenset(code.zfill(14) for code in codes if _names_a_product(code))


def _names_a_product(code: str) -> bool:
    return (
        has_gtin_form(code)
        and check_digit(code) == int(code[-1])
        and not is_placeholder(code)
        and not is_restricted(code)
    )
