"""CSV and TSV, read so that every cell that is not changed can be written back byte for byte."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from agent.batch.encoding import ESCAPE, Encoding
from agent.batch.row import FileError

DELIMITERS = (",", "\t", ";")
LONGEST_RECORD = 4_000_000
"""Characters; a quote that is never closed must not read the whole file into memory."""
_SAMPLE_LINES = 20
_LINE_END = re.compile(r"\r\n|\n|\r")
_NEEDS_QUOTES = re.compile(r'["\r\n]')


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its cells as texts, and as the file writes them."""

    number: int
    """Line on which it begins, from 1."""
    cells: tuple[str, ...]
    raw: tuple[str, ...]
    end: str
    """Its line end; empty at the end of a file that has none there."""


@dataclass(frozen=True, slots=True)
class Delimited:
    """A text file of cells."""

    path: Path
    encoding: Encoding
    delimiter: str

    def records(self) -> Iterator[Record]:
        """Each row, blank lines too. Raises ``FileError`` for a quote that is not closed."""
        cell = re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"|([^"{self.delimiter}\r\n][^{self.delimiter}\r\n]*|))')
        with open_text(self.path, self.encoding) as file:
            lines = self._lines(file)
            number = 1
            for line in lines:
                text, extent = self._whole(line, lines, number)
                raw, cells, end = self._split(cell, text, number)
                yield Record(number, cells, raw, end)
                number += extent

    def _lines(self, file: io.TextIOWrapper) -> Iterator[str]:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_RECORD), ""), 1):
            if len(line) == LONGEST_RECORD:
                msg = (
                    f"{self.path}: line {number} is longer than {LONGEST_RECORD} characters; expected a table"
                )
                raise FileError(msg)
            yield line

    def _whole(self, line: str, lines: Iterator[str], number: int) -> tuple[str, int]:
        """The record that begins with ``line``, and how many lines it takes."""
        column = self._open(line, 1, inside=False) if '"' in line else None
        if column is None:
            return line, 1
        parts, length = [line], len(line)
        for more in lines:
            parts.append(more)
            length += len(more)
            if length > LONGEST_RECORD:
                break
            still = self._open(more, column, inside=True)
            if still is None:
                return "".join(parts), len(parts)
            column = still
        msg = (
            f"{self.path}: line {number}, column {column}: a cell begins with a quote that is not closed; "
            'expected " at its end (a quote inside of it is written twice)'
        )
        raise FileError(msg)

    def _open(self, line: str, column: int, *, inside: bool) -> int | None:
        """The column whose quote is still open at the end of ``line``; ``None`` when none is."""
        position = 0
        if inside:
            position = self._after_quote(line, 0)
        while 0 <= position < len(line):
            if line[position] == '"' and (position == 0 or line[position - 1] == self.delimiter):
                position = self._after_quote(line, position + 1)
                if position < 0:
                    break
            following = line.find(self.delimiter, position)
            if following < 0:
                return None
            position, column = following + 1, column + 1
        return column if position < 0 else None

    @staticmethod
    def _after_quote(line: str, position: int) -> int:
        """The offset after the quote that closes; negative where none does."""
        while True:
            position = line.find('"', position)
            if position < 0:
                return -1
            if line[position + 1 : position + 2] != '"':
                return position + 1
            position += 2

    def _split(
        self, cell: re.Pattern[str], text: str, number: int
    ) -> tuple[tuple[str, ...], tuple[str, ...], str]:
        if '"' not in text:
            body = text.rstrip("\r\n")
            raw = tuple(body.split(self.delimiter))
            return raw, raw, text[len(body) :]
        parts: list[str] = []
        cells: list[str] = []
        position = 0
        while True:
            match = cell.match(text, position)
            if match is None:  # pragma: no cover - the second branch matches nothing at least
                msg = f"{self.path}: line {number}: expected a cell"
                raise FileError(msg)
            parts.append(match[0])
            cells.append(match[2] if match[1] is None else match[1].replace('""', '"'))
            position = match.end()
            if text.startswith(self.delimiter, position):
                position += 1
                continue
            end = text[position:]
            if end in {"", "\n", "\r\n", "\r"}:
                return tuple(parts), tuple(cells), end
            msg = (
                f"{self.path}: line {number}, column {len(cells)}: text after the closing quote; "
                "expected the quote inside a quoted cell to be written twice"
            )
            raise FileError(msg)

    def write(self, target: Path, changes: Iterable[tuple[int, Mapping[int, str]]]) -> None:
        """The file again with new texts by row number and column.

        Raises ``FileError`` where one cannot be encoded.
        """
        upcoming = iter(changes)
        number, texts = next(upcoming, (0, {}))
        with target.open("wb") as file:
            file.write(self.encoding.bom)
            for record in self.records():
                raw = record.raw
                if record.number == number:
                    raw = tuple(
                        self._quoted(texts[column], cell) if column in texts else cell
                        for column, cell in enumerate(raw)
                    )
                    number, texts = next(upcoming, (0, {}))
                line = self.delimiter.join(raw) + record.end
                try:
                    file.write(line.encode(self.encoding.name, ESCAPE))
                except UnicodeEncodeError as error:
                    msg = (
                        f"{self.path}: line {record.number}: '{error.object[error.start]}' is not in "
                        f"{self.encoding}; save the file as UTF-8 first"
                    )
                    raise FileError(msg) from error

    def _quoted(self, text: str, before: str) -> str:
        """``text`` as a cell, quoted where the old one was or where it has to be."""
        if before.startswith('"') or self.delimiter in text or _NEEDS_QUOTES.search(text):
            doubled = text.replace('"', '""')
            return f'"{doubled}"'
        return text


def open_text(path: Path, encoding: Encoding) -> io.TextIOWrapper:
    """The file as text without its mark, line ends as they are. Raises ``FileError``."""
    try:
        binary = path.open("rb")
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})"
        raise FileError(msg) from error
    binary.seek(len(encoding.bom))
    return io.TextIOWrapper(binary, encoding=encoding.name, errors=ESCAPE, newline="")


def delimiter_of(path: Path, encoding: Encoding) -> str:
    """The delimiter that the first lines have most of, outside of quotes."""
    with open_text(path, encoding) as file:
        text = "".join(line[:20_000] for line in islice(file, _SAMPLE_LINES))
    bare = re.sub(r'"(?:[^"]|"")*"', "", text)
    first = _LINE_END.split(bare, maxsplit=1)[0]
    return max(DELIMITERS, key=lambda delimiter: (first.count(delimiter), bare.count(delimiter)))
