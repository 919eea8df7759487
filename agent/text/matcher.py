"""Finding words and patterns in a text: edges of words, allow patterns, negation, and the reasons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise, zip_longest
from typing import Literal

from agent.text.edges import Boundary, Part, neighbours, part_of, surroundings
from agent.text.fold import BLANK, Folded, fold
from agent.text.negation import negation
from agent.text.pattern import Pattern
from agent.text.vocabulary import Place, Scan, Span, View, Vocabulary, collect, current

__all__ = ["Boundary", "Candidate", "Matcher", "Span", "Verdict", "compile_matcher"]

Verdict = Literal["counted", "covered", "allowed", "negated", Part]
"""Why a place counted or not; ``covered`` lies inside one that counted."""


_Allowed = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a word or pattern stands; offsets are code points."""

    entry: str
    """The word as compared, or the pattern as the rule writes it."""
    start: int
    end: int
    verdict: Verdict
    because: str = ""
    """The allow pattern or the denial that it met, what it is only part of, or the words around it."""


@dataclass(frozen=True, eq=False)
class Matcher:
    """Words and patterns; ``find`` is what a rule asks, ``trace`` tells why."""

    vocabulary: Vocabulary
    number: int
    """Its place in the vocabulary."""
    words: tuple[str, ...]
    """As compared."""
    patterns: tuple[Pattern, ...]
    allow: tuple[Pattern, ...]
    boundary: Boundary
    folds: bool
    unless_negated: bool
    watchful: bool
    """Whether some pattern must be asked for every text, because nobody knows what it needs."""

    def __post_init__(self) -> None:
        collect(self)

    def find(self, text: str) -> tuple[Span, ...]:
        """Spans of ``text`` (code points, in order, not overlapping) that match and count."""
        scan = self.vocabulary.scan(text, self.folds)
        number = self.number
        if number not in scan.promising and not self.watchful:
            return ()
        answer = scan.answers.get(number)
        if answer is None:
            answer = scan.answers[number] = self._find(scan)
        return answer

    def _find(self, scan: Scan) -> tuple[Span, ...]:
        patterns = self._pattern_places(scan.folded.text, scan)
        if not patterns and self.number not in scan.places:
            return ()
        candidates = self._judged(scan, patterns, why=False)
        return tuple(_merged(scan.folded, (entry for entry in candidates if entry.verdict == "counted")))

    def trace(self, text: str) -> tuple[Candidate, ...]:
        """Every place of ``text`` where a word or pattern stands, in order, whether it counted or not."""
        scan = self.vocabulary.scan(text, self.folds)
        found = set(self.find(text))
        candidates = self._judged(scan, self._pattern_places(scan.folded.text, scan), why=True)
        result = []
        for entry in sorted(candidates, key=lambda entry: (entry.start, -entry.end)):
            start, end = scan.folded.span(entry.start, entry.end)
            covered = entry.verdict == "counted" and (start, end) not in found
            verdict: Verdict = "covered" if covered else entry.verdict
            result.append(Candidate(entry.entry, start, end, verdict, entry.because))
        return tuple(dict.fromkeys(result))

    def _judged(self, scan: Scan, patterns: list[Place], *, why: bool) -> Iterator[Candidate]:
        """All candidates in offsets of the compared text, none of them ``covered``; ``why`` costs time."""
        text = scan.folded.text
        words = [(self.words[word], start, end) for word, start, end in scan.places.get(self.number, ())]
        allowed, left = self._allowed(text)
        for word, start, end in words:
            part = part_of(text, start, end, self.boundary)
            if BLANK in left[start:end]:
                yield Candidate(word, start, end, "allowed", _overlapping(allowed, start, end) if why else "")
            elif part:
                yield Candidate(word, start, end, part, surroundings(text, start, end, part) if why else "")
            else:
                around = neighbours(text, start, end) if why and self.boundary == "token" else ""
                yield self._unless_negated(word, text, start, end, around)
        matching = set(self._pattern_places(left, scan)) if allowed else set(patterns)
        for number, start, end in dict.fromkeys((*patterns, *sorted(matching))):
            source = self.patterns[number].source
            if (number, start, end) in matching:
                yield self._unless_negated(source, text, start, end)
            else:
                yield Candidate(
                    source, start, end, "allowed", _overlapping(allowed, start, end) if why else ""
                )

    def _pattern_places(self, text: str, scan: Scan) -> list[Place]:
        """Non-empty matches (number of the pattern, start, end) in ``text``, or what is left of it."""
        numbers: Iterable[int] = scan.promising.get(self.number, ())
        if self.watchful:
            numbers = {*numbers, *self._always}
        return [
            (number, start, end)
            for number in numbers
            for start, end in self.patterns[number].spans(text)
            if start < end
        ]

    @cached_property
    def view(self) -> View:
        """How it looks at texts."""
        return self.vocabulary, self.folds

    @cached_property
    def _always(self) -> tuple[int, ...]:
        return tuple(number for number, pattern in enumerate(self.patterns) if pattern.needs is None)

    def _allowed(self, text: str) -> tuple[list[_Allowed], str]:
        """Stretches that count for nothing, each with its pattern, and ``text`` with them blanked."""
        allowed: list[_Allowed] = []
        for pattern in self.allow:
            if not pattern.may_match(text):
                continue
            found = [(start, end, pattern.source) for start, end in pattern.spans(text) if start < end]
            kept = pairwise([(0, 0, ""), *found, (len(text), 0, "")])
            blanks = [BLANK * (end - start) for start, end, _ in found]
            pieces = [text[left[1] : right[0]] for left, right in kept]
            text = "".join(chain.from_iterable(zip_longest(pieces, blanks, fillvalue="")))
            allowed += found
        return allowed, text

    def _unless_negated(self, entry: str, text: str, start: int, end: int, around: str = "") -> Candidate:
        denial = negation(text, start, end) if self.unless_negated else None
        if denial:
            return Candidate(entry, start, end, "negated", denial)
        return Candidate(entry, start, end, "counted", around)


def _overlapping(allowed: list[_Allowed], start: int, end: int) -> str:
    return next((source for first, last, source in allowed if first < end and start < last), "")


def _merged(folded: Folded, counted: Iterable[Candidate]) -> Iterator[Span]:
    """The leftmost, longest of overlapping spans, in offsets of the original text."""
    reached = -1
    for entry in sorted(counted, key=lambda entry: (entry.start, -entry.end)):
        start, end = folded.span(entry.start, entry.end)
        if start >= reached:
            yield start, end
            reached = end


def compile_matcher(  # noqa: PLR0913 - each is one key of a rule file
    *,
    words: Iterable[str] = (),
    patterns: Iterable[str] = (),
    allow: Iterable[str] = (),
    boundary: Boundary = "token",
    folds: bool = True,
    unless_negated: bool = False,
) -> Matcher:
    """A matcher for ``words`` (taken literally, edges by ``boundary``) and ``patterns`` (regexes).

    Raises ``regex.error`` for a pattern that does not compile.
    """
    vocabulary = current()
    compared = tuple(sorted({fold(word).text if folds else word for word in words} - {""}))
    hits = tuple(vocabulary.pattern(source, folds=folds) for source in patterns)
    return Matcher(
        vocabulary=vocabulary,
        number=vocabulary.add(compared, [hit.needs or () for hit in hits], folds=folds),
        words=compared,
        patterns=hits,
        allow=tuple(vocabulary.pattern(source, folds=folds) for source in allow),
        boundary=boundary,
        folds=folds,
        unless_negated=unless_negated,
        watchful=any(hit.needs is None for hit in hits),
    )
