"""Work for runners: importable by the processes they start."""

import os
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
