"""Files of listings for the tests, and short ways to read them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from agent.batch.layout import Defaults
from agent.batch.reading import Options, open_file
from agent.batch.row import Change, Fault, Row

SHARED = Path(__file__).resolve().parents[3] / "shared"


def shared(name: str) -> Path:
    """A sample beside the checkout; the test is skipped where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no {name} beside the checkout")
    return path


def _options(given: Mapping[str, Any]) -> Options:
    return Options(**given)


def entries(path: Path, **options: str | Defaults | Mapping[str, str]) -> list[Row | Fault]:
    return list(open_file(path, _options(options)).rows())


def rows(path: Path, **options: str | Defaults | Mapping[str, str]) -> list[Row]:
    """All rows of a file in which nothing is wrong."""
    read = entries(path, **options)
    assert not [entry for entry in read if isinstance(entry, Fault)]
    return [entry for entry in read if isinstance(entry, Row)]


def faults(path: Path, **options: str | Defaults | Mapping[str, str]) -> list[Fault]:
    return [entry for entry in entries(path, **options) if isinstance(entry, Fault)]


def rewritten(
    path: Path, texts: Sequence[tuple[int, str, str]], **options: str | Defaults | Mapping[str, str]
) -> bytes:
    """The file after new texts by position among its rows and field (``title``, ``bullets 1``)."""
    source = open_file(path, _options(options))
    changes: list[Change] = []
    wanted = {}
    for position, name, text in texts:
        field, _, index = name.partition(" ")
        wanted[position, (field, int(index) - 1 if index else None)] = text
    for position, row in enumerate(source.rows()):
        assert isinstance(row, Row)
        for part, key in row.cells.items():
            if (position, part) in wanted:
                value = getattr(row.listing, part[0])
                before = value if part[1] is None else value[part[1]]
                changes.append(Change(row.number, row.where, part, key, before, wanted[position, part]))
    assert len(changes) == len(texts)
    target = path.with_name(f"written-{path.name}")
    source.write(target, changes)
    return target.read_bytes()
