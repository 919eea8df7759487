"""Bytes to ``TextFacts``, in whatever process it is called: what is written in a picture, and where."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from agent.imaging.decode import decode
from agent.imaging.ground import find_ground
from agent.imaging.overlay import Placement, locate_lines
from agent.imaging.reading import Reader, ReadLine, Stopped
from agent.picture import Region, TextFacts, TextLine

WARM_UP = "TENKEN"
"""A word on a small white picture has all models loaded and their first, slow run behind them."""


def new_reader(threads: int) -> Reader:
    """A reader with its models loaded. Raises when they are missing or damaged."""
    reader = Reader(threads)
    picture = np.full((64, 256, 3), 255, dtype=np.uint8)
    cv2.putText(picture, WARM_UP, (16, 48), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 3)
    reader.read(picture)
    return reader


def read(data: bytes, reader: Reader, stop: Callable[[], bool]) -> TextFacts:
    """The lines in the picture, from top to bottom.

    Raises:
        Stopped: ``stop`` said so.
        DecodeError: the bytes hold no picture; who measured them first knows.

    """
    pixels = decode(data).pixels
    lines = reader.read(pixels, stop)
    if not lines:
        return TextFacts()
    if stop():
        raise Stopped
    height, width = pixels.shape[:2]
    placements = locate_lines(pixels, find_ground(pixels), lines)
    found = [_line(line, where, width, height) for line, where in zip(lines, placements, strict=True)]
    return TextFacts(lines=tuple(sorted(found, key=lambda line: (line.region.y, line.region.x))))


def _line(line: ReadLine, where: Placement, width: int, height: int) -> TextLine:
    return TextLine(
        text=line.text,
        score=line.score,
        region=_around(line.corners, width, height),
        vertical=line.vertical,
        place=where.place,
        badge=where.badge,
        lattice=line.lattice,
    )


def _around(corners: NDArray[np.float32], width: int, height: int) -> Region:
    """The rectangle around (4, 2) pixels; a corner may lie outside of the picture."""
    size = np.array((width, height), dtype=np.float64)
    left, top = (float(share) for share in np.clip(corners.min(axis=0) / size, 0, 1))
    right, bottom = (float(share) for share in np.clip(corners.max(axis=0) / size, 0, 1))
    return Region(x=left, y=top, width=right - left, height=bottom - top)
