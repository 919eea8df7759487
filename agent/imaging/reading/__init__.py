"""Reading text in pictures, offline."""

from agent.imaging.reading.lines import ReadLine, Stopped
from agent.imaging.reading.reader import Reader

__all__ = ["ReadLine", "Reader", "Stopped"]
