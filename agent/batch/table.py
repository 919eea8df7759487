"""A table of listings, whatever holds its cells: delimited text, a sheet, Parquet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol

from agent.batch import mercari_link
from agent.batch.layout import CellError, Defaults, Layout
from agent.batch.row import Change, Fault, FileError, Row


class GridRecord(Protocol):
    """One row of cells."""

    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def cells(self) -> Sequence[str]: ...  # noqa: D102


class Grid(Protocol):
    """What holds the cells."""

    def records(self) -> Iterator[GridRecord]:
        """Every row, headings and empty ones too."""

    def write(self, target: Path, changes: Iterable[tuple[int, Mapping[int, str]]]) -> None:
        """The same again, with new texts by row number and column."""


@dataclass(frozen=True)
class Table:
    """A grid whose columns are understood."""

    path: Path
    grid: Grid
    layout: Layout
    defaults: Defaults
    description: str
    unit: str = "row"

    def rows(self) -> Iterator[Row | Fault]:
        """Its listings; empty rows and those that delete a listing are none."""
        if self.layout.name == "mercari-link":
            return self._linked()
        return self._listed()

    def _listed(self) -> Iterator[Row | Fault]:
        width = len(self.layout.headings)
        for position, record in enumerate(self.grid.records()):
            if position < self.layout.data_row or not any(cell.strip() for cell in record.cells):
                continue
            where = f"{self.unit} {record.number}"
            if self._wrong_width(record.cells, width):
                message = f"{len(record.cells)} cells, expected {width} as in the headings"
                yield Fault(record.number, where, f"{message}; quote a text that holds the delimiter")
                continue
            try:
                listing = self.layout.listing(record.cells, self.defaults)
            except CellError as error:
                yield Fault(record.number, where, str(error))
                continue
            if listing is not None:
                pictures = self.layout.picture_names(record.cells)
                yield Row(record.number, where, listing, record, self.layout.cells, pictures=pictures)

    def _wrong_width(self, cells: Sequence[str], width: int) -> bool:
        if self.layout.same_width and self.unit == "line":  # a sheet ends a row where its texts end
            return len(cells) != width
        return any(cell.strip() for cell in cells[width:])

    def _linked(self) -> Iterator[Row | Fault]:
        rows: list[Row] = []
        for row in self._listed():
            if isinstance(row, Fault):
                yield row
                continue
            rows.append(row)
            if len(rows) > mercari_link.MOST_ROWS:
                asin = f" ({row.listing.asin})" if row.listing.asin else ""
                msg = (
                    f"{self.path}: {row.where}{asin} is the first too many: one upload takes "
                    f"{mercari_link.MOST_ROWS} ASINs. Split the file there"
                )
                raise FileError(msg)
        yield from mercari_link.rows(self.layout, rows)

    def write(self, target: Path, changes: Iterable[Change]) -> None:
        """As ``Source.write``."""
        self.grid.write(
            target,
            (
                (number, {change.key: change.after for change in group if isinstance(change.key, int)})
                for number, group in groupby(changes, key=lambda change: change.number)
            ),
        )
