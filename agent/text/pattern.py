"""A regular expression that is compiled where it may match for the first time."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

import regex

from agent.text.literals import UnreadableError, required

_FLAGS = int(regex.VERSION1 | regex.MULTILINE)
_ESCAPES = regex.compile(r"\\(?:[pP]\{[^}]*\}|.)|\(\?P?<\w+>")

Needs = frozenset[str] | None
_REMEMBERED: dict[str, Needs] = {}
_USED: dict[str, Needs] = {}


def remember(patterns: Mapping[str, Collection[str] | None]) -> None:
    """What patterns need, as an earlier run of this very code found it and ``used`` told."""
    _USED.clear()
    for key, needs in patterns.items():
        _REMEMBERED[key] = None if needs is None else frozenset(needs)


def used() -> dict[str, tuple[str, ...] | None]:
    """For every pattern that was made since ``remember``, what it needs."""
    return {key: None if needs is None else tuple(sorted(needs)) for key, needs in _USED.items()}


class Pattern:
    """``source`` as a pattern of ``regex``, for folded texts (``folds``) or for texts as they are.

    Raises ``regex.error`` at once where it is not well-formed.
    """

    def __init__(self, source: str, *, folds: bool) -> None:
        self.source = source
        self.folds = folds
        key = ("folded " if folds else "as-it-is ") + source
        self.needs: Needs = _REMEMBERED[key] if key in _REMEMBERED else self._read()
        """Texts of which every match holds one; ``None`` when they are not known."""
        _USED[key] = self.needs

    def _read(self) -> Needs:
        try:
            needs = required(self.source, caseless=not self.folds and "(?i" in self.source)
        except UnreadableError:
            self.compiled  # noqa: B018 - what nobody else can read must be compiled to be known as right
            return None
        return frozenset(map(str.casefold, needs)) if needs and self.folds else needs

    @cached_property
    def compiled(self) -> "regex.Pattern[str]":
        """The compiled pattern."""
        # The text is folded already: only a pattern that says capitals needs the costlier comparison.
        shouting = self.folds and (plain := _ESCAPES.sub("", self.source)) != plain.lower()
        return regex.compile(self.source, _FLAGS | int(regex.IGNORECASE) if shouting else _FLAGS)

    def may_match(self, text: str) -> bool:
        """Whether ``text`` holds something that it needs; asks for no compiling."""
        if self.needs is None:
            return True
        for need in self.needs:  # noqa: SIM110 - any() takes twice the time
            if need in text:
                return True
        return False

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches in the compared ``text``."""
        return (match.span() for match in self.compiled.finditer(text))
