"""All that the rules of one set look for, found in one pass over a text and remembered for it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import regex
from ahocorasick_rs import AhoCorasick, Implementation

from agent.text.fold import BLANK, Folded, fold, unfolded
from agent.text.pattern import Pattern

if TYPE_CHECKING:
    from agent.text.matcher import Matcher

Span = tuple[int, int]
Place = tuple[int, int, int]
"""Which of a matcher's words or patterns (by number) stands where, in offsets of the compared text."""
View = tuple["Vocabulary", bool]
"""How a matcher looks at texts: for which words, and whether they are folded."""
_Owners = dict[str, list[tuple[int, int]]]

_SHORT = 2000
_REMEMBERED = 256
_REMEMBERED_LONG = 32
"""Texts whose answers are kept: while a listing is edited only one of its texts changes. Of long ones
(a page may send many, of 50,000 characters each) only so many that they take no more room."""
_SURROGATE = regex.compile("[\ud800-\udfff]")
_COLLECTING: ContextVar["tuple[Vocabulary, dict[int, Matcher]] | None"] = ContextVar(
    "collecting", default=None
)


@dataclass(slots=True)
class Scan:
    """What was found in one text, by matcher, and what the matchers made of it so far."""

    folded: Folded
    promising: dict[int, list[int]]
    """Patterns that may match, by number in their matcher; an empty list where only words were found."""
    places: dict[int, list[Place]]
    """Words."""
    answers: dict[int, tuple[Span, ...]] = field(default_factory=dict)


class _Needles:
    """What is looked for in one kind of texts, folded or not."""

    def __init__(self) -> None:
        self.words: _Owners = {}
        self.needs: _Owners = {}

    @cached_property
    def automaton(self) -> AhoCorasick:
        # Of the three kinds this is the fastest on texts of a listing's length, and nearly so to build.
        return AhoCorasick(list(self.texts), implementation=Implementation.ContiguousNFA)

    @cached_property
    def texts(self) -> dict[str, int]:
        return {text: number for number, text in enumerate(dict.fromkeys((*self.words, *self.needs)))}

    @cached_property
    def words_by_needle(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        return tuple(tuple(self.words.get(text, ())) for text in self.texts)

    @cached_property
    def needs_by_needle(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        return tuple(tuple(self.needs.get(text, ())) for text in self.texts)

    def changed(self) -> None:
        for name in ("automaton", "texts", "words_by_needle", "needs_by_needle"):
            self.__dict__.pop(name, None)


class Vocabulary:
    """The words of many matchers, and texts that their patterns cannot match without."""

    def __init__(self) -> None:
        self._matchers = 0
        self._patterns: dict[tuple[str, bool], Pattern] = {}
        self._needles = {True: _Needles(), False: _Needles()}
        self._short = lru_cache(maxsize=_REMEMBERED)(self._scan)
        self._long = lru_cache(maxsize=_REMEMBERED_LONG)(self._scan)

    def pattern(self, source: str, *, folds: bool) -> Pattern:
        """The pattern, made once for all that ask for it. Raises ``regex.error``."""
        pattern = self._patterns.get((source, folds))
        if pattern is None:
            pattern = self._patterns[source, folds] = Pattern(source, folds=folds)
        return pattern

    def add(self, words: Iterable[str], needs: Iterable[Iterable[str]], *, folds: bool) -> int:
        """Look for one more matcher's words and for what each of its patterns needs; its number."""
        number = self._matchers
        self._matchers += 1
        needles = self._needles[folds]
        for place, word in enumerate(words):
            needles.words.setdefault(word, []).append((number, place))
        for place, texts in enumerate(needs):
            for text in texts:
                needles.needs.setdefault(text, []).append((number, place))
        needles.changed()
        self._short.cache_clear()
        self._long.cache_clear()
        return number

    def scan(self, text: str, folds: bool) -> Scan:  # noqa: FBT001 - lru_cache compares positions fastest
        """What stands in ``text``, compared after folding or as it is."""
        return (self._short if len(text) <= _SHORT else self._long)(text, folds)

    def _scan(self, text: str, folds: bool) -> Scan:  # noqa: FBT001
        folded = fold(text) if folds else unfolded(text)
        needles = self._needles[folds]
        try:
            found = needles.automaton.find_matches_as_indexes(folded.text, overlapping=True)
        except UnicodeEncodeError:  # half a surrogate pair stands for no character
            whole = _SURROGATE.sub(BLANK, folded.text)
            found = needles.automaton.find_matches_as_indexes(whole, overlapping=True)
        promising: dict[int, list[int]] = {}
        places: dict[int, list[Place]] = {}
        owners = needles.words_by_needle
        for needle, start, end in found:
            for number, word in owners[needle]:
                places.setdefault(number, []).append((word, start, end))
                promising.setdefault(number, [])
        needs = needles.needs_by_needle
        for needle in {needle for needle, _, _ in found}:
            for number, pattern in needs[needle]:
                patterns = promising.setdefault(number, [])
                if pattern not in patterns:
                    patterns.append(pattern)
        return Scan(folded, promising, places)


@contextmanager
def collecting(vocabulary: Vocabulary) -> "Iterator[dict[int, Matcher]]":
    """Matchers made inside share ``vocabulary`` and are listed by number; outside, each has its own."""
    matchers: dict[int, Matcher] = {}
    token = _COLLECTING.set((vocabulary, matchers))
    try:
        yield matchers
    finally:
        _COLLECTING.reset(token)


def current() -> Vocabulary:
    """The vocabulary that a new matcher belongs to."""
    collection = _COLLECTING.get()
    return Vocabulary() if collection is None else collection[0]


def collect(matcher: "Matcher") -> None:
    """List a new matcher, in the place of another of its number."""
    collection = _COLLECTING.get()
    if collection is not None:
        collection[1][matcher.number] = matcher
