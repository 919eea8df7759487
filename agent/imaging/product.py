"""What stands on the ground: the box around it, its large parts, and the edges that it reaches."""

from collections.abc import Iterable

import numpy as np

from agent.imaging.frame import SIDES
from agent.imaging.ground import Ground, Part
from agent.picture import ProductFacts, Region, Side

MOST_PARTS = 12
CONTACT = 0.005
"""Of a side's length, what a part covers of it when it reaches that side: a speck at the edge does not."""


def measure_product(ground: Ground) -> ProductFacts | None:
    """The product of a picture; ``None`` where no ground surrounds it or nothing stands on it."""
    if not ground.parts or not ground.surrounds:
        return None
    height, width = ground.mask.shape
    return ProductFacts(
        box=Region.of_pixels(around((*ground.parts, *ground.marks)), width, height),
        parts=tuple(
            Region.of_pixels((part.x, part.y, part.x + part.width, part.y + part.height), width, height)
            for part in ground.parts[:MOST_PARTS]
        ),
        touches=tuple(side for side in SIDES if _reaches(ground, side)),
    )


def around(parts: Iterable[Part]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom pixel (not included) around all ``parts``."""
    boxes = [(part.x, part.y, part.x + part.width, part.y + part.height) for part in parts]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _reaches(ground: Ground, side: Side) -> bool:
    """Whether large parts cover some of the picture's outermost pixels on that side."""
    lines = {
        "top": ground.mask[0],
        "bottom": ground.mask[-1],
        "left": ground.mask[:, 0],
        "right": ground.mask[:, -1],
    }
    labels = ground.block_labels
    blocks = {"top": labels[0], "bottom": labels[-1], "left": labels[:, 0], "right": labels[:, -1]}
    large = np.isin(blocks[side], [part.label for part in ground.parts])
    covered = np.repeat(large, ground.step)[: len(lines[side])] & (lines[side] == 0)
    return int(covered.sum()) >= max(2, round(len(covered) * CONTACT))
