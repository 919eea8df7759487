"""Expressions that run in time linear in the text, on RE2; the only place that knows its library."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, Protocol

import re2  # type: ignore[import-untyped]

from agent.packs import limits, stopwatch

_GROUPS = {
    "(?=": "look-ahead",
    "(?!": "look-ahead",
    "(?<=": "look-behind",
    "(?<!": "look-behind",
    "(?>": "an atomic group",
    "(?(": "a condition",
    "(?#": "a comment",
    "(?P=": "a back-reference",
    "(?R": "recursion",
}


_NOT_LINEAR = "cannot be matched in linear time; expected an expression without"
_DIGITS = tuple("123456789")
_ASCII_CLASS = re.compile(r"(?:^|[^\\])(?:\\\\)*(\\[wWdDbB])")
_LOT = 64
_PARTS = 8
_LOT_MEMORY = 2 << 20
"""Of up to that many expressions joined into one."""


class Match(Protocol):
    """One place where an expression holds; offsets count code points."""

    def span(self, group: int = 0, /) -> tuple[int, int]:
        """Start and end of the group; (-1, -1) when it took no part."""

    def __getitem__(self, group: int, /) -> str | None:
        """The text of the group."""


class PatternError(ValueError):
    """An expression that cannot be used: where (counted from 1), and why."""

    def __init__(self, position: int, complaint: str, part: str = "") -> None:
        super().__init__(f"character {position}: {complaint}")
        self.complaint = complaint
        self.part = part
        """What stands there."""


class Expression:
    """One compiled expression, ``^`` and ``$`` at every line. Raises ``PatternError``.

    ``groups``: keep what the groups matched; without them matching is faster.
    """

    def __init__(self, pattern: str, *, ignore_case: bool = False, groups: bool = False) -> None:
        if len(pattern) > limits.PATTERN_CHARACTERS:
            complaint = f"{len(pattern)} characters, expected at most {limits.PATTERN_CHARACTERS}"
            raise PatternError(limits.PATTERN_CHARACTERS + 1, complaint)
        _refuse_unknown(pattern)
        try:
            self._compiled = _compiled(pattern, limits.PATTERN_MEMORY, ignore_case=ignore_case, groups=groups)
        except re2.error as error:
            raise _explained(pattern, error) from error
        self.pattern = f"(?i:{pattern})" if ignore_case else pattern
        self.groups: int = self._compiled.groups

    def finditer(self, text: str) -> Iterator[Match]:
        """Places from left to right, not overlapping, and not without end."""
        stopwatch.check()
        return islice(self._compiled.finditer(text), limits.HITS_A_PATTERN)

    def holds_at(self, text: str, start: int) -> bool:
        """Whether it holds right at ``start``."""
        stopwatch.check()
        return self._compiled.match(text, start) is not None

    def holds_in(self, encoded: bytes) -> bool:
        """Whether it holds anywhere in a text in UTF-8."""
        return self._compiled.search(encoded) is not None


class Sieve:
    """Which of many expressions hold in a text: asked in lots of lots, most of which hold nowhere in it."""

    def __init__(self, expressions: Sequence[Expression]) -> None:
        self._lots = [_Lot(expressions[start : start + _LOT]) for start in range(0, len(expressions), _LOT)]

    def holding(self, text: str) -> Iterator[Expression]:
        """Those that hold somewhere in ``text``, in their order."""
        encoded = text.encode("utf-8", "replace")
        for lot in self._lots:
            yield from lot.holding(encoded)


class _Lot:
    """Some expressions joined into one; joined and split where first needed, for most never are."""

    def __init__(self, expressions: Sequence[Expression]) -> None:
        self._expressions = expressions

    def holding(self, encoded: bytes) -> Iterator[Expression]:
        stopwatch.check()
        if len(self._expressions) == 1:
            if self._expressions[0].holds_in(encoded):
                yield self._expressions[0]
        elif self._joined is None or self._joined.search(encoded) is not None:
            for lot in self._parts:
                yield from lot.holding(encoded)

    @cached_property
    def _joined(self) -> Any:  # noqa: ANN401 - no stubs
        """``None`` when they are too large together."""
        together = "|".join(f"(?:{expression.pattern})" for expression in self._expressions)
        try:
            return _compiled(together, _LOT_MEMORY, ignore_case=False, groups=False)
        except re2.error:
            return None

    @cached_property
    def _parts(self) -> list["_Lot"]:
        size = -(-len(self._expressions) // _PARTS)
        starts = range(0, len(self._expressions), size)
        return [_Lot(self._expressions[start : start + size]) for start in starts]


def _compiled(pattern: str, memory: int, *, ignore_case: bool, groups: bool) -> Any:  # noqa: ANN401 - no stubs
    options = re2.Options()
    options.log_errors = False
    options.max_mem = memory
    options.case_sensitive = not ignore_case
    options.never_capture = not groups
    # Not through the library's cache: it would hold on to expressions of packs that are gone.
    return re2._Regexp(f"(?m){pattern}", options)  # noqa: SLF001


def escape(text: str) -> str:
    """An expression that matches ``text`` and nothing else."""
    escaped: str = re2.escape(text)
    return escaped


def ascii_class(pattern: str) -> str | None:
    """A class or edge in ``pattern`` that means ASCII alone, which Japanese texts do not consist of."""
    found = _ASCII_CLASS.search(pattern)
    return found[1] if found else None


def _refuse_unknown(pattern: str) -> None:
    """Constructs that other engines have, named with their place before RE2 trips over them."""
    position, in_class = 0, False
    while position < len(pattern):
        char, following = pattern[position], pattern[position + 1 : position + 2]
        if char == "\\":
            if not in_class and (following == "k" or following in _DIGITS):
                raise PatternError(
                    position + 1, f"a back-reference, \\{following}, {_NOT_LINEAR}", f"\\{following}"
                )
            position += 2
            continue
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
            first = position + (2 if following == "^" else 1)
            position = first if pattern[first : first + 1] == "]" else position  # there it is itself
        elif char == "(":
            opening = next((entry for entry in _GROUPS if pattern.startswith(entry, position)), None)
            if opening is not None:
                raise PatternError(position + 1, f"{_GROUPS[opening]}, {opening}, {_NOT_LINEAR}", opening)
        position += 1


def _explained(pattern: str, error: Exception) -> PatternError:
    said = error.args[0].decode("utf-8", "replace") if error.args else "not readable"
    reason, _, part = said.partition(": ")
    if "too large" in reason:
        return PatternError(1, "too large once its repetitions and classes are written out")
    found = pattern.find(part) if part else -1
    if found < 0 or (part == pattern and "(" in part):  # RE2 shows the whole where a bracket is missing
        return PatternError(1, reason)
    return PatternError(found + 1, f"{reason}: {part}", part)
