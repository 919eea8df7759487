"""Transactions on the store's database: opened when first needed, opened again when its file went away.

Every failure is a ``StoreError``. Which rows there are is not known here.
"""

import os
import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import (
    Connection,
    Engine,
    RootTransaction,
    create_engine,
    event,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from agent.store.address import Address
from agent.store.errors import VARIABLE, StoreError
from agent.store.tables import VERSION, metadata, versions

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
_BUSY_SECONDS = 5
"""How long another process, such as ``tenken lesson forget``, may hold the file."""
_LOST_MILLISECONDS = 10_000
"""After which a database server that does not answer counts as lost."""
_LOCK = 0x54454E4B
"""Number of the PostgreSQL lock under which the tables are made: "TENK"."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_REMEDIES = {
    sqlite3.SQLITE_FULL: "the disk is full; make room, nothing that was saved is lost",
    sqlite3.SQLITE_READONLY: "it cannot be written; make the file and its folder writable",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; make the file and its folder writable",
    sqlite3.SQLITE_BUSY: "another process holds it; wait for that or end it",
    sqlite3.SQLITE_CORRUPT: "it is damaged; restart the agent, which sets it aside",
    sqlite3.SQLITE_NOTADB: "it is damaged; restart the agent, which sets it aside",
}


class Database:
    """One database; safe to use by several threads, and by several processes."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._identity: tuple[int, int] | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that changes nothing."""
        with self._told(), self._opened().connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on the disk when this ends without an error."""
        with self._told(), self._opened().connect() as connection, _begun(connection):
            yield connection

    def open(self) -> None:
        """Open it now: whatever is wrong with it is told here."""
        with self._told():
            self._opened()

    def tidy(self) -> None:
        """Let nothing of removed rows stay in SQLite's log beside the file."""
        if self.address.file is not None:
            # Not by way of SQLAlchemy, which would begin a transaction: there can be none around it.
            with self._told(), closing(self._opened().raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of it; the next use opens it again."""
        with self._lock:
            self._close()

    def _opened(self) -> Engine:
        with self._lock:
            if self._engine is not None and self._identity != _identity(self.address.file):
                # SQLite would go on writing into the deleted file, and all of it would be lost.
                log.warning("store.replaced", file=str(self.address.file))
                self._close()
            if self._engine is None:
                self._engine = self._open()
                self._identity = _identity(self.address.file)
            return self._engine

    def _open(self) -> Engine:
        engine = _engine(self.address)
        try:
            if self.address.file is not None:
                _prepare(self.address.file)
                if not _is_whole(engine):
                    engine.dispose()
                    aside = _set_aside(self.address.file)
                    log.warning("store.corrupt", file=str(self.address.file), moved_to=str(aside))
                    _prepare(self.address.file)
            self._make_tables(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _make_tables(self, engine: Engine) -> None:
        with engine.connect() as connection, _begun(connection):
            if self.address.file is None:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            names = set(inspect(connection).get_table_names())
            if versions.name in names:
                self._check(connection.execute(select(versions.c.version)).scalar())
                return
            if self.address.file is not None and names:
                msg = (
                    f"{self.address} is the database of another program; set {VARIABLE} or --store elsewhere"
                )
                raise StoreError(msg)
            metadata.create_all(connection)
            connection.execute(insert(versions).values(version=VERSION))

    def _check(self, version: int | None) -> None:
        if version is None or version > VERSION:
            msg = (
                f"{self.address} is of a newer tenken (version {version} of its tables, expected at most "
                f"{VERSION}): install that one, or name another store with {VARIABLE} or --store"
            )
            raise StoreError(msg)

    def _close(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, OSError) as error:
            # Without its cause: the statement's values are a listing's texts.
            raise StoreError(self._words(error)) from None

    def _words(self, error: SQLAlchemyError | sqlite3.Error | OSError) -> str:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        if isinstance(cause, sqlite3.Error) and hasattr(cause, "sqlite_errorcode"):
            remedy = _REMEDIES.get(cause.sqlite_errorcode & 0xFF)
            if remedy is not None:
                return f"{self.address}: {remedy}, or set {VARIABLE} or --store elsewhere"
        said = cause.strerror if isinstance(cause, OSError) else str(cause)
        reason = self.address.without_secrets(" ".join((said or type(cause).__name__).split()))
        remedy = "make it writable" if self.address.file is not None else "see that the server runs"
        return f"{self.address}: {reason}; {remedy}, or set {VARIABLE} or --store elsewhere"


def _engine(address: Address) -> Engine:
    # Errors would quote the values of their statement: texts of listings, names of learners.
    if address.file is None:
        limits = {"connect_timeout": _BUSY_SECONDS, "tcp_user_timeout": _LOST_MILLISECONDS}
        try:
            return create_engine(address.url, hide_parameters=True, pool_pre_ping=True, connect_args=limits)
        except ModuleNotFoundError:
            msg = f"{address}: the driver is not installed here; `pip install 'psycopg[binary]'` brings it"
            raise StoreError(msg) from None
    engine = create_engine(address.url, hide_parameters=True, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _begun(connection: Connection) -> RootTransaction:
    return connection.execution_options(tenken_writes=True).begin()


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    connection.isolation_level = None  # transactions begin in _begin, not where sqlite3 would guess
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}").close()


def _begin(connection: Connection) -> None:
    # At once for writing: a transaction that began by reading could not wait for another writer.
    writes = connection.get_execution_options().get("tenken_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _is_whole(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            return connection.execute(text("PRAGMA quick_check(1)")).scalar() == "ok"
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error) and error.orig.sqlite_errorcode & 0xFF in _DAMAGED:
            return False
        raise


def _prepare(path: Path) -> None:
    """Make the file, private to its owner; refuse one that others may read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # SQLite gives its other files this mode
    try:
        found = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if sys.platform != "win32" and found.st_mode & _OTHERS:  # there, the folder's access list protects it
        mode = stat.S_IMODE(found.st_mode)
        msg = f"{path} is open to other users (mode {mode:04o}): run `chmod 600 {path}`"
        raise StoreError(msg)


def _set_aside(path: Path) -> Path:
    """Rename the file and SQLite's others beside it, so that they can still be opened together."""
    aside = path.with_name(f"{path.name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z")
    for end in ("-wal", "-shm", ""):
        file = path.with_name(path.name + end)
        if file.exists():
            file.replace(aside.with_name(aside.name + end))
    return aside


def _identity(path: Path | None) -> tuple[int, int] | None:
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
