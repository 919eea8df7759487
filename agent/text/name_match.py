"""Whether a product's name stands in the lines that were read of a picture."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from agent.picture import TextLine
from agent.text.lattice import loss
from agent.text.layout import adjoining
from agent.text.script import script_of

MISSING = frozenset("鯵凧溌侭鴬穐椛粁詑涜鑓硲砿欝ゐゔヱ")
"""Everyday characters that the recogniser's character set lacks: never read, so never asked for."""
LOOK_ALIKES = str.maketrans("力口夕工八二一千才\u30d8\u30d9\u30da", "カロタエハニーチオへべぺ")
"""Chinese characters that a recogniser takes for kana, and katakana with the shape of hiragana."""
SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")
SIMILAR = ((3, 1.0), (5, 0.80))
"""Least similarity by folded length, up to so many characters; more of them need ``LONG_SIMILAR``."""
LONG_SIMILAR = 0.75
FITS = ((3, 1.0), (5, 2.0))
"""Most loss a character (natural logarithm) by length, as above; measured on makers' packs and drawn ones:
together with the similarities 0.09 % of wrong names are accepted."""
LONG_FITS = 2.5
PIECE = 3
"""Characters of a piece of the name on a line of its own."""
PIECES_SHARE = 0.8
GAP = 2.0
"""Letters' heights between two of them at most."""
RUN = 3
"""Neighbouring lines that a name may be spread over."""
MOST_LINES = 60
LONGEST_NAME = 40
ASKED = 12
"""Runs of lines whose lattices are asked for the name: those that hold most of its characters."""
SHARED = 0.5
"""Of the name's characters, how many must be among those that a lattice allows at all."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a name was found: the numbers of its lines."""

    name: str
    lines: tuple[int, ...]


def find_name(name: str, lines: Sequence[TextLine]) -> Match | None:
    """The lines that hold ``name``, as read or as they could be read; ``None`` when no line does."""
    wanted = folded(name)
    if not wanted or len(wanted) > LONGEST_NAME:
        return None
    texts = [folded(line.text) for line in lines[:MOST_LINES]]
    runs = list(_runs(lines[:MOST_LINES]))
    for run in runs:
        if similarity(wanted, "".join(texts[number] for number in run)) >= _limit(
            SIMILAR, wanted, LONG_SIMILAR
        ):
            return Match(name, run)
    pieces = _pieces(wanted, texts)
    return Match(name, pieces) if pieces else _fitting(name, lines, runs)


def similarity(wanted: str, text: str) -> float:
    """0 to 1, of folded texts. A line shorter than the name is no match for being a part of it."""
    if len(text) >= len(wanted):
        return fuzz.partial_ratio(wanted, text) / 100
    return LCSseq.similarity(wanted, text) / len(wanted)


@lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """Letters and digits as compared: what a recogniser takes for each other is the same."""
    return "".join(map(_fold_character, normal(text)))


@lru_cache(maxsize=1024)
def normal(text: str) -> str:
    """NFKC and case-folded letters, digits and ー, without what the recogniser cannot read."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if (char.isalnum() or char == "ー") and char not in MISSING)


@cache
def _fold_character(char: str) -> str:
    char = char.translate(LOOK_ALIKES)
    if char == "ー":
        return ""
    base = unicodedata.normalize("NFD", char)[0]
    if script_of(base) == "katakana" and "\u30a1" <= base <= "\u30f6":
        base = chr(ord(base) - 0x60)
    return base.translate(SMALL)


def _limit(table: tuple[tuple[int, float], ...], wanted: str, beyond: float) -> float:
    return next((limit for length, limit in table if len(wanted) <= length), beyond)


def _runs(lines: Sequence[TextLine]) -> Iterator[tuple[int, ...]]:
    """Each line, and each run of neighbouring ones: downward, and from right to left as vertical ones go."""
    numbers = range(len(lines))
    yield from ((number,) for number in numbers)
    down = sorted(numbers, key=lambda number: (_middle(lines[number])[1], _middle(lines[number])[0]))
    left = sorted(numbers, key=lambda number: (-_middle(lines[number])[0], _middle(lines[number])[1]))
    for order in (down, left):
        for size in range(2, RUN + 1):
            for start in range(len(order) - size + 1):
                run = tuple(order[start : start + size])
                regions = [lines[number].region for number in run]
                if all(adjoining(one, other, GAP) for one, other in pairwise(regions)):
                    yield run


def _middle(line: TextLine) -> tuple[float, float]:
    region = line.region
    return region.x + region.width / 2, region.y + region.height / 2


def _pieces(wanted: str, texts: Sequence[str]) -> tuple[int, ...]:
    """Lines that together hold pieces of the name which cover most of it."""
    covered = [False] * len(wanted)
    used: list[int] = []
    for number, text in enumerate(texts):
        for start, end in _common(wanted, text):
            if not all(covered[start:end]):
                covered[start:end] = [True] * (end - start)
                used.append(number)
    enough = len(wanted) > PIECE and sum(covered) >= PIECES_SHARE * len(wanted)
    return tuple(dict.fromkeys(used)) if enough else ()


def _common(wanted: str, text: str) -> Iterator[tuple[int, int]]:
    """Longest stretches of ``wanted``, ``PIECE`` characters or more, that stand in ``text``."""
    start = 0
    while start + PIECE <= len(wanted):
        end = start + PIECE
        if wanted[start:end] not in text:
            start += 1
            continue
        while end < len(wanted) and wanted[start : end + 1] in text:
            end += 1
        yield start, end
        start = end


def _fitting(name: str, lines: Sequence[TextLine], runs: Sequence[tuple[int, ...]]) -> Match | None:
    """The run whose lattices could be read as the name at little loss."""
    wanted = normal(name)
    limit = _limit(FITS, wanted, LONG_FITS)
    scored = []
    for run in runs:
        steps = tuple(step for number in run for step in lines[number].lattice)
        possible = {char for step in steps for char, _ in step}
        share = sum(char in possible for char in _characters(name)) / max(1, len(wanted))
        if share >= SHARED:
            scored.append((-share, len(steps), run, steps))
    for _, _, run, steps in sorted(scored)[:ASKED]:
        if loss(_characters(name), steps) <= limit:
            return Match(name, run)
    return None


@lru_cache(maxsize=256)
def _characters(name: str) -> str:
    """The name's characters as the recogniser writes them: its case is kept."""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(char for char in plain if (char.isalnum() or char == "ー") and char not in MISSING)
