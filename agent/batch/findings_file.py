"""Every finding of a batch, written as it comes: JSON lines, or CSV for spreadsheets."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TextIO

from agent.batch.judging import Verdict
from agent.batch.row import FileError, Row
from agent.packs.table import safe

SUFFIXES = (".jsonl", ".csv")
COLUMNS = (
    "file",
    "row",
    "where",
    "sku",
    "asin",
    "rule",
    "outcome",
    "severity",
    "field",
    "index",
    "quote",
    "message",
    "fix",
)


class Sink(Protocol):
    """Takes the findings of one listing after the other."""

    def add(self, file: str, row: Row, verdict: Verdict) -> None:
        """Write its findings."""


class _JsonLines:
    """One finding a line: the place in the file, then the annotation as the extension gets it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def add(self, file: str, row: Row, verdict: Verdict) -> None:
        listing = row.listing
        place = {
            "file": file,
            "row": row.number,
            "where": row.where,
            "sku": listing.sku,
            "asin": listing.asin,
        }
        lead = json.dumps(place, ensure_ascii=False)[:-1]
        for told in verdict.told:
            self._stream.write(f'{lead}, "finding": {told.json}}}\n')


class _Csv:
    """One finding a row; no cell can be taken for a formula."""

    def __init__(self, stream: TextIO) -> None:
        self._writer = csv.writer(stream, lineterminator="\r\n")
        self._writer.writerow(COLUMNS)

    def add(self, file: str, row: Row, verdict: Verdict) -> None:
        for told in verdict.told:
            fix = json.loads(told.json)["fix"]
            cells = (
                file,
                str(row.number),
                row.where,
                row.listing.sku,
                row.listing.asin,
                told.rule,
                told.outcome,
                told.severity,
                told.field,
                "" if told.index is None else str(told.index + 1),
                told.quote,
                told.message,
                None if fix is None else fix["label"],
            )
            self._writer.writerow([safe(cell or "") for cell in cells])


class _Nowhere:
    def add(self, file: str, row: Row, verdict: Verdict) -> None:
        """Nobody asked."""


@contextmanager
def open_sink(path: Path | None) -> Iterator[Sink]:
    """The file to write, by its suffix; it gets its name when all is written. Raises ``FileError``."""
    if path is None:
        yield _Nowhere()
        return
    partial = path.with_name(f"{path.name}.part")
    table = path.suffix.lower() == ".csv"
    try:
        # Excel takes a file without the mark for one in the system's code page.
        with partial.open(
            "w", encoding="utf-8-sig" if table else "utf-8", newline="", errors="backslashreplace"
        ) as stream:
            yield _Csv(stream) if table else _JsonLines(stream)
        partial.replace(path)
    except OSError as error:
        msg = f"{path}: cannot be written ({error.strerror})"
        raise FileError(msg) from error
    finally:
        partial.unlink(missing_ok=True)
