"""Finding words and patterns in a text, with allow patterns and word edges, in one pass."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import regex

from agent.text.fold import BLANK, Folded, fold, unfolded
from agent.text.script import script_of

Boundary = Literal["none", "word", "script"]
Span = tuple[int, int]

# A hiragana word may be followed by one of these particles and still stand alone.
_PARTICLES = frozenset("にがをのはもでとやへか")
_NOTHING = regex.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Matcher:
    """Compiled words and patterns; ``find`` is what a rule asks."""

    hits: regex.Pattern[str]
    bounded: regex.Pattern[str]
    allow: regex.Pattern[str]
    boundary: Boundary
    folds: bool

    def find(self, text: str) -> list[Span]:
        """Spans of ``text`` (code points, in order, not overlapping) that match and are not allowed."""
        folded = fold(text) if self.folds else unfolded(text)
        subject = self.allow.sub(lambda match: BLANK * len(match[0]), folded.text)
        spans = [match.span() for match in self.hits.finditer(subject)]
        spans += [
            match.span()
            for match in self.bounded.finditer(subject, overlapped=True)
            if self.boundary != "script" or _stands_alone(subject, *match.span())
        ]
        return _merge(folded, spans)


def _merge(folded: Folded, spans: Iterable[Span]) -> list[Span]:
    """The leftmost, longest of overlapping spans, in offsets of the original text."""
    result: list[Span] = []
    for start, end in sorted((span for span in spans if span[0] < span[1]), key=lambda s: (s[0], -s[1])):
        mapped = folded.span(start, end)
        if not result or mapped[0] >= result[-1][1]:
            result.append(mapped)
    return result


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no kana run continues over either edge of the span."""
    first, last = script_of(text[start]), script_of(text[end - 1])
    if first in ("katakana", "hiragana") and start > 0 and script_of(text[start - 1]) == first:
        return False
    if last not in ("katakana", "hiragana") or end == len(text):
        return True
    following = text[end]
    return script_of(following) != last or (last == "hiragana" and following in _PARTICLES)


def _alternation(parts: Iterable[str]) -> str:
    return "|".join(f"(?:{part})" for part in parts)


def compile_matcher(
    *,
    words: Iterable[str] = (),
    patterns: Iterable[str] = (),
    allow: Iterable[str] = (),
    boundary: Boundary = "none",
    folds: bool = True,
) -> Matcher:
    """A matcher for ``words`` (taken literally, edges by ``boundary``) and ``patterns`` (regexes).

    Raises ``regex.error`` for a pattern that does not compile.
    """
    flags = regex.VERSION1 | regex.MULTILINE | (regex.IGNORECASE if folds else 0)

    def compiled(parts: list[str]) -> regex.Pattern[str]:
        return regex.compile(_alternation(parts), flags) if parts else _NOTHING

    literal = sorted({fold(word).text if folds else word for word in words}, key=len, reverse=True)
    bounded = [regex.escape(word, special_only=True) for word in literal if word]
    if boundary == "word":
        bounded = [_at_word_edges(escaped) for escaped in bounded]
    return Matcher(
        hits=compiled(list(patterns)),
        bounded=compiled(bounded),
        allow=compiled(list(allow)),
        boundary=boundary,
        folds=folds,
    )


def _at_word_edges(escaped: str) -> str:
    letter = r"[\p{Script=Latin}\p{M}\p{Nd}]"
    return rf"(?<!{letter}){escaped}(?!{letter})"
