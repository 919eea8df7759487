"""Parquet: texts and lists in, the same columns out."""

from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from tests.batch.files import rewritten, rows


def write(folder: Path) -> Path:
    path = folder / "list.parquet"
    table = pa.table(
        {
            "title": [f"Flasche {number}" for number in range(10)],
            "bullets": pa.array([["Stahl", f"{number} ml"] for number in range(10)], pa.list_(pa.string())),
            "price": [float(number) for number in range(10)],
            "unread": pa.array([None] * 10, pa.int8()),
        }
    )
    parquet.write_table(table, path, row_group_size=4, compression="zstd")
    return path


def test_rows_of_all_row_groups_are_read_with_their_lists(tmp_path: Path) -> None:
    read = rows(write(tmp_path))
    assert [row.where for row in read][-1] == "row 10"
    assert read[7].listing.title == "Flasche 7"
    assert read[7].listing.bullets == ("Stahl", "7 ml")
    assert read[7].listing.price == "7.0"


def test_types_row_groups_and_compression_stay(tmp_path: Path) -> None:
    path = write(tmp_path)
    made = tmp_path / "made.parquet"
    made.write_bytes(rewritten(path, [(0, "title", "Kanne"), (3, "bullets 2", "x"), (9, "title", "Ende")]))
    before, after = parquet.ParquetFile(path), parquet.ParquetFile(made)
    assert before.schema_arrow == after.schema_arrow
    assert before.num_row_groups == after.num_row_groups
    assert after.metadata.row_group(0).column(0).compression == "ZSTD"
    expected = before.read().to_pylist()
    expected[0]["title"], expected[3]["bullets"][1], expected[9]["title"] = "Kanne", "x", "Ende"
    assert after.read().to_pylist() == expected
