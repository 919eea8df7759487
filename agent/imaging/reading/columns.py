"""Vertical lines that a detector took apart, letter by letter, put together again."""

from collections.abc import Sequence

import cv2
import numpy as np

from agent.imaging.reading.boxes import Box, upright_corners

FLATTEST = 0.67
"""Least height by width of a piece: a letter or a part of a column, not a horizontal line."""
ALIKE = 1.5
"""Widths of neighbouring pieces differ by this factor at most."""
ASIDE = 0.6
"""How far the next piece may stand aside, as a part of the width: columns lean on turned packs."""
APART = (-0.4, 0.9)
"""The gap below a piece, as a part of the width; less than nothing where boxes overlap."""


def join_columns(boxes: Sequence[Box]) -> list[Box]:
    """A box around each run of two or more pieces that stand below one another."""
    pieces = sorted(
        (box for box in boxes if box.size[1] >= FLATTEST * box.size[0]),
        key=lambda box: float(box.corners[:, 1].min()),
    )
    columns: list[list[Box]] = []
    for piece in pieces:
        above = next((column for column in columns if _continues(column[-1], piece)), None)
        if above is None:
            columns.append([piece])
        else:
            above.append(piece)
    return [_around(column) for column in columns if len(column) > 1]


def _continues(upper: Box, lower: Box) -> bool:
    width = max(upper.size[0], lower.size[0])
    if width > ALIKE * min(upper.size[0], lower.size[0]):
        return False
    bottom = upper.corners[2:].mean(axis=0)
    top = lower.corners[:2].mean(axis=0)
    aside, below = (top - bottom) / width
    return bool(abs(aside) <= ASIDE and APART[0] <= below <= APART[1])


def _around(column: Sequence[Box]) -> Box:
    points = np.concatenate([piece.corners for piece in column])
    corners = np.asarray(cv2.boxPoints(cv2.minAreaRect(points)), dtype=np.float32)
    return Box(upright_corners(corners), min(piece.score for piece in column))
