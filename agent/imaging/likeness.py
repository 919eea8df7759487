"""A hash that pictures of like content share but for a few bits."""

import cv2
import numpy as np
import numpy.typing as npt

from agent.imaging.ground import Ground
from agent.imaging.product import around

COLUMNS, ROWS = 9, 8


def likeness(ground: Ground, small: npt.NDArray[np.uint8]) -> str:
    """64 bits as 16 hex digits: whether it gets brighter from left to right in each place of a coarse grid.

    Only the product is looked at where ground surrounds it: on white, all goods of one outline would be
    alike. ``small`` is the picture's brightness, one value a block.
    """
    seen = small
    if ground.parts and ground.surrounds:
        left, top, right, bottom = (edge // ground.step for edge in around(ground.parts))
        seen = small[top : max(top + 1, bottom), left : max(left + 1, right)]
    grid = cv2.resize(seen, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    bits = np.packbits(grid[:, 1:] > grid[:, :-1])
    return bits.tobytes().hex()
