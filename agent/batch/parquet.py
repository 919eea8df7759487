"""Parquet, one batch of a row group at a time; a column that is a list holds bullets or images."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.batch.row import FileError

BATCH = 256
"""Rows in memory at a time, besides what the library keeps of a row group."""
_LIST_NAMES = {"bullets": "bullet", "bullet_points": "bullet", "bullet_point": "bullet", "images": "image"}
_MOST = 50
"""Entries of a list that become columns, as many as a listing has bullets."""


@dataclass(frozen=True, slots=True)
class ParquetRecord:
    """One row of the file, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Parquet:
    """A Parquet file as a table of texts."""

    path: Path
    headings: tuple[str, ...]
    slots: tuple[tuple[str, int | None], ...] = field(repr=False)
    """For each heading the file's own column, and which entry of a list."""

    def records(self) -> Iterator[ParquetRecord]:
        """Its headings as row 0, then each row."""
        yield ParquetRecord(0, self.headings)
        number = 0
        with _open(self.path) as file:
            for batch in _batches(self.path, file):
                for row in batch.to_pylist():
                    number += 1
                    yield ParquetRecord(number, tuple(_cell(row[name], index) for name, index in self.slots))

    def write(self, target: Path, changes: Iterable[tuple[int, Mapping[int, str]]]) -> None:
        """The file again, one row group for each, with new texts by row number and column."""
        import pyarrow as pa  # noqa: PLC0415 - only who has such a file waits for it
        from pyarrow import parquet  # noqa: PLC0415

        upcoming = iter(changes)
        number, texts = next(upcoming, (0, {}))
        first = 1
        with _open(self.path) as file:
            codec = file.metadata.row_group(0).column(0).compression if file.num_row_groups else "SNAPPY"
            with parquet.ParquetWriter(target, file.schema_arrow, compression=codec) as writer:
                for group in range(file.num_row_groups):
                    table = file.read_row_group(group)
                    columns: dict[str, list[Any]] = {}
                    while first <= number < first + table.num_rows:
                        for column, text in texts.items():
                            name, index = self.slots[column]
                            values = columns.setdefault(name, table.column(name).to_pylist())
                            if index is None:
                                values[number - first] = text
                            else:
                                values[number - first][index] = text
                        number, texts = next(upcoming, (0, {}))
                    for name, values in columns.items():
                        place = table.schema.get_field_index(name)
                        kind = table.schema.field(place)
                        table = table.set_column(place, kind, pa.array(values, type=kind.type))
                    writer.write_table(table, row_group_size=max(1, table.num_rows))
                    first += table.num_rows


def open_parquet(path: Path) -> Parquet:
    """The file's columns. Raises ``FileError``."""
    import pyarrow as pa  # noqa: PLC0415

    with _open(path) as file:
        slots: list[tuple[str, int | None]] = []
        headings: list[str] = []
        for column in file.schema_arrow:
            if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
                name = _LIST_NAMES.get(column.name, column.name)
                slots += [(column.name, index) for index in range(_MOST)]
                headings += [f"{name}{index + 1}" for index in range(_MOST)]
            else:
                slots.append((column.name, None))
                headings.append(column.name)
    return Parquet(path, tuple(headings), tuple(slots))


def _open(path: Path) -> Any:  # noqa: ANN401 - pyarrow has no types
    from pyarrow import lib, parquet  # noqa: PLC0415

    try:
        return parquet.ParquetFile(path)
    except (OSError, ValueError, lib.ArrowException) as error:
        msg = f"{path}: cannot be read as Parquet ({error})"
        raise FileError(msg) from error


def _batches(path: Path, file: Any) -> Iterator[Any]:  # noqa: ANN401 - pyarrow has no types
    from pyarrow import lib  # noqa: PLC0415

    try:
        yield from file.iter_batches(batch_size=BATCH)
    except (OSError, ValueError, lib.ArrowException) as error:
        msg = f"{path}: is damaged ({error})"
        raise FileError(msg) from error


def _cell(value: object, index: int | None) -> str:
    if index is not None:
        value = value[index] if isinstance(value, list) and index < len(value) else None
    return "" if value is None else str(value)
