"""What is measured of a decoded picture's pixels. No verdict: what counts as white enough is a rule."""

from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from agent.picture import GroundFacts, Region

RING_SHARE = 0.02
"""Width of the ring as a share of the short side; JPEG of quality 40 keeps such a ring of white exact."""
WHITE = 255
NEAR_WHITE = 250
Side = Literal["top", "bottom", "left", "right"]
Mask = npt.NDArray[np.bool_]


def measure_ground(pixels: Image.Image) -> GroundFacts:
    """What the ring along the edge of an RGB picture is made of."""
    width, height = pixels.size
    ring = max(1, round(min(width, height) * RING_SHARE))
    inner_top, inner_bottom = ring, max(ring, height - ring)
    strips = {
        "top": _strip(pixels, 0, 0, width, min(ring, height)),
        "bottom": _strip(pixels, 0, inner_bottom, width, height),
        "left": _strip(pixels, 0, inner_top, min(ring, width), inner_bottom),
        "right": _strip(pixels, max(ring, width - ring), inner_top, width, inner_bottom),
    }
    colours = np.concatenate([strip.reshape(-1, 3) for strip in strips.values()])
    white = (colours == WHITE).all(axis=1)
    return GroundFacts(
        share=1.0,
        white_share=float(white.mean()),
        near_white_share=float((colours >= NEAR_WHITE).all(axis=1).mean()),
        colour=_median_colour(colours[~white]),
        stains=_regions(pixels, ring),
    )


def _strip(pixels: Image.Image, left: int, top: int, right: int, bottom: int) -> npt.NDArray[np.uint8]:
    if right <= left or bottom <= top:
        return np.zeros((0, 0, 3), dtype=np.uint8)
    return np.asarray(pixels.crop((left, top, right, bottom)))


def _median_colour(colours: npt.NDArray[np.uint8]) -> tuple[int, int, int]:
    if not len(colours):
        return (WHITE, WHITE, WHITE)
    red, green, blue = (round(float(value)) for value in np.median(colours, axis=0))
    return (red, green, blue)


def _regions(pixels: Image.Image, ring: int) -> tuple[Region, ...]:
    """From the first to the last place along each side where the ring is not white."""
    width, height = pixels.size
    rows, columns = min(ring, height), min(ring, width)
    stained: dict[Side, Mask] = {
        "top": _stained(_strip(pixels, 0, 0, width, rows), across=0),
        "bottom": _stained(_strip(pixels, 0, height - rows, width, height), across=0),
        "left": _stained(_strip(pixels, 0, 0, columns, height), across=1),
        "right": _stained(_strip(pixels, width - columns, 0, width, height), across=1),
    }
    # A corner belongs to two sides: it is told of by the side that is stained beyond it.
    sides = [side for side, mask in stained.items() if mask[ring:-ring].any()]
    if not sides:
        sides = [side for side, mask in stained.items() if side in ("top", "bottom") and mask.any()]
    return tuple(_stretch(side, stained[side], (width, height), ring) for side in sides)


def _stained(strip: npt.NDArray[np.uint8], *, across: int) -> Mask:
    """Which columns (across 0) or rows (across 1) of a strip hold a pixel that is not white."""
    mask: Mask = (strip != WHITE).any(axis=2).any(axis=across)
    return mask


def _stretch(side: Side, mask: Mask, size: tuple[int, int], ring: int) -> Region:
    width, height = size
    places = np.flatnonzero(mask)
    first, length = int(places[0]), int(places[-1] - places[0]) + 1
    rows, columns = min(ring, height), min(ring, width)
    if side in ("top", "bottom"):
        top = 0 if side == "top" else height - rows
        return Region(x=first / width, y=top / height, width=length / width, height=rows / height)
    left = 0 if side == "left" else width - columns
    return Region(x=left / width, y=first / height, width=columns / width, height=length / height)
