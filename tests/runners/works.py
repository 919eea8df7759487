"""Work for runners: importable by the processes they start."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Doubling:
    """Doubles numbers; -1 raises, and a number in ``deadly`` takes the process down."""

    deadly: tuple[int, ...] = ()
    once: Path | None = None
    """With it, the process dies only as long as this file is not there."""

    def start(self) -> Callable[[int], int]:
        return self._double

    def _double(self, number: int) -> int:
        if number in self.deadly and not (self.once and self.once.exists()):
            if self.once:
                self.once.touch()
            os._exit(9)
        if number == -1:
            msg = "no -1"
            raise ValueError(msg)
        return number * 2


@dataclass(frozen=True)
class Stalling:
    """Doubles numbers; the first time it comes to ``at``, it tells its process id to a port and waits."""

    at: int
    port: int
    once: Path

    def start(self) -> Callable[[int], int]:
        return self._double

    def _double(self, number: int) -> int:
        if number == self.at and not self.once.exists():
            self.once.touch()
            with socket.create_connection(("127.0.0.1", self.port)) as line:
                line.sendall(f"{os.getpid()}\n".encode())
                line.recv(1)
        return number * 2


@dataclass(frozen=True)
class Opening:
    """Keeps a file of its process open, as a browser would be: it is there from start to close."""

    folder: Path

    def start(self) -> "Opened":
        return Opened(self.folder / f"{os.getpid()}")


class Opened:
    """Says how many are open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("x"):
            """A second start in the same process fails."""

    def __call__(self, number: int) -> int:
        return number if self.path.exists() else -1

    def close(self) -> None:
        self.path.rename(self.path.with_suffix(".closed"))


@dataclass(frozen=True)
class Lacking:
    """Needs a file that is not there."""

    path: Path

    def start(self) -> Callable[[int], str]:
        text = self.path.read_text()
        return lambda number: text[number]
