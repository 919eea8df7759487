"""The bright ground that reaches the picture's edge, and what stands on it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from agent.imaging.channels import as_channel, at_least, channel_minimum, reduced
from agent.imaging.frame import BRIGHT, find_frame
from agent.picture import FrameFacts

GRID = 400
"""Blocks along the longest side, in which parts are told apart: a quarter of a usual picture's pixels."""
WIDEST_BLOCK = 22
"""Pixels: in a larger block one dark pixel does not show in the block's mean."""
PART_SHARE = 0.01
"""Of the picture's area, what a large part has at least …"""
PART_OF_LARGEST = 0.1
"""… or of the largest part's area: a pair of earrings is small on its picture, too …"""
PART_LEAST = 0.002
"""… but never less than this of the picture's: those are letters."""
SPECK_SHARE = 0.0001
"""Of the picture's area: less is dust or a compression's noise."""
MOST_MARKS = 4000
EDGE_SHARE = 0.5
"""Of the blocks along the edge, how many are ground where ground surrounds the product …"""
SIDE_SHARE = 0.05
"""… and of each single side's: a side without ground is a wall or a floor, or a product cut off all along."""
OPEN, GROUND = 255, 128


class Part(NamedTuple):
    """One connected thing on the ground: its box in pixels, its area in pixels, its label."""

    x: int
    y: int
    width: int
    height: int
    area: int
    label: int


@dataclass(frozen=True)
class Ground:
    """The bright area connected to the picture's edge (or to a frame's inner side), and what stands on it."""

    mask: npt.NDArray[np.uint8]
    """Height, width: 255 where the picture is ground."""
    brightness: npt.NDArray[np.uint8]
    """Height, width: the least of the three channels."""
    parts: tuple[Part, ...]
    """The large things, the largest first; a frame is none."""
    marks: tuple[Part, ...]
    """The small ones that are more than specks, the largest first: letters, accessories, dots."""
    step: int
    """Pixels along each side of a block."""
    open_blocks: npt.NDArray[np.uint8]
    """255 for a block that is ground throughout; the last blocks may reach beyond the picture."""
    block_labels: npt.NDArray[np.int32]
    """For each block the label of the thing in it, 0 for ground."""
    frame: FrameFacts | None

    @cached_property
    def labels(self) -> npt.NDArray[np.int32]:
        """Height, width: the label of the thing there, within a block; 0 is ground. Made when asked for."""
        height, width = self.mask.shape
        rows, columns = self.block_labels.shape
        size = (columns * self.step, rows * self.step)
        # cv2 enlarges numbers of 32 bits only as floats, which hold every label exactly.
        whole = cv2.resize(self.block_labels.astype(np.float32), size, interpolation=cv2.INTER_NEAREST)
        return np.asarray(whole[:height, :width], dtype=np.int32)

    @cached_property
    def surrounds(self) -> bool:
        """Whether the ground is what the product stands on, and not one bright place of a scene."""
        rows, columns = self.open_blocks.shape
        height, width = self.mask.shape
        left, top, right, bottom = shown_area(self.frame, width, height)
        # The blocks that the frame's soft inner edge may reach are left out.
        away = 0 if self.frame is None else 1
        left, top = -(-left // self.step) + away, -(-top // self.step) + away
        right, bottom = min(columns, right // self.step + 1 - away), min(rows, bottom // self.step + 1 - away)
        shown = self.open_blocks[top:bottom, left : max(left + 1, right)] != 0
        if not shown.size:
            return False
        sides = [shown[0], shown[-1], shown[:, 0], shown[:, -1]]
        each = [float(side.mean()) for side in sides]
        length = sum(map(len, sides))
        whole = sum(share * len(side) for share, side in zip(each, sides, strict=True)) / length
        return whole >= EDGE_SHARE and min(each) >= SIDE_SHARE


def find_ground(pixels: npt.NDArray[np.uint8]) -> Ground:
    """The ground of an RGB picture (height, width, 3)."""
    brightness = channel_minimum(pixels)
    height, width = brightness.shape
    frame = find_frame(pixels)
    step = min(WIDEST_BLOCK, max(1, round(max(height, width) / GRID)))
    rows, columns = -(-height // step), -(-width // step)
    bright = at_least(brightness, BRIGHT)
    # An open rim around the picture joins whatever reaches its edge; beyond the last row and column
    # it fills the last blocks.
    rim = (1, rows * step - height + 1, 1, columns * step - width + 1)
    padded = cv2.copyMakeBorder(bright, *rim, cv2.BORDER_CONSTANT, value=OPEN)
    cv2.floodFill(padded, None, (0, 0), GROUND)
    if frame is not None:
        _fill_within(padded, frame, width, height)
    filled = cv2.inRange(padded[1 : rows * step + 1, 1 : columns * step + 1], GROUND, GROUND)
    open_blocks = at_least(reduced(filled, step), OPEN)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.bitwise_not(open_blocks), connectivity=8, ltype=cv2.CV_32S
    )
    mask = as_channel(np.ascontiguousarray(filled[:height, :width]))
    found = _things(np.asarray(stats, dtype=np.int32), count, step, mask, frame)
    large = [part for part in found if part.area >= _large_from(found, height * width)]
    return Ground(
        mask=mask,
        brightness=brightness,
        parts=tuple(_tight(part, mask, step) for part in large),
        marks=tuple(found[len(large) :]),
        step=step,
        open_blocks=open_blocks,
        block_labels=np.asarray(labels, dtype=np.int32),
        frame=frame,
    )


def shown_area(frame: FrameFacts | None, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom pixel (not included) of the picture within its frame."""
    if frame is None:
        return 0, 0, width, height
    # Three pixels more are the soft edge that a JPEG gives the line.
    away = frame.thickness + 3
    region = frame.region
    return (
        round(region.x * width) + away,
        round(region.y * height) + away,
        round((region.x + region.width) * width) - away,
        round((region.y + region.height) * height) - away,
    )


def _fill_within(padded: cv2.typing.MatLike, frame: FrameFacts, width: int, height: int) -> None:
    """Ground continues on the inner side of a frame: fill from every place along it that is open."""
    left, top, right, bottom = shown_area(frame, width, height)
    right, bottom = right - 1, bottom - 1
    across = [(x, y) for y in (top, bottom) for x in range(left, right, 4)]
    down = [(x, y) for x in (left, right) for y in range(top, bottom, 4)]
    for x, y in across + down:
        if padded[y + 1, x + 1] == OPEN:
            cv2.floodFill(padded, None, (x + 1, y + 1), GROUND)


def _things(
    stats: npt.NDArray[np.int32], count: int, step: int, mask: npt.NDArray[np.uint8], frame: FrameFacts | None
) -> list[Part]:
    """All things but specks, the largest first; areas are those of the blocks."""
    height, width = mask.shape
    least = max(2.0, height * width * SPECK_SHARE / step**2)
    order = np.argsort(-stats[1:count, cv2.CC_STAT_AREA], kind="stable") + 1
    things = []
    for label in order[:MOST_MARKS]:
        x, y, across, down, area = (int(value) for value in stats[label])
        if area < least:
            break
        left, top = x * step, y * step
        wide, high = min(across * step, width - left), min(down * step, height - top)
        if frame is None or not _is_frame(wide / width, high / height, area * step**2 / (wide * high), frame):
            things.append(Part(left, top, wide, high, min(area * step**2, wide * high), int(label)))
    return things


def _is_frame(width: float, height: float, fill: float, frame: FrameFacts) -> bool:
    """Whether a thing of that size (shares of the picture) and fullness is the frame's line."""
    near = 0.02
    wide, high = abs(width - frame.region.width) <= near, abs(height - frame.region.height) <= near
    hollow = 0.3
    return wide and high and fill <= hollow


def _large_from(things: list[Part], picture: int) -> float:
    """Pixels from which on a thing is a part."""
    largest = things[0].area if things else 0
    return max(picture * PART_LEAST, min(picture * PART_SHARE, largest * PART_OF_LARGEST))


def _tight(part: Part, mask: npt.NDArray[np.uint8], step: int) -> Part:
    """The part with its box drawn in from its blocks' edges to its outermost pixels."""
    x, y, width, height = part.x, part.y, part.width, part.height
    box = mask[y : y + height, x : x + width]
    top = _first(box[:step].min(axis=1))
    bottom = _first(box[::-1][:step].min(axis=1))
    left = _first(box[:, :step].min(axis=0))
    right = _first(box[:, ::-1][:, :step].min(axis=0))
    return part._replace(x=x + left, y=y + top, width=width - left - right, height=height - top - bottom)


def _first(line: npt.NDArray[np.uint8]) -> int:
    """Where the first of ``line`` is not ground."""
    return int(np.argmin(line != 0))
