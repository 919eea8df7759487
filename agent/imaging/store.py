"""Facts of pictures on disk, by digest: what was measured and read once need not be again.

Text read from pictures may be confidential, so all of it is private to its owner. Any part of it may be
missing, damaged or of another version; then it is as if it had never been kept.
"""

import os
import sqlite3
import stat
import sys
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from pydantic import ValidationError

from agent.imaging.version import version
from agent.picture import ImageFacts
from agent.rules import proofs

MOST = 2_000
"""Pictures that are kept; the least recently used go first."""
NAME = "facts.sqlite3"
"""Another shape of table needs another name."""
BUSY_SECONDS = 0.5
"""How long another process may hold the file before one goes on without it."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_TABLES = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS facts
    (digest TEXT, version TEXT, used REAL, content BLOB, PRIMARY KEY (digest, version)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_use ON facts (used);
"""
# synchronous: what a power cut loses is measured again.


def default_path() -> Path:
    """Folder of the facts: ``pictures`` in ``$TENKEN_CACHE``, or in the system's place for such."""
    return proofs.default_path().parent / "pictures"


class FactStore:
    """Keeps facts in a folder of its own; safe to use by several threads and processes.

    Args:
        folder: made when first needed.
        tell: told once in one line when the folder cannot be used.

    """

    def __init__(self, folder: Path, tell: Callable[[str], None], most: int = MOST) -> None:
        self._folder = folder
        self._tell = tell
        self._most = most
        self._lock = threading.Lock()
        self._version = ""
        self._connection: sqlite3.Connection | None = None
        self._usable = True
        self._told = False

    def recall(self, digest: str) -> ImageFacts | None:
        """The facts of a picture that this version measured."""
        with suppress(ValidationError, zlib.error):
            content = self._run(self._recall, digest)
            if isinstance(content, bytes):
                facts = ImageFacts.model_validate_json(zlib.decompress(content))
                return facts if facts.digest == digest else None
        return None

    def keep(self, facts: ImageFacts) -> None:
        """Keep facts that say something about the picture, in the place of older ones."""
        if facts.error == "failed" or (facts.text is not None and facts.text.error is not None):
            return
        self._run(self._keep, facts.digest, zlib.compress(facts.model_dump_json().encode(), 1))

    def count(self) -> int | None:
        """How many pictures are kept; ``None`` when the folder cannot be used."""
        found = self._run(_count)
        return found if isinstance(found, int) else None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._usable = False
            self._close()

    def _run(self, action: Callable[..., object], *values: object) -> object:
        """``action`` on the open file; ``None`` where that cannot be."""
        with self._lock:
            for attempt in range(2):
                if not self._usable:
                    break
                try:
                    return action(self._connection or self._open(), *values)
                except (OSError, sqlite3.Error) as error:
                    self._close()
                    if attempt == 0 and _is(error, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                        self._remove()
                        continue
                    self._usable = _is(error, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
                    self._tell_once(f"{self._folder}: what is found in pictures is not kept ({error})")
                    break
        return None

    def _open(self) -> sqlite3.Connection:
        self._version = self._version or version()
        path = self._folder / NAME
        _prepare(self._folder, path)
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None
        )
        try:
            connection.executescript(_TABLES)
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection

    def _recall(self, connection: sqlite3.Connection, digest: str) -> bytes | None:
        key = digest, self._version
        with closing(
            connection.execute("SELECT content FROM facts WHERE digest = ? AND version = ?", key)
        ) as rows:
            found = rows.fetchone()
        if found is None:
            return None
        connection.execute("UPDATE facts SET used = ? WHERE digest = ? AND version = ?", (time.time(), *key))
        content: bytes = found[0]
        return content

    def _keep(self, connection: sqlite3.Connection, digest: str, content: bytes) -> None:
        connection.execute(
            "REPLACE INTO facts VALUES (?, ?, ?, ?)", (digest, self._version, time.time(), content)
        )
        connection.execute(
            "DELETE FROM facts WHERE (digest, version) IN"
            " (SELECT digest, version FROM facts ORDER BY used DESC LIMIT -1 OFFSET ?)",
            (self._most,),
        )

    def _remove(self) -> None:
        for name in (NAME, f"{NAME}-wal", f"{NAME}-shm"):
            with suppress(OSError):
                (self._folder / name).unlink()

    def _tell_once(self, line: str) -> None:
        if not self._told:
            self._told = True
            self._tell(line)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _count(connection: sqlite3.Connection) -> int:
    count: int = connection.execute("SELECT count(*) FROM facts").fetchone()[0]
    return count


def _is(error: Exception, *codes: int) -> bool:
    return isinstance(error, sqlite3.Error) and error.sqlite_errorcode & 0xFF in codes


def _prepare(folder: Path, path: Path) -> None:
    """Make folder and file, private to their owner. Raises ``OSError`` where that cannot be."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":  # %LOCALAPPDATA% is private by its access list
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            message = "expected a folder of your own"
            raise PermissionError(message)
        if found.st_mode & _OTHERS:
            folder.chmod(0o700)
    # SQLite gives its other files the modes of this one.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
