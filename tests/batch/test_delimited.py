"""CSV and TSV: hostile cells, clear complaints, and cells that stay as they are."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from agent.batch.delimited import Delimited
from agent.batch.encoding import Encoding
from agent.batch.row import FileError
from agent.listing import MAX_TEXT
from tests.batch.files import entries, faults, rewritten, rows


def write(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_quotes_delimiters_and_line_ends_in_cells_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, 'title,description\r\n"6"" pan, red","one\r\ntwo\nthree"\r\nlast,x')
    first, last = rows(path)
    assert first.listing.title == '6" pan, red'
    assert first.listing.description == "one\r\ntwo\nthree"
    assert (first.number, last.number) == (2, 5)


def test_a_quote_inside_of_a_cell_is_only_a_quote(tmp_path: Path) -> None:
    assert rows(write(tmp_path, 'title,price\n5" pan,9\n'))[0].listing.title == '5" pan'


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_the_changed_cell_differs(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = ["title;description;price", '"Red; pan";" kept ""so"" ";9', 'Blue;;"7"', ";;"]
    text = end.join(lines).replace(";", delimiter) + end
    path = write(tmp_path, text)
    assert rewritten(path, []) == text.encode()
    changed = text.replace("Blue", "Green")
    assert rewritten(path, [(1, "title", "Green")]) == changed.encode()


def test_a_new_text_is_quoted_where_it_has_to_be(tmp_path: Path) -> None:
    path = write(tmp_path, "title,price\nred,9\n")
    assert rewritten(path, [(0, "title", 'a, "b"')]) == b'title,price\n"a, ""b""",9\n'


def test_a_quote_that_is_never_closed_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, 'title,price\na,1\nb,"2\nc,3\n')
    with pytest.raises(FileError, match="line 3, column 2: a cell begins with a quote that is not closed"):
        entries(path)


def test_a_file_of_one_endless_line_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "title\n" + "x" * 5_000)
    monkeypatch.setattr("agent.batch.delimited.LONGEST_RECORD", 1_000)
    with pytest.raises(FileError, match="line 2 is longer than 1000 characters"):
        entries(path)


def test_text_after_a_closing_quote_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="line 2, column 1: text after the closing quote"):
        entries(write(tmp_path, 'title,price\n"a" b,1\n'))


def test_a_row_with_more_cells_than_headings_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "title,price\na,1\nb,2,3\nc,4\n")
    [fault] = faults(path)
    assert (fault.where, fault.message) == (
        "line 3",
        "3 cells, expected 2 as in the headings; quote a text that holds the delimiter",
    )
    assert len(entries(path)) == 3


def test_nul_and_a_giant_cell_are_faults_of_their_rows(tmp_path: Path) -> None:
    path = write(tmp_path, f"title,price\na\0b,1\n{'x' * 1_000_000},2\nc,3\n")
    nul, giant = faults(path)
    assert nul.message == "column 1 ('title'): a NUL character at position 2: delete it"
    assert giant.message.startswith("column 1 ('title'): String should have at most")
    assert str(MAX_TEXT) in giant.message


@pytest.mark.parametrize("content", ["", "\ufeff", "\n\n"])
def test_an_empty_file_says_what_was_expected(tmp_path: Path, content: str) -> None:
    with pytest.raises(FileError, match=r"expected .*headings such as"):
        entries(write(tmp_path, content))


def test_headings_alone_are_no_listings(tmp_path: Path) -> None:
    assert entries(write(tmp_path, "title,price")) == []


def test_headings_that_nobody_knows_are_shown(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="row 1: found foo, bar; expected headings such as platform"):
        entries(write(tmp_path, "foo,bar\n1,2\n"))


CELLS = st.lists(
    st.lists(st.text("a,;\t\"'\r\n あ𠮷=", max_size=6), min_size=2, max_size=4), min_size=1, max_size=5
)


@settings(max_examples=150, deadline=None)
@given(table=CELLS)
def test_what_the_standard_writer_writes_is_read_and_written_back_alike(
    table: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(table)
    path = tmp_path_factory.mktemp("csv") / "list.csv"
    path.write_bytes(text.getvalue().encode())
    grid = Delimited(path, Encoding("utf-8"), ",")
    assert [list(record.cells) for record in grid.records()] == table
    target = path.with_name("again.csv")
    grid.write(target, [])
    assert target.read_bytes() == path.read_bytes()
