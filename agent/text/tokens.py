"""Where Japanese words begin and end, by SudachiPy and its core dictionary.

Asked only where something was found already: a text without candidates costs nothing, nor does a
process that never meets one load the dictionary (about 80 ms).
"""

import re
import threading
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sudachipy import Dictionary, Tokenizer

LONGEST = 1000
"""Longer stretches without a space or a mark are cut here: no tokenizer is meant for them."""

_SUFFIXES = frozenset("中品用")
"""Endings that leave a word what it is; the dictionary holds some such compounds (停止中, 模倣品) whole."""

_RUN = re.compile(r"[^\W_]+")
_LOCK = threading.Lock()
_SHARED: list["Dictionary"] = []
_OWN = threading.local()


def is_edge(text: str, position: int) -> bool:
    """Whether a word begins or ends between the characters before and at ``position``.

    ``text`` is folded (NFKC and case). Beside anything that is no letter or digit, one always does.
    """
    if position <= 0 or position >= len(text):
        return True
    if not (text[position - 1].isalnum() and text[position].isalnum()):
        return True
    starts, pieces = _pieces(text)
    piece = bisect_right(starts, position) - 1
    return position - starts[piece] in edges(pieces[piece])


@lru_cache(maxsize=64)
def _pieces(text: str) -> tuple[list[int], list[str]]:
    """Stretches of letters and digits without a space or a mark, none longer than ``LONGEST``."""
    pieces = [
        (start, text[start : min(start + LONGEST, run.end())])
        for run in _RUN.finditer(text)
        for start in range(run.start(), run.end(), LONGEST)
    ]
    return [start for start, _ in pieces], [piece for _, piece in pieces]


@lru_cache(maxsize=4096)
def edges(run: str) -> frozenset[int]:
    """Offsets in ``run`` at which a word begins or ends."""
    from sudachipy import SplitMode  # noqa: PLC0415 - loaded by the first who needs it

    found = {0, len(run)}
    for token in _tokenizer().tokenize(run):
        found.add(token.begin())
        if run[token.end() - 1] in _SUFFIXES and token.end() - token.begin() > 1:
            found.update(part.begin() for part in token.split(SplitMode.A) if part.begin() == token.end() - 1)
    return frozenset(found)


def around(text: str, start: int, end: int) -> tuple[str, ...]:
    """The words that the span lies in, or is cut by."""
    while not is_edge(text, start):
        start -= 1
    while not is_edge(text, end):
        end += 1
    cuts = [place for place in range(start, end + 1) if is_edge(text, place)]
    return tuple(text[left:right] for left, right in pairwise(cuts))


def _tokenizer() -> "Tokenizer":
    """The tokenizer of this thread: one is not safe to share, its dictionary is."""
    mine: Tokenizer | None = getattr(_OWN, "tokenizer", None)
    if mine is None:
        from sudachipy import SplitMode  # noqa: PLC0415 - loaded by the first who needs it

        # C, the longest units: 割引券 and スプレーガン are words of their own and no use of 割引 or ガン.
        # Of 425 places in real texts, A and B found 17 and 8 more, all of them in such compounds. Of the
        # fields, only what splits them is read: the lookups of the others cost as much again.
        mine = _OWN.tokenizer = _dictionary().tokenizer(SplitMode.C, fields={"split_a"})
    return mine


def _dictionary() -> "Dictionary":
    from sudachipy import Config, Dictionary  # noqa: PLC0415 - loaded by the first who needs it

    with _LOCK:
        if not _SHARED:
            # The text is folded already: no input plug-in has anything left to do but take time.
            _SHARED.append(Dictionary(config=Config(inputTextPlugin=[])))
        return _SHARED[0]
