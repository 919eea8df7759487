"""A regular expression that is compiled where it may match for the first time."""

from collections.abc import Iterator
from functools import cached_property

import regex

from agent.text.literals import UnreadableError, required

_FLAGS = int(regex.VERSION1 | regex.MULTILINE)
_ESCAPES = regex.compile(r"\\(?:[pP]\{[^}]*\}|.)|\(\?P?<\w+>")


class Pattern:
    """``source`` as a pattern of ``regex``, for folded texts (``folds``) or for texts as they are.

    Raises ``regex.error`` at once where it is not well-formed.
    """

    def __init__(self, source: str, *, folds: bool) -> None:
        self.source = source
        # The text is folded already: only a pattern that says capitals needs the costlier comparison.
        shouting = folds and (plain := _ESCAPES.sub("", source)) != plain.lower()
        self._flags = _FLAGS | int(regex.IGNORECASE) if shouting else _FLAGS
        self.needs: frozenset[str] | None = None
        """Texts of which every match holds one; ``None`` when they are not known."""
        try:
            needs = required(source)
        except UnreadableError:
            self.compiled  # noqa: B018 - what nobody else can read must be compiled to be known as right
            return
        if needs is not None and (folds or "(?i" not in source):
            self.needs = frozenset(map(str.casefold, needs)) if shouting else needs

    @cached_property
    def compiled(self) -> "regex.Pattern[str]":
        """The compiled pattern."""
        return regex.compile(self.source, self._flags)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches in the compared ``text``."""
        if self.needs is not None and not any(need in text for need in self.needs):
            return iter(())
        return (match.span() for match in self.compiled.finditer(text))
