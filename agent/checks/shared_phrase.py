"""A phrase that another field says in the same words."""

from collections.abc import Iterator, Sequence
from itertools import islice

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.listing import TextField
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold
from agent.text.matcher import Span
from agent.text.script import HAN, KANA

DATA = frozenset({"quote"})

_WORD = regex.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
MOST_WORDS = 400
"""So many words of each text are compared: the work grows with the product of both."""


class Params(Base):
    """At least ``min_words`` words in a row, or one Japanese word of ``min_characters``."""

    within: TextField
    min_words: int = 3
    min_characters: int = 8


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation at each longest phrase that the field called ``within`` says too."""

    def judge(scene: Scene) -> Iterator[Hit]:
        others = [fold(passage.text).text for passage in scene.listing.passages(params.within) or ()]
        known = [_WORD.findall(text)[:MOST_WORDS] for text in others]
        if not any(known):
            yield NOT_APPLICABLE
            return
        for passage in scene.passages():
            folded = fold(passage.text)
            matches = list(islice(_WORD.finditer(folded.text), MOST_WORDS))
            for first, last in _common([match[0] for match in matches], known):
                start, end = matches[first].start(), matches[last].end()
                if last - first + 1 >= params.min_words or _long_japanese(folded.text[start:end], params):
                    target = span_of(passage, folded.span(start, end))
                    yield Hit(target, {"quote": target.quote or ""})

    return judge


def _long_japanese(text: str, params: Params) -> bool:
    return len(text) >= params.min_characters and bool(KANA.search(text) or HAN.search(text))


def _common(words: Sequence[str], known: list[list[str]]) -> Iterator[Span]:
    """The longest runs of ``words`` that stand in one of ``known``, as (first, last)."""
    at = 0
    while at < len(words):
        length = max((_run(words, at, other) for other in known), default=0)
        if length:
            yield at, at + length - 1
        at += max(length, 1)


def _run(words: Sequence[str], at: int, other: Sequence[str]) -> int:
    best = 0
    for place, word in enumerate(other):
        if word != words[at]:
            continue
        length = 0
        while (
            at + length < len(words)
            and place + length < len(other)
            and words[at + length] == other[place + length]
        ):
            length += 1
        best = max(best, length)
    return best
