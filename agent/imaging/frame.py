"""A thin line of one colour drawn around the picture, at its edge or a little inside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, pairwise, product

import cv2
import numpy as np
import numpy.typing as npt

from agent.imaging.channels import at_least
from agent.picture import Colour, FrameFacts, Region, Side

SIDES: tuple[Side, ...] = ("top", "right", "bottom", "left")
DEEPEST = 0.09
"""How far from the edge a line may begin, as a share of the short side: beyond, it is of the goods."""
THICKEST = 0.025
"""Of the short side; 30 pixels of 1,600 were the thickest frames tried. What is thicker is a banner."""
SAMPLES = 64
"""Places along each side that are looked at."""
MARGIN = 0.1
"""Share of the side's ends that is left out, where the neighbouring sides' lines run."""
EVEN = 24
"""Levels that a line may vary: what a JPEG of quality 40 does to a one-pixel line."""
CONTRAST = 14
"""Levels between the line and what lies on either side of it."""
BRIGHT = 245
"""A margin that is brighter in every channel is no line but ground."""
ALONG = 0.92
"""Share of the places where the line must be seen; the product may cross the rest."""
FEWEST_SIDES = 3
MOST_LINES = 6
"""Of each side, the outermost: a striped picture has hundreds, and all combinations are tried."""
LEAST = 64
"""Pixels of the short side below which no frame can be told."""

Band = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Line:
    """A line along one side: ``start`` and ``end`` are pixels from the edge, the end not included."""

    side: Side
    start: int
    end: int
    colour: Colour


def find_frame(pixels: npt.NDArray[np.uint8]) -> FrameFacts | None:
    """The frame drawn on an RGB picture (height, width, 3), the outermost if there are several."""
    height, width = pixels.shape[:2]
    short = min(height, width)
    if short < LEAST:
        return None
    depth = int(short * (DEEPEST + THICKEST)) + 4
    bands = [(side, _band(pixels, side, depth)) for side in SIDES]
    lined = [(side, band) for side, band in bands if _has_edge(band)]
    if len(lined) < FEWEST_SIDES:
        return None
    by_side = [list(islice(_lines(side, band, short), MOST_LINES)) for side, band in lined]
    frames = sorted(_fitting(by_side, short), key=lambda lines: (-len(lines), lines[0].start))
    return _facts(frames[0], width, height) if frames else None


def _band(pixels: npt.NDArray[np.uint8], side: Side, depth: int) -> Band:
    """Samples of the side's band: rows from the edge inwards, places along the side, 3."""
    upright = pixels if side in ("top", "bottom") else pixels.transpose(1, 0, 2)
    length = upright.shape[1]
    first, last = int(length * MARGIN), int(length * (1 - MARGIN))
    places = slice(first, last, max(1, (last - first) // SAMPLES))
    return np.ascontiguousarray(
        (upright[:depth] if side in ("top", "left") else upright[: -depth - 1 : -1])[:, places]
    )


def _has_edge(band: Band) -> bool:
    """Whether the colour changes from one row to the next, or over one, nearly all along: rules out most."""
    red, green, blue = cv2.split(cv2.absdiff(band[2:], band[:-2]))
    changed = at_least(cv2.max(cv2.max(red, green), blue), CONTRAST)
    return bool(cv2.reduce(changed, 1, cv2.REDUCE_AVG).max() >= ALONG * 255 - 1)


def _lines(side: Side, band: Band, short: int) -> Iterator[Line]:
    """Runs of rows that are even, of one colour, and unlike the rows before and after."""
    medians = np.median(band, axis=1)
    apart = np.abs(band - medians[:, None, :]).max(axis=2)
    even = (apart <= EVEN).mean(axis=1) >= ALONG
    steps = np.abs(np.diff(medians, axis=0)).max(axis=1)
    # A border between colours may lie in the middle of a pixel: such a row belongs to neither.
    breaks = [0, *(int(row) + 1 for row in np.flatnonzero((steps >= CONTRAST) | (even[1:] != even[:-1])))]
    thickest = max(3, round(short * THICKEST))
    for start, end in _runs([*breaks, len(band)]):
        if (
            end - start > thickest
            or start > short * DEEPEST
            or end + 2 >= len(band)
            or not even[start:end].all()
        ):
            continue
        colour = medians[(start + end) // 2]
        if colour.min() >= BRIGHT:
            continue
        outside = band[start - 2] if start >= 2 else None  # noqa: PLR2004 - one row for the soft edge
        if _unlike(band[end + 1], colour) and (outside is None or _unlike(outside, colour)):
            red, green, blue = (round(float(level)) for level in colour)
            yield Line(side, start if start > 1 else 0, end, (red, green, blue))


def _runs(breaks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From break to break, and over one row between that is a soft edge on either side."""
    for index, (start, end) in enumerate(pairwise(breaks)):
        yield start, end
        if end - start == 1 and index + 2 < len(breaks):
            yield start, breaks[index + 2]


def _unlike(row: Band, colour: npt.NDArray[np.float64]) -> bool:
    return bool((np.abs(row - colour).max(axis=1) >= CONTRAST).mean() >= ALONG)


def _fitting(by_side: list[list[Line]], short: int) -> Iterator[tuple[Line, ...]]:
    """Lines of at least three sides that are alike in colour, thickness and distance from the edge."""
    slack = max(2, round(short * 0.004))
    for count in range(len(by_side), FEWEST_SIDES - 1, -1):
        for sides in combinations(by_side, count):
            for lines in product(*sides):
                alike = all(
                    abs(one.start - other.start) <= slack
                    and abs(one.end - one.start - other.end + other.start) <= slack
                    and max(abs(a - b) for a, b in zip(one.colour, other.colour, strict=True)) <= EVEN
                    for one, other in combinations(lines, 2)
                )
                if alike:
                    yield lines


def _facts(lines: tuple[Line, ...], width: int, height: int) -> FrameFacts:
    starts = {line.side: line.start for line in lines}
    left, top = starts.get("left", 0), starts.get("top", 0)
    right, bottom = width - starts.get("right", 0), height - starts.get("bottom", 0)
    first = lines[0]
    return FrameFacts(
        sides=tuple(line.side for line in lines),
        thickness=round(float(np.median([line.end - line.start for line in lines]))),
        inset=min(starts.values()),
        colour=first.colour,
        region=Region.of_pixels((left, top, right, bottom), width, height),
    )
