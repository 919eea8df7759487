"""Word lists: ``rules/lexicon/<name>.txt``, one entry a line.

``word`` is taken literally, ``/ regex`` is a pattern, ``~ regex`` an allow pattern, ``# …`` a comment.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from agent.text.vocabulary import Vocabulary


@dataclass(frozen=True)
class Lexicon:
    """One list, read."""

    words: tuple[str, ...]
    patterns: tuple[str, ...]
    allow: tuple[str, ...]


def parse(text: str) -> Lexicon:
    """The entries of one file's text."""
    lines = [line.strip() for line in text.splitlines()]
    entries = [line for line in lines if line and not line.startswith("#")]
    return Lexicon(
        words=tuple(entry for entry in entries if not entry.startswith(("/ ", "~ "))),
        patterns=tuple(entry[2:] for entry in entries if entry.startswith("/ ")),
        allow=tuple(entry[2:] for entry in entries if entry.startswith("~ ")),
    )


@dataclass(frozen=True)
class Lexicons:
    """All lists of one rule directory, by file name without its ending."""

    directory: Path
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    """Shared by all matchers of the rules that read these lists."""

    @cached_property
    def _lists(self) -> dict[str, Lexicon]:
        return {path.stem: parse(path.read_text("utf-8")) for path in sorted(self.directory.glob("*.txt"))}

    def __getitem__(self, name: str) -> Lexicon:
        """The list called ``name``; raises ``ValueError`` naming the file that is missing."""
        if name not in self._lists:
            msg = f"no lexicon '{name}': expected the file rules/lexicon/{name}.txt"
            raise ValueError(msg)
        return self._lists[name]
