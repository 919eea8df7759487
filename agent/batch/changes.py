"""Changes on their way from judging to writing: kept on disk, shown as a diff."""

import difflib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import IO

from agent.batch.row import Change


@dataclass(slots=True)
class Spool:
    """Changes in the order they were made; memory holds none of them."""

    count: int = 0
    _file: IO[str] = field(default_factory=partial(tempfile.TemporaryFile, "w+", encoding="utf-8"))

    def add(self, change: Change) -> None:
        """Keep one more."""
        key = change.key if isinstance(change.key, int) else list(change.key)
        entry = (change.number, change.where, list(change.part), key, change.before, change.after)
        self._file.write(json.dumps(entry) + "\n")
        self.count += 1

    def __iter__(self) -> Iterator[Change]:
        self._file.seek(0)
        for line in self._file:
            number, where, part, key, before, after = json.loads(line)
            place = key if isinstance(key, int) else tuple(key)
            yield Change(number, where, (part[0], part[1]), place, before, after)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def hunk(change: Change) -> Iterator[str]:
    """The change as lines of a unified diff, headed by its row and field instead of line numbers."""
    name, index = change.part
    number = "" if index is None else f" {index + 1}"
    yield f"@@ {change.where}, {name}{number} @@"
    lines = difflib.unified_diff(change.before.splitlines(), change.after.splitlines(), lineterm="", n=1)
    yield from (line for position, line in enumerate(lines) if position > 1 and not line.startswith("@@"))
