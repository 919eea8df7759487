"""Prices and other amounts as people write them: ``¥2,480``, ``２４８０円``."""

import unicodedata
from decimal import Decimal

import regex

_NUMBER = regex.compile(r"\d[\d,]*(?:\.\d+)?")


def only_amount(text: str) -> Decimal | None:
    """The one number of ``text``; ``None`` when there is none, or several, which say nothing."""
    numbers = _NUMBER.findall(unicodedata.normalize("NFKC", text))
    return Decimal(numbers[0].replace(",", "")) if len(numbers) == 1 else None
