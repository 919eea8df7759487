"""What a file is: its format by content first and name second, its encoding, the meaning of its columns."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal, get_args

from agent.batch import columns, encoding as encodings, flat_file, mercari_link, mercari_shops
from agent.batch.delimited import Delimited, delimiter_of, open_text
from agent.batch.encoding import Encoding
from agent.batch.json_file import JsonFile, Shape
from agent.batch.layout import Defaults, Layout
from agent.batch.parquet import open_parquet
from agent.batch.row import FileError, Source, unreadable
from agent.batch.table import Grid, Table
from agent.batch.workbook import open_workbook

Format = Literal[
    "csv", "xlsx", "parquet", "jsonl", "json", "spapi", "flat-file", "mercari-link", "mercari-shops"
]
FORMATS: tuple[Format, ...] = get_args(Format)
_ZIP, _OLD_EXCEL, _PARQUET, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF"
_DELIMITER_NAMES = {",": "commas", "\t": "tabs", ";": "semicolons"}
_CATEGORY = ("カテゴリID", "カテゴリ名（フル）")
_TABLES: tuple[Format, ...] = ("csv", "flat-file", "mercari-link", "mercari-shops")
_JSONS: tuple[Format, ...] = ("jsonl", "json", "spapi")


@dataclass(frozen=True, slots=True)
class Options:
    """What the call says of its files."""

    format: Format | None = None
    encoding: str | None = None
    defaults: Defaults = field(default_factory=Defaults)
    categories: Mapping[str, str] = field(default_factory=dict)
    """Mercari Shops' categories by id."""


def open_file(path: Path, options: Options) -> Source:
    """The file, recognised. Raises ``FileError``."""
    head = _head(path)
    if head.startswith(_PARQUET):
        _require(path, options, "parquet", _TABLES)
        grid = open_parquet(path)
        return _table(path, grid, "Parquet", options)
    if head.startswith(_ZIP):
        _require(path, options, "xlsx", _TABLES)
        book = open_workbook(path)
        return _table(path, book, f"workbook, sheet '{book.sheet}'", options)
    if head.startswith((_OLD_EXCEL, _PDF)):
        kind = "an old Excel file (.xls)" if head.startswith(_OLD_EXCEL) else "a PDF"
        msg = f"{path}: is {kind}; save it as .xlsx or CSV"
        raise FileError(msg)
    if options.format in {"parquet", "xlsx"}:
        msg = f"{path}: is no {options.format} file; leave out --format, or name another"
        raise FileError(msg)
    encoding = encodings.detect(path) if options.encoding is None else encodings.named(path, options.encoding)
    shape = _json_shape(path, encoding, options.format)
    if shape is not None:
        kind = {"lines": "JSON lines", "list": "JSON list", "object": "JSON"}[shape]
        return JsonFile(path, encoding, shape, options.defaults, f"{kind}, {encoding}")
    text = Delimited(path, encoding, delimiter_of(path, encoding))
    return _table(path, text, f"{_DELIMITER_NAMES[text.delimiter]}, {encoding}", options, unit="line")


def open_grid(path: Path, encoding: str | None = None) -> tuple[Grid, str]:
    """The cells of a table of any meaning, and what its rows are called. Raises ``FileError``."""
    if _head(path).startswith(_ZIP):
        return open_workbook(path), "row"
    found = encodings.detect(path) if encoding is None else encodings.named(path, encoding)
    return Delimited(path, found, delimiter_of(path, found)), "line"


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})"
        raise FileError(msg) from error
    if not head:
        msg = f"{path}: is empty; expected a first line of headings such as {columns.SIMPLE_NAMES}"
        raise FileError(msg)
    return head


def _require(path: Path, options: Options, own: Format, others: Sequence[Format]) -> None:
    if options.format not in {None, own, *others}:
        msg = f"{path}: is {own}, not {options.format}; leave out --format"
        raise FileError(msg)


def _json_shape(path: Path, encoding: Encoding, wanted: Format | None) -> Shape | None:
    """How the JSON of the file is laid out; ``None`` for a file that is none."""
    if wanted in _TABLES:
        return None
    with open_text(path, encoding) as file:
        first = ""
        while not first and (line := file.readline(1 << 16)):
            first = line.strip()
        following = file.readline(1 << 16).strip()
    if not first.startswith(("{", "[")):
        if wanted in _JSONS:
            msg = f"{path}: is no JSON; expected {{ or [ at its beginning"
            raise FileError(msg)
        return None
    if first.startswith("["):
        return "list"
    if wanted == "jsonl" or path.suffix.lower() in {".jsonl", ".ndjson"}:
        return "lines"
    try:
        json.loads(first)
    except ValueError:
        return "object"
    return "lines" if following else "object"


def _table(path: Path, grid: Grid, container: str, options: Options, unit: str = "row") -> Table:
    head = [tuple(record.cells) for record in islice(grid.records(), flat_file.HEAD_ROWS)]
    head = head or [()]
    layout = _layout(path, head, options)
    for column, heading in enumerate(layout.headings, 1):
        fault = unreadable(heading)
        if fault is not None:
            msg = f"{path}: the heading of column {column}: {fault}"
            raise FileError(msg)
    notes = "".join(f"; {note}" for note in layout.notes)
    description = f"{layout.name} ({container}; {layout.told()}{notes})"
    return Table(path, grid, layout, options.defaults, description, unit)


def _layout(path: Path, head: Sequence[Sequence[str]], options: Options) -> Layout:
    wanted = options.format
    if wanted in {None, "xlsx", "parquet", "flat-file"}:
        found = flat_file.recognise(head)
        if found is not None:
            return found
    if wanted in {None, "xlsx", "parquet", "mercari-shops"}:
        shops = mercari_shops.recognise(head, options.categories)
        if shops is not None:
            return shops
    if wanted in {None, "xlsx", "parquet", "mercari-link"}:
        link = mercari_link.recognise(head, forced=wanted == "mercari-link")
        if link is not None:
            return link
    expected = columns.SIMPLE_NAMES
    if wanted == "flat-file":
        expected = "a row of attribute names such as item_sku, item_name, bullet_point1"
    elif wanted == "mercari-shops":
        expected = "商品画像名_1, 商品名, SKU1_種類 … as in the template of Mercari Shops"
    else:
        parts = columns.parts_of(head[0])
        if any(part is not None for part in parts):
            return Layout(name="csv", headings=tuple(head[0]), parts=parts)
    shown = ", ".join(cell for cell in head[0][:5] if cell.strip())[:120] or "nothing"
    msg = f"{path}: row 1: found {shown}; expected headings such as {expected}"
    raise FileError(msg)


def read_categories(path: Path) -> dict[str, str]:
    """Full names by id from Mercari Shops' category master. Raises ``FileError``."""
    with open_text(path, encodings.detect(path)) as file:
        reader = csv.reader(file)
        headings = next(reader, [])
        if not {*_CATEGORY} <= set(headings):
            msg = f"{path}: row 1: expected {' and '.join(_CATEGORY)}, as in Mercari Shops' category master"
            raise FileError(msg)
        key, name = map(headings.index, _CATEGORY)
        return {row[key]: row[name] for row in reader if len(row) > max(key, name)}
