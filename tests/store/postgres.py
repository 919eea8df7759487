"""A PostgreSQL of the system's own package for the time of the tests, on a socket in a folder of its own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PACKAGED = Path("/usr/lib/postgresql")
_NOBODY = 65534
_SECONDS = 60


class MissingError(Exception):
    """There is no PostgreSQL to start here; the text says why."""


@dataclass(frozen=True)
class Server:
    """A server that can be stopped and started."""

    binaries: Path
    folder: Path

    @property
    def url(self) -> str:
        return f"postgresql://tenken:not-asked-for@/postgres?host={self.folder}"

    def start(self) -> None:
        options = f"-c listen_addresses='' -c fsync=off -c unix_socket_directories='{self.folder}'"
        self._control("start", "-o", options, "-l", str(self.folder / "log"))

    def stop(self) -> None:
        self._control("stop", "-m", "immediate")

    def _control(self, *words: str) -> None:
        command = (str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-w", *words)
        _run(command, self.folder)


@contextmanager
def server() -> Iterator[Server]:
    """A running server, gone at the end. Raises ``MissingError``."""
    found = sorted(PACKAGED.glob("*/bin/initdb"))
    if not found:
        msg = f"PostgreSQL NOT RUN: no package of it is installed ({PACKAGED})"
        raise MissingError(msg)
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        msg = "PostgreSQL NOT RUN: it refuses to run as root, and there is no setpriv to become another user"
        raise MissingError(msg)
    # Short, because a socket's path is at most 107 bytes, and open to who runs the server.
    folder = Path(tempfile.mkdtemp(prefix="tenken-pg-"))
    running = Server(found[-1].parent, folder)
    try:
        if os.geteuid() == 0:
            os.chown(folder, _NOBODY, _NOBODY)
        made = (str(found[-1]), "-D", str(folder / "data"), "-U", "tenken", "-A", "trust", "-E", "UTF8")
        _run((*made, "--locale=C", "--no-sync"), folder)
        running.start()
        try:
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder)


def _run(command: Sequence[str], folder: Path) -> None:
    other = ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups")
    # Its output goes to a file: a server that was started would hold a pipe open.
    with (folder / "out").open("w") as out:
        subprocess.run(
            (*other, *command) if os.geteuid() == 0 else command,
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS,
        )
