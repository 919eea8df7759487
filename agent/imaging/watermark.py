"""Faint marks strewn over the ground, as a tiled watermark leaves them; slanted text is read elsewhere."""

import numpy as np
import numpy.typing as npt

from agent.imaging.ground import Ground
from agent.imaging.product import around
from agent.picture import Region, WatermarkFacts

FEWEST = 12
GRID = 6
SPREAD = 0.25
"""Share of the cells of a grid of six by six in which there are such marks."""
FAINT = 130
"""A mark is faint when the mean of its blocks is at least this bright: ink at 90 of 255 on white."""


def faint_marks(ground: Ground, small: npt.NDArray[np.uint8]) -> WatermarkFacts | None:
    """Many faint separate marks spread over the ground; ``small`` is the brightness, one value a block."""
    if len(ground.marks) < FEWEST or not ground.surrounds:
        return None
    height, width = ground.mask.shape
    labels = ground.block_labels
    darkest = np.full(labels.max() + 1, 255, dtype=np.uint8)
    np.minimum.at(darkest, labels.ravel(), small.ravel())
    faint = [mark for mark in ground.marks if darkest[mark.label] >= FAINT]
    cells = {
        ((mark.x + mark.width // 2) * GRID // width, (mark.y + mark.height // 2) * GRID // height)
        for mark in faint
    }
    if len(faint) < FEWEST or len(cells) < SPREAD * GRID * GRID:
        return None
    region = Region.of_pixels(around(faint), width, height)
    return WatermarkFacts(kind="faint-marks", count=len(faint), region=region)
