"""One line of a dictionary, whatever format it was written in, and what a reader of one hands back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from agent.listing import Platform, TextField
from agent.packs import limits
from agent.report import Severity
from agent.rules.ruleset import RuleError

PLATFORMS: tuple[Platform, ...] = get_args(Platform)
FIELDS: tuple[TextField, ...] = ("title", "highlights", "bullets", "description")
"""Read where an entry names none: what buyers read as the seller's own words."""
SEVERITY: Severity = "warning"

Complain = Callable[[RuleError], None]
"""Told of each entry that cannot be used; the reader then goes on with the next."""


@dataclass(frozen=True, slots=True)
class Spec:
    """An example that came with an entry: applied to ``given``, the entry must make ``made`` of it."""

    given: str
    made: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be found, and what should stand there instead."""

    path: Path
    line: int
    finds: tuple[str, ...]
    """Words, or prh's patterns (``/…/i`` or a literal); of a prh entry none: other spellings of
    ``replacement``."""
    syntax: Literal["word", "prh"]
    replacement: str | None = None
    """``None``: there is no right form, it should not be there. In prh ``$1`` is a group's text."""
    message: str = ""
    """The user's own remark."""
    severity: Severity = SEVERITY
    fields: tuple[TextField, ...] = ()
    """None named: ``FIELDS``."""
    platforms: tuple[Platform, ...] = ()
    """None named: all."""
    bounded: bool = False
    """prh's ``wordBoundary``."""
    must_be_empty: int | None = None
    """prh's ``regexpMustEmpty``: no hit where this group has a text."""
    specs: tuple[Spec, ...] = ()


@dataclass(slots=True)
class Complaints:
    """Collects what is wrong with a pack."""

    errors: list[RuleError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """Allowed, but hardly meant."""

    def complain(self, error: RuleError) -> None:
        """One more entry or file that cannot be used; told once, however many import it."""
        if str(error) not in map(str, self.errors):
            self.errors.append(error)

    def warn(self, path: Path, line: int, text: str) -> None:
        """One more oddity."""
        warning = f"{path}:{line}: {text}"
        if warning not in self.warnings:
            self.warnings.append(warning)


def require_few(path: Path, line: int, count: int, most: int, what: str) -> None:
    """Refuse what is too many. Raises ``RuleError``."""
    if count > most:
        raise RuleError(path, line, f"{count} {what}, expected at most {most}")


def require_short(path: Path, line: int, text: str, most: int, what: str) -> None:
    """Refuse what is too long. Raises ``RuleError``."""
    if len(text) > most:
        raise RuleError(path, line, f"{what} has {len(text)} characters, expected at most {most}")


def check_sizes(entries: Sequence[Entry]) -> None:
    """Refuse entries that are too many or too long. Raises ``RuleError``."""
    terms = patterns = 0
    for entry in entries:
        words = entry.syntax == "word" or not entry.finds
        terms += max(1, len(entry.finds)) if words else 0
        patterns += 0 if words else len(entry.finds)
        require_few(entry.path, entry.line, terms, limits.TERMS, "words")
        require_few(entry.path, entry.line, patterns, limits.PATTERNS, "patterns")
        require_short(entry.path, entry.line, entry.message, limits.MESSAGE_CHARACTERS, "the message")
        for text in (*(entry.finds if words else ()), entry.replacement or ""):
            require_short(entry.path, entry.line, text, limits.TERM_CHARACTERS, "the word")
