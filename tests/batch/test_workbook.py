"""XLSX and XLSM: what people typed, and nothing changed but the cells named."""

import contextlib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from agent.batch.row import FileError
from tests.batch.files import rewritten, rows
from tests.batch.test_tables import NEW, SETTINGS


def write(folder: Path, *lines: tuple[Any, ...], sheet: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for line in lines:
        page.append(line)
    page["A2"].font = Font(bold=True)
    book.create_sheet("Notes").append(("title", "not a listing"))
    path = folder / "list.xlsx"
    book.save(path)
    return path


def test_numbers_and_dates_are_read_as_typed(tmp_path: Path) -> None:
    path = write(tmp_path, ("title", "gtin", "price", "model"), ("a", 4901234567894, 19.5, date(2026, 1, 2)))
    listing = rows(path)[0].listing
    assert (listing.gtin, listing.price, listing.model) == ("4901234567894", "19.5", "2026-01-02T00:00:00")


def test_empty_rows_keep_the_numbers_of_those_below(tmp_path: Path) -> None:
    path = write(tmp_path, ("title", "price"), ("a", 1), (), (), ("b", 2))
    assert [row.where for row in rows(path)] == ["row 2", "row 5"]


def test_only_the_changed_cells_differ_and_keep_their_style(tmp_path: Path) -> None:
    path = write(tmp_path, ("title", "bullet1"), ("Flasche <1> & 2", "alt"), ("b", "c"))
    made = tmp_path / "made.xlsx"
    made.write_bytes(rewritten(path, [(0, "title", " Kanne <2> & 3 "), (1, "bullets 1", "neu")]))
    page = openpyxl.load_workbook(made)["Sheet1"]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["title", "bullet1"],
        [" Kanne <2> & 3 ", "alt"],
        ["b", "neu"],
    ]
    assert page["A2"].font.bold
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(made) as after:
        assert before.namelist() == after.namelist()
        differing = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert differing == ["xl/worksheets/sheet1.xml"]


def test_a_formula_is_not_overwritten(tmp_path: Path) -> None:
    path = write(tmp_path, ("title", "brand"), ('="a"&"b"', "c"))
    with pytest.raises(FileError, match="cell A2 is a formula"):
        rewritten(path, [(0, "title", "x")])


def test_amazons_template_is_found_by_its_sheet(tmp_path: Path) -> None:
    blank = ("",) * len(NEW)
    first = (SETTINGS.format(names=5, data=7), *blank[1:])
    data = ("S-1", "", "Flasche", "Bottle", "Stahl", "groß", "Kanne", "EAN", 4006381333931, "", 19.9)
    path = write(tmp_path, first, blank, blank, blank, NEW, ("ABC123",), data, sheet="Vorlage")
    [row] = rows(path)
    assert (row.where, row.listing.title, row.listing.gtin) == ("row 7", "Flasche", "4006381333931")


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, ("title",), ("a",))
    monkeypatch.setattr("agent.batch.workbook.LARGEST", 1000)
    with pytest.raises(FileError, match="split the file, or save it as CSV"):
        rows(path)


def test_a_damaged_workbook_is_refused_or_read_but_never_crashes(tmp_path: Path) -> None:
    sample = write(tmp_path, ("title",), ("a",)).read_bytes()
    path = tmp_path / "damaged.xlsm"
    for position in range(0, len(sample), 97):
        path.write_bytes(sample[:position] + b"\xff\0\xff" + sample[position + 3 :])
        with contextlib.suppress(FileError):
            rows(path)
