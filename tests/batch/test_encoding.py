"""Encodings of text files: found out, said, kept."""

import codecs
from pathlib import Path

import pytest

from agent.batch.encoding import detect, named
from agent.batch.row import FileError
from tests.batch.files import faults, rewritten, rows

JAPANESE = "商品名,価格\n保温ボトル　ステンレス製のマグ,2480\nタオル,300\n"
CHINESE = (
    "商品标题,价格\n不锈钢保温杯大容量便携式运动水壶，适合户外旅行与办公室使用,99\n儿童毛巾纯棉柔软吸水,30\n"
)


@pytest.mark.parametrize(
    ("codec", "bom", "said"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", codecs.BOM_UTF8, "UTF-8 with BOM"),
        ("cp932", b"", "CP932 (Shift_JIS)"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "UTF-16 LE with BOM"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "UTF-16 BE with BOM"),
        ("utf-16-le", b"", "UTF-16 LE"),
        ("utf-16-be", b"", "UTF-16 BE"),
    ],
)
def test_encodings_are_told_for_certain_and_kept(tmp_path: Path, codec: str, bom: bytes, said: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(bom + JAPANESE.encode(codec))
    assert str(detect(path)) == said
    assert [row.listing.title for row in rows(path)] == ["保温ボトル　ステンレス製のマグ", "タオル"]
    changed = JAPANESE.replace("タオル", "バスタオル")
    assert rewritten(path, [(1, "title", "バスタオル")]) == bom + changed.encode(codec)


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp932", "商品名,価格\n保温水筒,300\n"),
        ("gb18030", "标题,价格\n保温杯,300\n"),
        ("euc_jp", JAPANESE),
    ],
)
def test_headings_that_only_one_encoding_makes_tell_it(tmp_path: Path, codec: str, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(codec))
    found = detect(path)
    assert (path.read_bytes().decode(found.name), found.guessed) == (text, False)


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("gb18030", CHINESE.replace("商品标题,价格", "title,price")),
        ("cp1252", "item_sku\titem_name\nS-1\tTrinkflasche Größe L für Büro und Straße\n"),
        ("big5", "title,price\n不鏽鋼保溫杯大容量便攜式運動水壺\n" * 3),
    ],
)
def test_other_encodings_are_guessed_and_said_to_be(tmp_path: Path, codec: str, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(codec))
    found = detect(path)
    assert path.read_bytes().decode(found.name) == text
    assert "guessed" in str(found)


def test_ascii_is_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"title,price\nBottle,9\n")
    assert str(detect(path)) == "UTF-8"


def test_a_byte_that_cannot_be_decoded_is_named_with_row_column_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(
        "商品名,価格\n保温ボトル,2480\n".encode() + "タオル".encode() + b"\xff,300\n" + "傘,9\n".encode()
    )
    [fault] = faults(path)
    assert fault.where == "line 3"
    assert fault.message.startswith(
        "column 1 ('商品名'): a byte that is not in the file's encoding (0xFF) at position 4"
    )
    assert "--encoding" in fault.message


def test_an_encoding_that_was_named_goes_before_what_is_found(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("title\nGröße\n".encode("cp1252"))
    assert rows(path, encoding="cp1252")[0].listing.title == "Größe"
    with pytest.raises(FileError, match="no such encoding"):
        named(path, "klingon")


def test_a_text_that_the_encoding_lacks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(JAPANESE.encode("cp932"))
    with pytest.raises(FileError, match="line 3: '𠮷' is not in CP932"):
        rewritten(path, [(1, "title", "𠮷タオル")])
