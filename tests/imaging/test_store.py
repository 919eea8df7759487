"""Facts on disk: private, bounded, of this version only, and never in the way."""

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from agent.imaging import store as store_module
from agent.imaging.frames import digest_of
from agent.imaging.store import NAME, FactStore, default_path
from agent.picture import ImageFacts, Region, TextFacts, TextLine

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="file modes of POSIX")


def facts_of(name: str, *, text: str | None = None) -> ImageFacts:
    line = TextLine(text=text or "", score=0.9, region=Region(x=0, y=0, width=1, height=1))
    read = None if text is None else TextFacts(lines=(line,))
    return ImageFacts(digest=digest_of(name.encode()), bytes=len(name), text=read)


def opened(folder: Path, most: int = 2_000) -> FactStore:
    return FactStore(folder, pytest.fail, most)


def test_what_is_kept_is_there_for_the_next_process_and_another_one_beside_it(tmp_path: Path) -> None:
    one, other = opened(tmp_path / "c"), opened(tmp_path / "c")
    facts = facts_of("a", text="宇治抹茶")
    one.keep(facts)
    assert other.recall(facts.digest) == facts
    one.close()
    assert opened(tmp_path / "c").recall(facts.digest) == facts
    assert other.recall(digest_of(b"unknown")) is None


def test_text_that_was_read_later_takes_the_place_of_the_measures(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.keep(facts_of("a"))
    store.keep(facts_of("a", text="abc"))
    assert store.recall(facts_of("a").digest) == facts_of("a", text="abc")
    assert store.count() == 1


def test_failures_are_not_kept(tmp_path: Path) -> None:
    store = opened(tmp_path)
    failed = facts_of("a").model_copy(update={"error": "failed"})
    unread = facts_of("b").model_copy(update={"text": TextFacts(error="failed")})
    for facts in (failed, unread):
        store.keep(facts)
        assert store.recall(facts.digest) is None


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    store = opened(tmp_path, most=2)
    for name in ("a", "b"):
        store.keep(facts_of(name))
    assert store.recall(facts_of("a").digest)
    store.keep(facts_of("c"))
    assert store.count() == 2
    assert store.recall(facts_of("b").digest) is None
    assert store.recall(facts_of("a").digest) is not None


def test_facts_of_another_version_are_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(tmp_path).keep(facts_of("a"))
    monkeypatch.setattr(store_module, "version", lambda: "another")
    assert opened(tmp_path).recall(facts_of("a").digest) is None


@POSIX
def test_nobody_else_may_look_inside(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "pictures"
    store = opened(folder)
    store.keep(facts_of("a", text="secret"))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@POSIX
def test_a_folder_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    opened(tmp_path).keep(facts_of("a"))
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@POSIX
def test_a_link_to_somewhere_else_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    said: list[str] = []
    FactStore(tmp_path / "link", said.append).keep(facts_of("a"))
    assert len(said) == 1
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("content", [b"nonsense" * 1_000, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_damaged_file_is_replaced(tmp_path: Path, content: bytes) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / NAME).write_bytes(content)
    store = opened(tmp_path)
    store.keep(facts_of("a"))
    assert store.recall(facts_of("a").digest) == facts_of("a")


@pytest.mark.parametrize("content", [b"", b"no zlib", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_damaged_entry_is_as_if_it_were_not_there(tmp_path: Path, content: bytes) -> None:
    store = opened(tmp_path)
    store.keep(facts_of("a"))
    store.close()
    with sqlite3.connect(tmp_path / NAME) as connection:
        connection.execute("UPDATE facts SET content = ?", (content,))
    connection.close()
    assert opened(tmp_path).recall(facts_of("a").digest) is None


def test_a_folder_that_cannot_be_made_is_told_of_once_and_forgone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said: list[str] = []
    store = FactStore(tmp_path / "file" / "cache", said.append)
    store.keep(facts_of("a"))
    store.keep(facts_of("b"))
    assert store.recall(facts_of("a").digest) is None
    assert store.count() is None
    assert len(said) == 1
    assert str(tmp_path / "file" / "cache") in said[0]


def test_a_file_that_another_process_holds_is_done_without_until_it_lets_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.05)
    opened(tmp_path).keep(facts_of("a"))
    said: list[str] = []
    store = FactStore(tmp_path, said.append)
    holder = sqlite3.connect(tmp_path / NAME, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    store.keep(facts_of("b"))
    store.keep(facts_of("b"))
    assert len(said) == 1
    holder.execute("ROLLBACK")
    holder.close()
    store.keep(facts_of("b"))
    assert store.recall(facts_of("b").digest) == facts_of("b")


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from tests.imaging.test_store import facts_of, opened
store = opened(Path(sys.argv[1]))
for number in range(60):
    store.keep(facts_of(sys.argv[2] + str(number)))
    assert store.recall(facts_of(sys.argv[2] + str(number)).digest)
"""
    root = Path(__file__).resolve().parents[2]
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name], cwd=root) for name in ("a", "b")
    ]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert opened(tmp_path).count() == 120


def test_the_place_is_beside_the_other_things_that_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENKEN_CACHE", str(tmp_path))
    assert default_path() == tmp_path / "pictures"
