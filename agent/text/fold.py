"""Folding for comparison (NFKC and case) with an exact map back to the original text."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

_SHORT = 2000
"""Of longer texts, which a page may send many of, only a few results are kept."""
BLANK = "\x00"
"""Stands for a character that must match nothing; never part of a listing's words."""
_LOOKS = str.maketrans(dict.fromkeys("\ufe0e\ufe0f", "\x01"))
"""Signs that only choose how the emoji before them is drawn: no part of the word that follows (❤️free)."""


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` as compared; character ``i`` of it came from ``original[starts[i]:ends[i]]``."""

    text: str
    starts: tuple[int, ...] | None
    """``None`` when every character came from its own place, as in most texts."""
    ends: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the non-empty folded span stands in the original, in code points."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


class _Pieces(dict[str, str]):
    """What each cluster becomes, normalised once: texts are made of few different ones."""

    def __missing__(self, cluster: str) -> str:
        piece = unicodedata.normalize("NFKC", cluster).casefold()
        if len(cluster) == 1:  # of those there are only so many
            self[cluster] = piece
        return piece


_PIECES = _Pieces()


@cache
def _combines(char: str) -> bool:
    # Half-width voicing marks and Hangul vowels and finals compose with what precedes them.
    if char < "\u0300":
        return False
    return unicodedata.combining(unicodedata.normalize("NFKC", char)[0]) != 0 or "\u1160" <= char <= "\u11ff"


def _clusters(text: str) -> Sequence[str]:
    """Stretches that normalise on their own: a character with the marks that combine with it."""
    if not any(map(_combines, set(text))):
        return text
    joins = [i for i, char in enumerate(text) if i == 0 or not _combines(char)]
    return [text[start:end] for start, end in pairwise([*joins, len(text)])]


def fold(text: str) -> Folded:
    """NFKC and case-folded ``text`` with its offset map; equal texts share one result."""
    return (_fold_short if len(text) <= _SHORT else _fold_long)(text)


def _fold(text: str) -> Folded:
    folded = _normalised(text)
    if "\ufe0f" in folded.text or "\ufe0e" in folded.text:
        return replace(folded, text=folded.text.translate(_LOOKS))
    return folded


def _normalised(text: str) -> Folded:
    if unicodedata.is_normalized("NFKC", text):
        folded = text.casefold()
        if len(folded) == len(text):  # no character became two: all stayed where they were
            return Folded(folded, None, None)
    clusters = _clusters(text)
    pieces = [_PIECES[cluster] for cluster in clusters]
    folded = "".join(pieces)
    if len(folded) == len(text) == len(clusters):
        return Folded(folded, None, None)
    starts: list[int] = []
    ends: list[int] = []
    start = 0
    for cluster, piece in zip(clusters, pieces, strict=True):
        end = start + len(cluster)
        for _ in piece:
            starts.append(start)
            ends.append(end)
        start = end
    return Folded(folded, tuple(starts), tuple(ends))


_fold_short = lru_cache(maxsize=512)(_fold)
_fold_long = lru_cache(maxsize=32)(_fold)


def unfolded(text: str) -> Folded:
    """``text`` as it is, in the shape of a folded text."""
    return Folded(text, None, None)
