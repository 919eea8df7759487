"""Lengths as platforms count them. Which unit a limit means is said by its rule."""

import unicodedata
from typing import Literal

Unit = Literal["characters", "fullwidth", "utf8-bytes"]


def weigh(char: str, unit: Unit) -> float:
    """What one character adds to a length in ``unit``: half a unit for a narrow character."""
    if unit == "utf8-bytes":
        return len(char.encode())
    if unit == "fullwidth":
        return 1 if unicodedata.east_asian_width(char) in "FWA" else 0.5
    return 1


def utf16_offset(text: str, offset: int) -> int:
    """``offset`` in code points of ``text``, as UTF-16 code units (JavaScript's count)."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, start: int, end: int) -> str:
    """What JavaScript's ``text.slice(start, end)`` gives; U+FFFD for half of a character."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * end].decode("utf-16-le", "replace")
