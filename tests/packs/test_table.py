"""Tables: read as spreadsheets save them, written so that no spreadsheet computes a cell."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from agent.listing import TEXT_FIELDS
from agent.packs import table
from agent.packs.entry import Complaints, Entry
from agent.text.fold import fold
from tests.packs.packs import findings, fixed, loaded, quotes, refusal

PATH = Path("words.csv")
HEAD = "word,replacement,message,severity,field,platform\n"


def read(text: str) -> list[Entry]:
    complaints = Complaints()
    entries = table.read(PATH, text, complaints)
    assert complaints.errors == []
    return entries


def written(entries: list[Entry]) -> str:
    content, left_out = table.write(entries)
    assert left_out == []
    return content.decode("utf-8-sig")


def test_a_row_says_what_is_found_and_what_should_stand_there(tmp_path: Path) -> None:
    rows = "激安,,社内基準,error,title;bullets,amazon\nサーバ,サーバー,,,,\nNorudek,Norudek,,info,,\n"
    pack = loaded(tmp_path, {"words.csv": HEAD + rows})
    assert {bound.rule.id: bound.rule.severity for bound in pack.ruleset.rules} == {
        "shop/words/forbidden-word-error-amazon-title-bullets": "error",
        "shop/words/wrong-form": "warning",
        "shop/words/wrong-form-info": "info",
    }
    assert (
        fixed(pack, "激安 サーバ ＮＯＲＵＤＥＫ サーバー Norudek")
        == " サーバー Norudek サーバー Norudek".strip()
    )
    (finding,) = findings(pack, "激安")
    assert finding.data == {"quote": "激安", "replacement": "", "note": " 社内基準"}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("激安 水筒", ["激安"]),
        ("SALEは今日まで ｓａｌｅ", ["SALE", "ｓａｌｅ"]),
        ("wholesale SALES", []),
        ("イエロー カシミヤ", []),
        ("㈱ノルデック", []),
    ],
)
def test_words_are_found_in_any_width_and_case_and_never_inside_others(
    tmp_path: Path, title: str, found: list[str]
) -> None:
    pack = loaded(tmp_path, {"words.csv": "word\n激安\nSale\nエロ\nシミ\n株\n"})
    assert quotes(pack, title) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_it_is_read_as_any_spreadsheet_saves_it(
    tmp_path: Path, encoding: str, newline: str, delimiter: str
) -> None:
    rows = [("word", "replacement"), ("①番", "1番"), ("", ""), ('"a', "b\nc")]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(rows[:3])
    pack = loaded(tmp_path, {"words.csv": buffer.getvalue().encode(encoding)})
    assert fixed(pack, "①番 水筒") == "1番 水筒"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "激安\n",
            "SHOP/words.csv:1: expected a first line with these names, each once, found '激安': word,",
        ),
        ("word,word\na,b\n", "SHOP/words.csv:1: expected a first line"),
        ("replacement\na\n", "SHOP/words.csv:1: expected a first line"),
        (
            "word,severity\na,high\n",
            "SHOP/words.csv:2: severity 'high', expected one of error, warning, info",
        ),
        ("word,field\na,titel\n", "SHOP/words.csv:2: field 'titel', expected some of title, highlights,"),
        ("word,platform\n\na,ebay\n", "SHOP/words.csv:3: platform 'ebay', expected some of amazon, mercari"),
        ("word,replacement\n,b\n", "SHOP/words.csv:2: expected a word in the column 'word'"),
        ('word,message\n"a\nb",c\n', "SHOP/words.csv:2: expected a word in the column 'word', on one line"),
        (
            'word,message\na,"b\nc"\nd,e,f\n',
            "SHOP/words.csv:4: 3 cells, expected 2: quote a text with commas",
        ),
        ('word\na\n"b\n', "SHOP/words.csv:3: expected CSV: unexpected end of data"),
        ('word\n"a"b\n', "SHOP/words.csv:2: expected CSV"),
        ("word\nSale\nＳＡＬＥ\n", "SHOP/words.csv:3: 'ＳＡＬＥ' stands in line 2 already"),
        (f"word\n{'a' * 201}\n", "SHOP/words.csv:2: the word has 201 characters, expected at most 200"),
        (f"word,message\na,{'a' * 2001}\n", "SHOP/words.csv:2: the message has 2001 characters"),
    ],
)
def test_a_wrong_row_is_refused_at_its_line(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in refusal(tmp_path, {"words.csv": text})


def test_more_words_than_a_pack_may_have_are_refused(tmp_path: Path) -> None:
    words = "".join(f"w{number}\n" for number in range(20_001))
    assert "SHOP/words.csv:20002: 20001 words, expected at most 20000" in refusal(
        tmp_path, {"words.csv": "word\n" + words}
    )


@pytest.mark.parametrize(
    "word",
    [
        "=1+1",
        "+81",
        "-500",
        "@cmd",
        "  =A1",
        "'=1",
        "''-",
        "＝１",
        "＠a",
        "'quoted",
        "it's",
        'a"b',
        "a,b",
        "a;b",
    ],
)
def test_what_a_spreadsheet_would_compute_is_marked_as_text_and_read_back(word: str) -> None:
    entry = Entry(PATH, 2, (word,), "word", replacement=f"\t={word}", message=f"={word}\n2")
    text = written([entry])
    cells = [cell for row in list(csv.reader(io.StringIO(text)))[1:] for cell in row]
    assert not [cell for cell in cells if cell.lstrip(" \u3000")[:1] in set("=+-@\t\r\0＝＋－＠") - {""}]
    (again,) = read(text)
    assert (again.finds, again.message) == ((word.strip(),), f"={word}\n2")
    assert again.replacement == f"={word}".strip()


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(str.strip),
            st.sampled_from(["error", "warning", "info"]),
            st.sampled_from([(), ("title",), ("title", "bullets")]),
            st.sampled_from([(), ("amazon",), ("mercari", "mercari-shops")]),
        ),
        max_size=5,
        unique_by=lambda row: fold(row[0]).text,
    )
)
def test_whatever_is_written_is_read_again(
    rows: list[tuple[str, str, str, tuple[str, ...], tuple[str, ...]]],
) -> None:
    entries = [
        Entry(PATH, 0, (word,), "word", None, message.replace("\0", ""), severity, fields, platforms)  # type: ignore[arg-type]
        for word, message, severity, fields, platforms in rows
    ]
    again = read(written(entries))
    assert [_values(entry) for entry in again] == [_values(entry) for entry in entries]


def _values(entry: Entry) -> tuple[object, ...]:
    return entry.finds, entry.message.strip(), entry.severity, entry.fields, entry.platforms


def test_it_is_written_for_excel_with_a_mark_or_in_shift_jis() -> None:
    entry = Entry(PATH, 2, ("激安",), "word")
    assert table.write([entry])[0] == ("\ufeff" + HEAD.replace("\n", "\r\n") + "激安,,,,,\r\n").encode()
    assert table.write([entry], "cp932")[0].endswith("激安,,,,,\r\n".encode("cp932"))
    with pytest.raises(UnicodeEncodeError):
        table.write([Entry(PATH, 2, ("蓝牙",), "word")], "cp932")


def test_an_id_stays_short_whatever_the_fields_are(tmp_path: Path) -> None:
    fields = ";".join(TEXT_FIELDS)
    pack = loaded(tmp_path, {"words.csv": f"word,field,platform\na,{fields},amazon mercari\nb,title,\n"})
    short, long = sorted((bound.rule.id for bound in pack.ruleset.rules), key=len)
    assert short == "shop/words/forbidden-word-title"
    assert re.fullmatch(r"shop/words/forbidden-word-[0-9a-f]{12}", long)
