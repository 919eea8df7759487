"""What an audit has done so far, on disk as it comes: after a kill, the next run goes on from there.

JSON lines: what the results depend on first, then a target a line. The last line of a target counts; one
that was cut off by the kill does not.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from agent.reports.run import AuditedTarget

VERSION = 1
_BEGIN = b'{"tenken-audit": '


class JournalError(Exception):
    """A journal that cannot be gone on with; names the file and what to do."""


class Done(BaseModel):
    """One line."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    stamp: str
    """Tells whether the target is still what it was: its address, and of a saved page its files."""
    target: AuditedTarget


class Journal:
    """An open journal: what is done, and where more is added."""

    def __init__(self, path: Path, file: IO[bytes], done: Mapping[str, Done]) -> None:
        self._path = path
        self._file = file
        self._done = done

    def judged(self, label: str, stamp: str) -> AuditedTarget | None:
        """What was judged before under that label and stamp; whatever could not be is tried again."""
        known = self._done.get(label)
        return known.target if known is not None and known.stamp == stamp else None

    def add(self, target: AuditedTarget, stamp: str) -> None:
        """Write down a target; when this returns, it is on the disk. Raises ``JournalError``."""
        line = Done(stamp=stamp, target=target).model_dump_json()
        try:
            self._file.write(line.encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise JournalError(_unwritten(self._path, error)) from error


@contextmanager
def open_journal(path: Path, depends: Mapping[str, Any]) -> Iterator[Journal]:
    """The journal at ``path``, which is made when it is not there.

    Args:
        path: a file; another process that has it open is told apart by a lock beside it.
        depends: whatever makes results of two runs belong together, as JSON values.

    Raises:
        JournalError: it is another kind of file, in use, or of a run under other conditions.

    """
    with ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(FileLock(f"{path}.lock", timeout=0))
            # Pages of a signed-in browser may be in it.
            file = stack.enter_context(open(path, "a+b", opener=_private))
        except Timeout as error:
            msg = f"{path}: another audit is writing it; wait for it, or name another file"
            raise JournalError(msg) from error
        except OSError as error:
            raise JournalError(_unwritten(path, error)) from error
        yield Journal(path, file, _begun(file, path, depends))


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _unwritten(path: Path, error: OSError) -> str:
    return f"{path}: cannot be written ({error.strerror})"


def _begun(file: IO[bytes], path: Path, depends: Mapping[str, Any]) -> dict[str, Done]:
    head = {"tenken-audit": VERSION, **depends}
    file.seek(0)
    lines = file.read().split(b"\n")
    whole, cut = lines[:-1], lines[-1]
    if whole:
        _require_same(_head(whole[0], path), head, path)
    elif not _BEGIN.startswith(cut[: len(_BEGIN)]):
        raise JournalError(_no_journal(path))
    if cut:
        file.truncate(sum(len(line) + 1 for line in whole))
    if not whole:
        file.write(json.dumps(head, ensure_ascii=False).encode() + b"\n")
        file.flush()
        return {}
    done: dict[str, Done] = {}
    for number, line in enumerate(whole[1:], 2):
        try:
            entry = Done.model_validate_json(line)
        except ValidationError as error:
            where = f"{path}, line {number}"
            msg = f"{where}: expected an audited target; delete the line, or the file to begin again"
            raise JournalError(msg) from error
        if entry.target.outcome == "judged":
            done[entry.target.label] = entry
    return done


def _head(line: bytes, path: Path) -> Mapping[str, Any]:
    try:
        head = json.loads(line)
    except ValueError:
        head = None
    if not isinstance(head, dict) or "tenken-audit" not in head:
        raise JournalError(_no_journal(path))
    return head


def _no_journal(path: Path) -> str:
    return f"{path}: is no journal of `tenken audit`; name another file"


def _require_same(old: Mapping[str, Any], now: Mapping[str, Any], path: Path) -> None:
    other = sorted(name for name in old.keys() | now.keys() if old.get(name) != now.get(name))
    if other:
        msg = (
            f"{path}: was begun with another {', '.join(other)}: its results and new ones do not belong "
            "together; name another file, or delete it to begin again"
        )
        raise JournalError(msg)
