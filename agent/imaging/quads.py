"""The four corners of a line of text: (4, 2) pixels, clockwise from the line's own top left."""

import cv2
import numpy as np
from numpy.typing import NDArray

Quad = NDArray[np.float32]
Mask = NDArray[np.uint8]


def height_of(quad: Quad) -> float:
    """The shorter pair of sides, in pixels: the height of the letters, of vertical lines too."""
    sides = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1)
    return float(min(sides[0] + sides[2], sides[1] + sides[3])) / 2


def widened(quad: Quad, reach: float) -> Quad:
    """``quad`` with each side moved outward by ``reach`` pixels."""
    across, down = quad[1] - quad[0], quad[3] - quad[0]
    across = across / max(1.0, float(np.linalg.norm(across))) * reach
    down = down / max(1.0, float(np.linalg.norm(down))) * reach
    moves = np.stack([-across - down, across - down, across + down, down - across])
    return np.asarray(quad + moves, np.float32)


def filled(shape: tuple[int, int], quad: Quad) -> Mask:
    """A mask of ``shape`` (height, width) with ``quad`` filled with 255."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(mask, np.round(quad).astype(np.int32), 255)
    return mask
