"""XLSX and XLSM: one sheet read row by row, and written back with nothing changed but the cells named."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from agent.batch.row import FileError

LARGEST = 1 << 30
"""Bytes of all parts together, unpacked: beyond, the file is a zip bomb or no list of listings."""
_DAMAGE = (
    OSError,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
    ET.ParseError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What openpyxl and the standard library raise when a part is missing or broken."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_REFERENCE = re.compile(r'\br="([A-Z]{1,3}\d{1,7})"')
_STYLE = re.compile(r'\bs="\d+"')
_TEMPLATES = ("template", "vorlage", "modèle", "modello", "plantilla", "テンプレート", "模板")
"""Names of the sheet that Amazon's templates are filled in."""


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """One row of a sheet."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """One sheet of a workbook."""

    path: Path
    sheet: str

    def records(self) -> Iterator[SheetRecord]:
        """Each row of the sheet, empty ones too. Raises ``FileError``."""
        from openpyxl import load_workbook  # noqa: PLC0415 - only who has such a file waits for it

        with warnings.catch_warnings(), _opened(self.path) as file:
            warnings.simplefilter("ignore")  # about styles and validations, which are not read here
            book = None
            try:
                # Given as a path, a workbook with another suffix would be refused.
                book = load_workbook(file, read_only=True, data_only=True)
                sheet: Any = book[self.sheet]
                sheet.reset_dimensions()  # many writers state wrong ones
                for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
                    yield SheetRecord(number, tuple(_text(value) for value in row))
            except _DAMAGE as error:
                raise _unreadable(self.path, error) from error
            finally:
                if book is not None:
                    book.close()

    def write(self, target: Path, changes: Iterable[tuple[int, Mapping[int, str]]]) -> None:
        """The workbook again with new texts by row number and column; every other part is as it was.

        The sheet's own XML is in memory while it is changed. Raises ``FileError`` for a formula.
        """
        texts = {
            f"{_letters(column)}{number}": text
            for number, columns in changes
            for column, text in columns.items()
        }
        with zipfile.ZipFile(self.path) as given, zipfile.ZipFile(target, "w") as made:
            changed = _part_of(given, self.sheet)
            for info in given.infolist():
                content = _content(self.path, given, info)
                if info.filename == changed:
                    content = self._patched(content.decode("utf-8"), texts).encode("utf-8")
                made.writestr(info, content, compress_type=info.compress_type)

    def _patched(self, xml: str, texts: dict[str, str]) -> str:
        left = dict(texts)

        def put(match: re.Match[str]) -> str:
            reference = _REFERENCE.search(match[1])
            if reference is None or reference[1] not in left:
                return match[0]
            if "<f" in (match[2] or ""):
                msg = f"{self.path}: cell {reference[1]} is a formula; change what it computes from"
                raise FileError(msg)
            style = _STYLE.search(match[1])
            kept = f" {style[0]}" if style else ""
            text = escape(left.pop(reference[1]))
            return (
                f'<c r="{reference[1]}"{kept} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
            )

        made = _CELL.sub(put, xml)
        if left:
            msg = f"{self.path}: cell {next(iter(left))} was not found; save it with a spreadsheet program"
            raise FileError(msg)
        return made


def open_workbook(path: Path) -> Workbook:
    """The sheet with the listings: Amazon's template, else the first that is shown. Raises ``FileError``."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                msg = f"{path}: unpacks to more than {LARGEST >> 20} MiB; split the file, or save it as CSV"
                raise FileError(msg)
            root = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - expat limits expansion
    except _DAMAGE as error:
        raise _unreadable(path, error) from error
    sheets = [
        sheet.get("name", "")
        for sheet in root.iter(f"{_MAIN}sheet")
        if sheet.get("state", "visible") == "visible"
    ]
    if not sheets:
        msg = f"{path}: no sheet that is shown; expected one with a row of headings"
        raise FileError(msg)
    return Workbook(path, next((name for name in sheets if name.lower() in _TEMPLATES), sheets[0]))


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error


def _content(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(info)
    except _DAMAGE as error:
        raise _unreadable(path, error) from error


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of the sheet's own part in the archive."""
    root = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - expat limits expansion
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    wanted = next(part.get(_RELATION) for part in root.iter(f"{_MAIN}sheet") if part.get("name") == sheet)
    target = next(part.get("Target", "") for part in relations if part.get("Id") == wanted)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _text(value: object) -> str:
    """A cell as the person who typed it sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _unreadable(path: Path, error: Exception) -> FileError:
    return FileError(f"{path}: cannot be read as a workbook ({error}); save it again as .xlsx or as CSV")
