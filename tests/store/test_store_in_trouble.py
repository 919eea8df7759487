"""Killed, full, deleted, damaged, newer, unreachable: what was acknowledged stays, what is wrong is said."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from agent.lessons.run import Run
from agent.store.address import read_address
from agent.store.errors import FILE, StoreError
from agent.store.store import Store, open_store
from tests.store.postgres import Server
from tests.store.records import after, answer, attempt, lesson, run

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 25
"""More of them: ``python -m tests.store.killing FOLDER 200 SEED``."""
posix = pytest.mark.skipif(sys.platform == "win32", reason="of POSIX systems")


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path / "state")
    yield opened
    opened.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    made = mount and subprocess.run(
        (mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)), check=False, capture_output=True
    )
    if not made or made.returncode or umount is None:
        pytest.skip("F02 NOT RUN: mounting a small file system needs root")
    yield folder
    subprocess.run((umount, "-l", str(folder)), check=True)


@posix
def test_f01_a_killed_writer_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    told = subprocess.run(
        (sys.executable, "-m", "tests.store.killing", str(tmp_path / "state"), str(ROUNDS), "1"),
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    rounds = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(rounds) == ROUNDS
    assert [one for one in rounds if one["whole"] != "ok" or one["missing"]] == []
    assert rounds[-1]["acknowledged"] > ROUNDS


def _fill(store: Store, held: Run) -> None:
    for _ in range(100):
        store.attempt(attempt(held))


def test_f02_a_full_disk_is_said_and_the_store_goes_on_when_there_is_room(small_disk: Path) -> None:
    store = open_store(None, small_disk / "state")
    held = run()
    store.begin(held)
    kept = store.attempt(attempt(held))
    (small_disk / "rest").write_bytes(
        bytes(os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize)
    )
    with pytest.raises(StoreError, match=r"lessons\.db: the disk is full; make room") as refusal:
        _fill(store, held)
    assert "\n" not in str(refusal.value)
    told = store.run(held.id)
    assert told is not None
    assert kept in told.attempts
    (small_disk / "rest").unlink()
    last = store.attempt(attempt(held, seconds=60))
    told = store.run(held.id)
    assert told is not None
    assert last in told.attempts
    store.close()


@posix
def test_f03_a_store_deleted_while_in_use_is_made_again(sqlite: Store, tmp_path: Path) -> None:
    held = run()
    sqlite.begin(held)
    shutil.rmtree(tmp_path / "state")
    with capture_logs() as logs, pytest.raises(StoreError, match="is not in it any more"):
        sqlite.attempt(attempt(held))
    assert [entry["event"] for entry in logs] == ["store.replaced"]
    again = run()
    sqlite.begin(again)
    assert [entry.id for entry in sqlite.runs()] == [again.id]
    assert (tmp_path / "state" / FILE).exists()


def test_f03_a_place_that_cannot_be_written_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"file/state/lessons\.db: .*TENKEN_STORE") as refusal:
        open_store(None, tmp_path / "file" / "state")
    assert "\n" not in str(refusal.value)


@posix
def test_the_stores_files_are_private_and_a_loose_one_is_refused(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        store = open_store(None, tmp_path / "state")
        store.begin(run())
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "state").iterdir()}
    finally:
        os.umask(old)
    store.close()
    assert modes == {FILE: 0o600, f"{FILE}-wal": 0o600, f"{FILE}-shm": 0o600}
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    path = tmp_path / "state" / FILE
    path.chmod(0o644)
    with pytest.raises(StoreError, match=f"run `chmod 600 {path}`"):
        open_store(None, tmp_path / "state")


def _damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    damaged = {
        "garbage": b"x" * 5000,
        "json": b"{}",
        "cut": content[: len(content) // 2],
        "torn": content[:8192] + b"\xff" * 4096 + content[12288:],
    }
    path.write_bytes(damaged[how])


@pytest.mark.parametrize("how", ["garbage", "json", "cut", "torn"])
def test_f08_a_damaged_file_is_set_aside_and_said(tmp_path: Path, how: str) -> None:
    store = open_store(None, tmp_path)
    for _ in range(20):
        store.begin(run())
    store.close()
    _damage(tmp_path / FILE, how)
    left = (tmp_path / FILE).read_bytes()
    with capture_logs() as logs:
        again = open_store(None, tmp_path)
    assert again.runs() == ()
    again.begin(run())
    again.close()
    (aside,) = [
        path for path in tmp_path.glob(f"{FILE}.corrupt-*") if not path.name.endswith(("-wal", "-shm"))
    ]
    assert aside.read_bytes() == left
    assert [(entry["event"], entry["moved_to"]) for entry in logs] == [("store.corrupt", str(aside))]


def test_f08_an_empty_file_is_a_new_store(tmp_path: Path) -> None:
    (tmp_path / FILE).touch(mode=0o600)
    store = open_store(None, tmp_path)
    assert store.runs() == ()
    store.close()


def test_a_store_of_a_newer_version_is_refused_and_left_alone(url: str, store: Store, tmp_path: Path) -> None:
    store.begin(run())
    store.close()
    engine = create_engine(read_address(url, tmp_path).url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE tenken_store SET version = 2"))
    with pytest.raises(StoreError, match="newer tenken") as refusal:
        open_store(url, tmp_path)
    assert "\n" not in str(refusal.value)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM tenken_runs")).scalar() == 1
    engine.dispose()


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.db"
    path.touch(mode=0o600)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    with pytest.raises(StoreError, match=r"theirs\.db is the database of another program"):
        open_store(f"sqlite:///{path}", tmp_path)
    assert list(tmp_path.glob("*.corrupt-*")) == []


def test_p05_nothing_of_a_forgotten_learner_stays_in_any_file(sqlite: Store, tmp_path: Path) -> None:
    for _ in range(30):
        held = run("山田キャナリー", title="CANARY-TITLE")
        sqlite.begin(held.model_copy(update={"learner": "CANARY-BEFORE"}))
        sqlite.rename(held.id, held.learner)
        sqlite.attempt(attempt(held, "found", 1))
        sqlite.answer(answer(held, right=True).model_copy(update={"answer": "CANARY-ANSWER"}))
    assert sqlite.forget_learner("山田キャナリー") == 30
    for path in (tmp_path / "state").iterdir():
        content = path.read_bytes()
        assert b"CANARY" not in content, path
        assert "キャナリー".encode() not in content, path


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://teacher:S3cret-pass@127.0.0.1:1/school",
        "postgresql://teacher:S3cret-pass@127.0.0.1:1/school?sslpassword=S3cret-pass",
        "postgresql://127.0.0.1:1/school?password=S3cret-pass&user=teacher",
        "mysql://teacher:S3cret-pass@127.0.0.1/school",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?mode=memory&uri=true&pass=S3cret-pass",
        "postgresql+asyncpg://teacher:S3cret-pass@127.0.0.1/school",
        "teacher:S3cret-pass@127.0.0.1/school",
        "postgresql://teacher:S3cret-pass@127.0.0.1:port/school",
    ],
)
def test_a_url_that_cannot_be_used_is_said_in_one_line_without_its_password(url: str, tmp_path: Path) -> None:
    with capture_logs() as logs, pytest.raises(StoreError, match=r"TENKEN_STORE.*--store") as refusal:
        open_store(url, tmp_path)
    assert "\n" not in str(refusal.value)
    assert "S3cret" not in "".join(traceback.format_exception(refusal.value))
    assert "S3cret" not in str(logs)


def test_without_the_driver_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(
        StoreError, match=r"postgresql://127.0.0.1:1/school: .*pip install 'psycopg\[binary\]'"
    ):
        open_store("postgresql://teacher:S3cret-pass@127.0.0.1:1/school", tmp_path)


def test_a_failing_statement_quotes_no_text(sqlite: Store, tmp_path: Path) -> None:
    held = run("山田", title="CANARY-TITLE")
    sqlite.begin(held)
    with sqlite3.connect(tmp_path / "state" / FILE) as connection:
        connection.execute("DROP TABLE tenken_attempts")
    connection.close()
    with pytest.raises(StoreError) as refusal:
        sqlite.attempt(attempt(held))
    assert "送料無料" not in str(refusal.value)
    assert refusal.value.__suppress_context__


def test_postgresql_restarted_is_used_again(postgresql: Server, postgresql_url: str, tmp_path: Path) -> None:
    store = open_store(postgresql_url, tmp_path)
    held = run()
    store.begin(held)
    postgresql.stop()
    try:
        with pytest.raises(StoreError, match="see that the server runs") as refusal:
            store.attempt(attempt(held))
        assert "\n" not in str(refusal.value)
        assert "not-asked-for" not in str(refusal.value)
    finally:
        postgresql.start()
    last = store.attempt(attempt(held, seconds=60))
    told = store.run(held.id)
    assert told is not None
    assert told.attempts == (last,)
    store.close()


def test_a_lesson_that_cannot_be_read_any_more_is_said_by_its_id(sqlite: Store, tmp_path: Path) -> None:
    kept = lesson()
    sqlite.add_lesson(kept)
    sqlite.begin(run(started=after(1)))
    with sqlite3.connect(tmp_path / "state" / FILE) as connection:
        connection.execute("UPDATE tenken_lessons SET content = x'7b7d'")
        connection.execute("UPDATE tenken_runs SET content = '{}'")
    connection.close()
    with pytest.raises(StoreError, match=f"lesson {kept.id}: expected a lesson file"):
        sqlite.lesson(kept.id)
    with pytest.raises(StoreError, match="a Run in it is of another tenken"):
        sqlite.run(sqlite.runs()[0].id)
