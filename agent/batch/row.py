"""What readers of files yield: a listing with its place in the file, or why one cannot be read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from agent.listing import Listing

Part = tuple[str, int | None]
"""A field of a listing, and which of its texts (bullets count from 0)."""
Key = int | tuple[str | int, ...]
"""Where a text stands in its record: a column from 0, or the path of a value in JSON."""


class FileError(ValueError):
    """A file that cannot be used: says file, place, what was expected and what to do."""


@dataclass(frozen=True, slots=True)
class MarketIssue:
    """One entry of Amazon's ``issues[]``, with what a listing's context does not keep of it."""

    code: str
    message: str = ""
    severity: str | None = None
    attributes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    enforcements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One listing of a file."""

    number: int
    """As a person counts: the sheet's row, the line where the record begins, the entry of a list."""
    where: str
    """For messages: ``row 12``, ``line 12``, ``item 3 (us)``."""
    listing: Listing
    record: object
    """As the file has it."""
    cells: Mapping[Part, Key] = field(default_factory=dict)
    """Where each text of the listing can be written back."""
    issues: tuple[MarketIssue, ...] | None = None
    """What Amazon itself reports; ``None`` where the file holds no such list."""
    pictures: Mapping[str, str] = field(default_factory=dict)
    """Names of files that the record gives for its pictures, by slot."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that cannot be judged; the others can."""

    number: int
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """A text to be put in place of another."""

    number: int
    where: str
    part: Part
    key: Key
    before: str
    after: str


class Source(Protocol):
    """A file that was recognised."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def description(self) -> str:
        """Format, encoding and what else was found out, for the person who gave the file."""

    def rows(self) -> Iterator[Row | Fault]:
        """Its listings in order, one at a time. Raises ``FileError``."""

    def write(self, target: Path, changes: Iterable[Change]) -> None:
        """Write it again with ``changes``, which come in its own order; the rest stays as it is."""


_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def unreadable(text: str) -> str | None:
    """What is wrong with a text that no file should hold: bytes that could not be decoded, or NUL."""
    match = _UNREADABLE.search(text)
    if match is None:
        return None
    code = ord(match[0])
    if code == 0:
        return f"a NUL character at position {match.start() + 1}: delete it"
    return (
        f"a byte that is not in the file's encoding (0x{code & 0xFF:02X}) at position {match.start() + 1}: "
        "save the file as UTF-8, or name its encoding with --encoding"
    )
