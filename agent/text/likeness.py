"""How much two names or titles have in common. What that means is said by a check."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from math import sqrt

from agent.text.fold import fold
from agent.text.script import script_of, script_runs

COMPARED = 400
"""So many characters of a title are compared; the longest real limit is 200."""

_SPELT_ALIKE = 0.5
"""Above this share of common characters two names may be one, spelt in another way."""
_WHOLE = ("latin", "digit")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Folded, with single spaces: what is equal for a reader is equal here."""
    return " ".join(fold(text).text.split())


@lru_cache(maxsize=8192)
def compact(text: str) -> str:
    """Folded letters and digits alone: ``WH-1000`` and ``wh 1000`` are equal."""
    return "".join(char for char in fold(text).text if char.isalnum())


def shared_start(texts: Sequence[str]) -> str:
    """What all ``texts`` begin with, character by character."""
    first, last = min(texts, default=""), max(texts, default="")  # all others stand between these two
    end = next((at for at, char in enumerate(first) if not last.startswith(char, at)), len(first))
    return first[:end]


def one_within_other(first: str, second: str) -> bool:
    """Whether one is part of the other, apart from case, spaces and signs, or one is empty."""
    a, b = compact(first), compact(second)
    return a in b or b in a


def other_code(first: str, second: str) -> bool:
    """Whether two model numbers surely differ: neither is part of the other, and both are written alike."""
    return not one_within_other(first, second) and _scripts(first) == _scripts(second)


def other_name(first: str, second: str) -> bool:
    """Whether two names surely differ: not one inside the other, not two scripts, not two spellings."""
    if not other_code(first, second):
        return False
    a, b = compact(first), compact(second)
    return SequenceMatcher(a=a, b=b, autojunk=False).ratio() < _SPELT_ALIKE


@dataclass(frozen=True, slots=True)
class Bag:
    """How often each word of a title stands in it, and the length of that vector."""

    counts: Mapping[str, int]
    length: float


def likeness(first: str, second: str) -> float:
    """How alike two titles are, 0 to 1."""
    return cosine(bag(first), bag(second))


def cosine(first: Bag, second: Bag) -> float:
    """Cosine of two bags of words, 0 to 1."""
    smaller, larger = sorted((first.counts, second.counts), key=len)
    shared = sum(count * larger[word] for word, count in smaller.items() if word in larger)
    return shared / (first.length * second.length) if shared else 0.0


@lru_cache(maxsize=1024)
def bag(text: str, without: frozenset[str] = frozenset()) -> Bag:
    """The words of a title less those of the phrases in ``without``."""
    counts = _words(text)
    for phrase in without:
        counts -= _words(phrase)
    return Bag(counts, sqrt(sum(count * count for count in counts.values())))


def _words(text: str) -> Counter[str]:
    """Words, or pairs of characters in scripts that do not space them."""
    folded = fold(text[:COMPARED]).text
    words: Counter[str] = Counter()
    for script, start, end in script_runs(folded):
        run = folded[start:end]
        if script in _WHOLE or (script != "other" and len(run) == 1):
            words[run] += 1
        elif script != "other":
            words.update(run[at : at + 2] for at in range(len(run) - 1))
    return words


@lru_cache(maxsize=4096)
def _scripts(text: str) -> frozenset[str]:
    return frozenset(script_of(char) for char in compact(text)) - {"digit", "other"}
