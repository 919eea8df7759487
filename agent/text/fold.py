"""Folding for comparison (NFKC and case) with an exact map back to the original text."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

BLANK = "\x00"
"""Stands for a character that must match nothing; never part of a listing's words."""


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` as compared; character ``i`` of it came from ``original[starts[i]:ends[i]]``."""

    text: str
    starts: tuple[int, ...] | None
    """``None`` when every character came from its own place (plain ASCII)."""
    ends: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the non-empty folded span stands in the original, in code points."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def _clusters(text: str) -> list[tuple[int, int]]:
    """Stretches that normalise on their own: a character with the marks that combine with it."""
    joins = [i for i, char in enumerate(text) if i == 0 or not _combines(char)]
    return list(pairwise([*joins, len(text)]))


def _combines(char: str) -> bool:
    # Half-width voicing marks and Hangul vowels and finals compose with what precedes them.
    if char < "\u0300":
        return False
    return unicodedata.combining(unicodedata.normalize("NFKC", char)[0]) != 0 or "\u1160" <= char <= "\u11ff"


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """NFKC and case-folded ``text`` with its offset map; equal texts share one result."""
    if text.isascii():
        return Folded(text.lower(), None, None)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFKC", text[start:end]).casefold()
        pieces.append(piece)
        starts += [start] * len(piece)
        ends += [end] * len(piece)
    return Folded("".join(pieces), tuple(starts), tuple(ends))


@lru_cache(maxsize=512)
def unfolded(text: str) -> Folded:
    """``text`` as it is, in the shape of a folded text."""
    return Folded(text, None, None)
