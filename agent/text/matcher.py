"""Finding words and patterns in a text, with allow patterns and word edges, in one pass."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

from agent.text.fold import BLANK, Folded, fold, unfolded
from agent.text.script import script_of

Boundary = Literal["none", "word", "script"]
Span = tuple[int, int]

# A hiragana word may be followed by one of these particles and still stand alone.
_PARTICLES = frozenset("にがをのはもでとやへか")
_FLAGS = regex.VERSION1 | regex.MULTILINE
_ESCAPES = regex.compile(r"\\(?:[pP]\{[^}]*\}|.)|\(\?P?<\w+>")
_LETTER = r"[\p{Script=Latin}\p{M}\p{Nd}]"
_WORD_EDGES = (rf"(?<!{_LETTER})", rf"(?!{_LETTER})")


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """Compiled words and patterns; ``find`` is what a rule asks."""

    hits: tuple[regex.Pattern[str], ...]
    bounded: regex.Pattern[str] | None
    allow: tuple[regex.Pattern[str], ...]
    boundary: Boundary
    folds: bool

    def find(self, text: str) -> tuple[Span, ...]:
        """Spans of ``text`` (code points, in order, not overlapping) that match and are not allowed."""
        return _find(self, text)


# While a listing is edited only one of its texts changes: the answers on the others are kept.
@lru_cache(maxsize=4096)
def _find(matcher: Matcher, text: str) -> tuple[Span, ...]:
    folded = fold(text) if matcher.folds else unfolded(text)
    subject = folded.text
    for pattern in matcher.allow:
        subject = pattern.sub(lambda match: BLANK * len(match[0]), subject)
    spans = [match.span() for pattern in matcher.hits for match in pattern.finditer(subject)]
    if matcher.bounded is not None:
        spans += [
            match.span()
            for match in matcher.bounded.finditer(subject, overlapped=True)
            if matcher.boundary != "script" or _stands_alone(subject, *match.span())
        ]
    return tuple(_merge(folded, spans))


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
    words = {fold(word).text if folds else word for word in words} - {""}
    edges = _WORD_EDGES if boundary == "word" else ("", "")
    return Matcher(
        hits=_compiled(patterns, folds=folds),
        # A named list: compiled once as a set, where an alternation of every word costs start-up time.
        bounded=regex.compile(rf"{edges[0]}\L<words>{edges[1]}", _FLAGS, words=sorted(words))
        if words
        else None,
        allow=_compiled(allow, folds=folds),
        boundary=boundary,
        folds=folds,
    )


def _compiled(patterns: Iterable[str], *, folds: bool) -> tuple[regex.Pattern[str], ...]:
    """Each on its own: regex then skips those whose literal part the text lacks, in microseconds."""
    return tuple(regex.compile(pattern, _FLAGS | _case(pattern, folds=folds)) for pattern in patterns)


def _case(pattern: str, *, folds: bool) -> int:
    # The text is folded already: only a pattern that says capitals needs the costlier comparison.
    shouting = any(char.isupper() for char in _ESCAPES.sub("", pattern))
    return int(regex.IGNORECASE) if folds and shouting else 0
