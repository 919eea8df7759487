"""What a recap may tell of a listing's texts: all of it, or only how long they are."""

import re
from dataclasses import dataclass

_UNSHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mask:
    """Texts for people: without control characters and, where they are private, without any of their own."""

    shows: bool

    def __call__(self, text: str) -> str:
        """``text``, or as many blocks; lines stay lines."""
        return plain(text) if self.shows else re.sub(r"[^\r\n]", "▒", text)


def plain(text: str) -> str:
    """``text`` with a mark in the place of each control character that is no line end and no tab."""
    return _UNSHOWN.sub("\ufffd", text)
