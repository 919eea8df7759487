"""Pools whose processes do what the test says: measure honestly, die, hang, or read when told to."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from agent.imaging.pool import ImagePool
from tests.imaging.pictures import encode, product_on

GOOD = encode(product_on((255, 255, 255)))
OTHER = encode(product_on((254, 254, 254)))
MOODY_WORKER = """
import os, sys, time
from agent.imaging import worker
from agent.picture import TextFacts, TextLine, Region
honest = worker.measuring()
def measuring(data, stop):
    if data == b"abort":
        os.abort()
    if data == b"hang":
        time.sleep(60)
    if data == b"babble":
        os.write(1, b"not a frame")
    return honest(data, stop)
worker.main("measure", lambda: measuring)
"""
MOODY_READER = """
import os, sys, time
from pathlib import Path
from agent.imaging import worker
from agent.imaging.frames import STOPPED
from agent.picture import TextFacts, TextLine, Region
log = Path(sys.argv[1])
def reading(data, stop):
    with log.open("a") as file:
        file.write(f"{len(data)}\\n")
    if (log.parent / "abort").exists():
        (log.parent / "abort").unlink()
        os.abort()
    while (log.parent / "hold").exists():
        if stop():
            return STOPPED
        time.sleep(0.005)
    while (log.parent / "deaf").exists():
        time.sleep(0.005)
    line = TextLine(text=str(len(data)), score=1, region=Region(x=0, y=0, width=1, height=1))
    return TextFacts(lines=(line,)).model_dump_json().encode()
worker.main("read", lambda: reading)
"""
MakePool = Callable[..., Awaitable[ImagePool]]


class Mood:
    """What the stand-in for the reading process is told to do, and what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "asked"
        self.log.touch()

    @property
    def asked(self) -> list[int]:
        """Sizes of the pictures that came to the process, in order."""
        return [int(line) for line in self.log.read_text("utf-8").split()]

    def set(self, mood: str) -> None:
        (self.folder / mood).touch()

    def clear(self, mood: str) -> None:
        (self.folder / mood).unlink()
