"""The directory that holds the agent's keys: private to its owner, every file whole or absent."""

import contextlib
import os
import secrets
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

VARIABLE = "TENKEN_STATE"
_PRIVATE_DIRECTORY = 0o700
_PRIVATE_FILE = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class StateError(Exception):
    """The state directory cannot be used; the text is one line that names the path and the remedy."""


def default_path() -> Path:
    """``$TENKEN_STATE``, or the system's place for a user's state."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else Path(platformdirs.user_state_dir("tenken", appauthor=False))


class StateDirectory:
    """Reads and writes small private files. Every failure is a ``StateError``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def prepare(self) -> None:
        """Make the directory if need be, and refuse one that others may enter."""
        try:
            self.path.mkdir(mode=_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        except OSError as error:
            raise self._unusable(error) from error
        self.check()

    def check(self) -> bool:
        """Whether the directory is there; refuses one that others may enter, and makes none."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise self._unusable(error) from error
        _require_private(self.path, found, _PRIVATE_DIRECTORY)
        return True

    def read(self, name: str) -> bytes | None:
        """The content of a private file; ``None`` when there is none."""
        path = self.path / name
        try:
            with path.open("rb") as file:
                # The open file is checked, not the name: nobody can swap it in between.
                _require_private(path, os.fstat(file.fileno()), _PRIVATE_FILE)
                return file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(error) from error

    def write(self, name: str, content: bytes) -> None:
        """Replace a file at once: after a crash it holds the old content or the new, never a part."""
        temporary = self.path / f".{name}.{secrets.token_hex(8)}"
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(self.path / name)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
            self._sync()
        except OSError as error:
            raise self._unusable(error) from error

    def remove(self, name: str) -> None:
        """Delete a file if it is there."""
        try:
            (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise self._unusable(error) from error

    def set_aside(self, name: str) -> Path:
        """Rename a file that cannot be used to ``<name>.corrupt-<time>``; the new path."""
        aside = self.path / f"{name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z"
        try:
            (self.path / name).replace(aside)
        except OSError as error:
            raise self._unusable(error) from error
        return aside

    def _sync(self) -> None:
        if sys.platform == "win32":
            return
        descriptor = os.open(self.path, os.O_RDONLY)
        with contextlib.suppress(OSError):  # some file systems cannot sync a directory
            os.fsync(descriptor)
        os.close(descriptor)

    def _unusable(self, error: OSError) -> StateError:
        reason = error.strerror or type(error).__name__
        return StateError(
            f"{error.filename or self.path}: {reason}; make it writable, or set {VARIABLE} elsewhere"
        )


def _require_private(path: Path, found: os.stat_result, expected: int) -> None:
    if sys.platform == "win32":  # %LOCALAPPDATA% is private by its access list
        return
    if found.st_uid != os.geteuid():
        message = f"{path} belongs to user {found.st_uid}, not to you: chown it or set {VARIABLE} elsewhere"
        raise StateError(message)
    if found.st_mode & _OTHERS:
        mode = stat.S_IMODE(found.st_mode)
        message = f"{path} is open to other users (mode {mode:04o}): run `chmod {expected:o} {path}`"
        raise StateError(message)
