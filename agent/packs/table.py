"""Dictionaries as tables: CSV as spreadsheets read and write it, one word a row."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from agent.packs.columns import fields_of, platforms_of, severity_of
from agent.packs.entry import SEVERITY, Complaints, Entry
from agent.packs.prh_patterns import REGEX
from agent.rules.ruleset import RuleError
from agent.text.fold import fold

COLUMNS = ("word", "replacement", "message", "severity", "field", "platform")
Encoding = Literal["utf-8", "cp932"]
_FORMULA = re.compile(r"'*[ \u3000]*[=+\-@\t\r\n\0＝＋－＠]")
"""What a spreadsheet would compute instead of show (ASVS 1.2.10); full-width signs count in Japan."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def read(path: Path, text: str, complaints: Complaints) -> list[Entry]:
    """The entries of a table with a header line; tabs or semicolons may stand for its commas."""
    rows = _rows(path, text, complaints)
    _, header = next(rows, (1, []))
    columns = [name.strip().lower() for name in header]
    unknown = [name for name in columns if name not in COLUMNS]
    if "word" not in columns or unknown or len(set(columns)) < len(columns):
        found = f", found '{unknown[0]}'" if unknown else ""
        complaints.complain(
            RuleError(
                path, 1, f"expected a first line with these names, each once{found}: {','.join(COLUMNS)}"
            )
        )
        return []
    entries: list[Entry] = []
    seen: dict[tuple[object, ...], int] = {}
    for line, cells in rows:
        try:
            entry = _entry(path, line, columns, cells)
            _require_new(entry, seen)
        except RuleError as error:
            complaints.complain(error)
        else:
            entries.append(entry)
    return entries


def _rows(path: Path, text: str, complaints: Complaints) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the line on which it begins."""
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            complaints.complain(RuleError(path, line, f"expected CSV: {error}"))
            return
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def _entry(path: Path, line: int, columns: Sequence[str], cells: Sequence[str]) -> Entry:
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise RuleError(
            path, line, f"{len(cells)} cells, expected {len(columns)}: quote a text with commas in it"
        )
    values = {name: shown(cell).strip() for name, cell in zip(columns, cells, strict=False)}
    word = values.get("word", "")
    if not word or _CONTROL.search(word):
        raise RuleError(path, line, "expected a word in the column 'word', on one line")
    try:
        return Entry(
            path,
            line,
            (word,),
            "word",
            values.get("replacement") or None,
            values.get("message", ""),
            severity_of(values.get("severity", "")),
            fields_of(values.get("field", "")),
            platforms_of(values.get("platform", "")),
        )
    except ValueError as error:
        raise RuleError(path, line, str(error)) from error


def _require_new(entry: Entry, seen: dict[tuple[object, ...], int]) -> None:
    key = (fold(entry.finds[0]).text, entry.fields, entry.platforms)
    if key in seen:
        raise RuleError(entry.path, entry.line, f"'{entry.finds[0]}' stands in line {seen[key]} already")
    seen[key] = entry.line


def write(entries: Sequence[Entry], encoding: Encoding = "utf-8") -> tuple[bytes, list[Entry]]:
    """The entries as CSV for spreadsheets, and those that it cannot say: expressions and their like.

    Raises ``UnicodeEncodeError`` for a text that ``cp932`` lacks.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    left_out: list[Entry] = []
    for entry in entries:
        words = _words(entry)
        if words is None:
            left_out.append(entry)
        for word in words or ():
            writer.writerow([safe(cell) for cell in _cells(word, entry)])
    # Excel takes a file without this mark for one in the system's code page.
    return buffer.getvalue().encode("utf-8-sig" if encoding == "utf-8" else encoding), left_out


def _words(entry: Entry) -> tuple[str, ...] | None:
    """What the entry finds, if words can say it."""
    if entry.syntax == "word":
        return entry.finds
    if entry.must_be_empty is not None or any(REGEX.fullmatch(find) for find in entry.finds):
        return None
    return entry.finds or (entry.replacement or "",)


def _cells(word: str, entry: Entry) -> list[str]:
    severity = "" if entry.severity == SEVERITY else entry.severity
    return [
        word,
        entry.replacement or "",
        entry.message,
        severity,
        ";".join(entry.fields),
        ";".join(entry.platforms),
    ]


def safe(cell: str) -> str:
    """A cell that a spreadsheet shows as text; ``shown`` takes the mark away again."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def shown(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
