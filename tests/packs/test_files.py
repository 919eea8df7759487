"""D07 and D08: what is too large, not whole, not text or not inside the pack is refused by name."""

import os
import stat
import struct
import sys
import zipfile
from pathlib import Path

import pytest

from agent.packs import limits
from agent.packs.files import fingerprint, read_files
from agent.packs.loading import load
from agent.rules.ruleset import RuleError
from tests.packs.packs import RULE, SOURCES, loaded, quotes, refusal, write

WORDS = "word\n激安\n"


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def zip_refusal(path: Path) -> str:
    before = sorted(path.parent.rglob("*"))
    with pytest.raises(RuleError) as error:
        load(path)
    assert sorted(path.parent.rglob("*")) == before  # nothing was unpacked to anywhere near
    return str(error.value).replace(str(path), "ZIP")


def test_a_zip_is_read_in_memory_with_or_without_a_folder_around_its_files(tmp_path: Path) -> None:
    files = {"sources.toml": SOURCES.encode(), "amazon/cheap.toml": RULE.encode()}
    flat = load(zipped(tmp_path / "shop.zip", files))
    wrapped = {f"shop-pack/{name}": content for name, content in files.items()}
    wrapped |= {"__MACOSX/shop-pack/._sources.toml": b"\0\0", "shop-pack/.DS_Store": b"\0"}
    assert [bound.rule.id for bound in flat.ruleset.rules] == ["shop/amazon/cheap"]
    assert load(zipped(tmp_path / "other.zip", wrapped)).ruleset.rules[0].rule.id == "other/amazon/cheap"
    assert quotes(flat, "激安 水筒") == ["激安"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../out.csv", "ZIP:1: entry '../out.csv', expected names inside the pack"),
        ("a/../../out.csv", "expected names inside the pack"),
        ("/etc/out.csv", "expected names inside the pack"),
        ("C:/out.csv", "expected names inside the pack"),
        ("..\\out.csv", "expected names inside the pack"),
        ("a\nb.csv", "expected names inside the pack"),
    ],
)
def test_d07_a_zip_with_a_name_that_leads_out_is_refused(tmp_path: Path, name: str, expected: str) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name
    path = tmp_path / "shop.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, WORDS)
    assert expected in zip_refusal(path)


def test_d07_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("words.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "shop.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "words.csv:1: a link or a device" in zip_refusal(tmp_path / "shop.zip")


def test_d07_a_bomb_is_stopped_one_byte_beyond_what_a_file_may_have(tmp_path: Path) -> None:
    path = zipped(tmp_path / "shop.zip", {"words.csv": b"a" * 50_000_000})
    assert path.stat().st_size < 60_000
    assert "words.csv:1: expected at most 256 KiB" in zip_refusal(path)


def test_d07_many_files_that_are_small_alone_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TOTAL_BYTES", 1 << 20)
    files = {f"w{number}.csv": b"word\n" + b"a" * 200_000 for number in range(10)}
    assert "expected at most 1 MiB in one pack" in zip_refusal(zipped(tmp_path / "shop.zip", files))


def test_d07_ten_thousand_entries_are_refused_before_the_index_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "shop.zip", {f"w{number}.csv": b"" for number in range(10_000)})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert "10000 entries, expected at most 200" in zip_refusal(path)


def test_d07_an_index_that_states_few_entries_and_has_many_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "shop.zip", {f"w{number}.csv": b"" for number in range(300)})
    content = bytearray(path.read_bytes())
    struct.pack_into("<HH", content, content.rfind(b"PK\x05\x06") + 8, 1, 1)
    path.write_bytes(content)
    assert "300 entries, expected at most 200" in zip_refusal(path)


def test_d07_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "shop.zip", {"words.csv": WORDS.encode()}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace("激".encode(), "劇".encode(), 1))
    assert "expected a zip file that is whole: Bad CRC-32" in zip_refusal(path)


def test_d07_an_encrypted_entry_and_an_unusual_compression_are_refused(tmp_path: Path) -> None:
    bzip2 = zipped(tmp_path / "bzip2.zip", {"words.csv": WORDS.encode()}, zipfile.ZIP_BZIP2)
    assert "an unusual compression" in zip_refusal(bzip2)
    path = zipped(tmp_path / "shop.zip", {"words.csv": WORDS.encode()})
    content = bytearray(path.read_bytes())
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(head) + at] |= 1
    path.write_bytes(content)
    assert "encrypted, expected no password" in zip_refusal(path)


def test_d07_a_name_twice_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "shop.zip", {"words.csv": WORDS.encode(), "w0rds.csv": WORDS.encode()})
    path.write_bytes(path.read_bytes().replace(b"w0rds", b"words"))
    assert "words.csv:1: twice in the zip" in zip_refusal(tmp_path / "shop.zip")


@pytest.mark.parametrize("cut", [0, 1, 20, 60, -1, -10])
def test_d07_a_zip_that_is_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    path = zipped(tmp_path / "shop.zip", {"words.csv": WORDS.encode()})
    path.write_bytes(path.read_bytes()[:cut])
    assert "ZIP:1: expected a zip file" in zip_refusal(path)


def test_d07_a_zip_beyond_its_own_limit_is_not_read_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "shop.zip").write_bytes(b"\0" * (limits.ZIP_BYTES + 1))
    assert "ZIP:1: expected at most 4096 KiB" in zip_refusal(tmp_path / "shop.zip")


@pytest.mark.parametrize("name", ["amazon/x.toml", "words.csv", "terms.yml", "lexicon/x.txt"])
def test_d08_a_file_beyond_256_kib_is_refused(tmp_path: Path, name: str) -> None:
    files: dict[str, str | bytes] = {"sources.toml": SOURCES, name: b"a" * (256 * 1024 + 1)}
    assert refusal(tmp_path, files) == f"SHOP/{name}:1: expected at most 256 KiB"


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("name", ["amazon/x.toml", "words.csv", "terms.yml"])
def test_d08_an_empty_file_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    files: dict[str, str | bytes] = {"sources.toml": SOURCES, name: content}
    assert refusal(tmp_path, files) == f"SHOP/{name}:1: empty, expected some content"


@pytest.mark.parametrize("name", ["amazon/x.toml", "terms.yml"])
def test_d08_a_file_that_is_not_utf_8_is_refused_at_its_line(tmp_path: Path, name: str) -> None:
    content = b"# one\n# two\n" + "激安".encode("cp932")
    files: dict[str, str | bytes] = {"sources.toml": SOURCES, name: content}
    assert refusal(tmp_path, files) == f"SHOP/{name}:3: expected text in UTF-8"


def test_d08_a_table_that_is_in_no_known_encoding_is_refused_at_its_line(tmp_path: Path) -> None:
    content = b"word\n\x81\x20\n"
    assert (
        refusal(tmp_path, {"words.csv": content}) == "SHOP/words.csv:2: expected text in UTF-8 or Shift_JIS"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_out_of_the_directory_is_refused_and_one_within_is_not(tmp_path: Path) -> None:
    write(tmp_path, {"outside.csv": WORDS, "shop/words.csv": WORDS.replace("激安", "最安")})
    (tmp_path / "shop" / "again.csv").symlink_to("words.csv")
    assert len(load(tmp_path / "shop").ruleset.rules) == 2
    (tmp_path / "shop" / "linked.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(RuleError, match=r"linked\.csv:1: a link that leads out of the pack"):
        load(tmp_path / "shop")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path / "shop", {"words.csv": WORDS})
    os.mkfifo(tmp_path / "shop" / "pipe.csv")
    with pytest.raises(RuleError, match=r"pipe\.csv:1: expected a regular file"):
        load(tmp_path / "shop")


def test_a_directory_with_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILES", 3)
    assert "more than 3 files" in refusal(tmp_path, {f"w{number}.csv": WORDS for number in range(4)})


def test_a_home_directory_named_by_mistake_is_not_searched_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DIRECTORY_ENTRIES", 5)
    many = {f"w{number}.jpg": b"" for number in range(9)}
    assert "more than 5 files, expected a pack's directory" in refusal(tmp_path, many)


def test_other_files_and_hidden_ones_are_no_part_of_a_pack(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "words.csv": WORDS,
        "README.md": b"\xff",
        ".git/config.yml": b"\xff",
        ".hidden.csv": b"",
        "words.py": "raise SystemExit",
    }
    assert len(loaded(tmp_path, files).ruleset.rules) == 1


def test_the_name_of_a_pack_is_made_of_its_files_name(tmp_path: Path) -> None:
    write(tmp_path, {"NG Words_2026.csv": WORDS, "禁止語.csv": WORDS, "words.ods": WORDS, "empty/x.md": "x"})
    assert read_files(tmp_path / "NG Words_2026.csv").name == "ng-words-2026"
    for name, expected in (
        ("禁止語.csv", "expected a file name with a-z or 0-9 in it"),
        ("words.ods", "expected a directory, or a file that ends in"),
        ("empty", "no file in it that ends in"),
        ("nowhere", "cannot be read"),
    ):
        with pytest.raises(RuleError, match=expected):
            read_files(tmp_path / name)


def test_a_fingerprint_changes_with_every_file_and_never_raises(tmp_path: Path) -> None:
    root = write(tmp_path / "shop", {"words.csv": WORDS})
    first = fingerprint(root)
    changed = fingerprint(write(root, {"words.csv": WORDS + "最安\n"}))
    more = fingerprint(write(root, {"new.csv": WORDS}))
    (root / "new.csv").unlink()
    assert len({first, changed, more, fingerprint(tmp_path / "nowhere")}) == 4
    assert fingerprint(root) == changed == fingerprint(root / "words.csv")
