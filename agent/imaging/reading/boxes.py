"""Rectangles of text lines, turned at any angle: where they lie, how they overlap, and the pixels inside."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

VERTICAL = 1.5
"""A box that is this many times as high as wide is a vertical line, as in the recogniser's training."""


@dataclass(frozen=True, slots=True)
class Box:
    """A turned rectangle, corners (4, 2) in pixels, clockwise from the one that is top left; score 0 to 1."""

    corners: NDArray[np.float32]
    score: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels, along the box's own axes."""
        top_left, top_right, _, bottom_left = self.corners
        return float(np.linalg.norm(top_right - top_left)), float(np.linalg.norm(bottom_left - top_left))

    @property
    def area(self) -> float:
        """Square pixels."""
        width, height = self.size
        return width * height

    @property
    def thickness(self) -> float:
        """The short side: about the height of the lettering."""
        return min(self.size)

    @property
    def vertical(self) -> bool:
        """Whether the line runs from top to bottom."""
        width, height = self.size
        return height >= VERTICAL * width


def upright_corners(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The corners of a turned rectangle, clockwise from the one that is top left."""
    by_x = points[np.argsort(points[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    return np.stack([left[0], right[0], right[1], left[1]])


def shared_area(one: Box, other: Box) -> float:
    """Square pixels that both boxes cover."""
    if (one.corners.max(axis=0) < other.corners.min(axis=0)).any() or (
        other.corners.max(axis=0) < one.corners.min(axis=0)
    ).any():
        return 0.0
    area, _ = cv2.intersectConvexConvex(one.corners, other.corners)
    return float(area)


def joint_share(one: Box, other: Box) -> float:
    """What both boxes cover, as a part of what either covers."""
    shared = shared_area(one, other)
    return shared / max(one.area + other.area - shared, 1e-6)


def cut_out(pixels: NDArray[np.uint8], box: Box, height: int, widest: int) -> NDArray[np.uint8]:
    """The line inside ``box``, lying, ``height`` pixels high and at most ``widest`` wide.

    A vertical line is turned by 90 degrees against the clock, which puts its top at the left.
    """
    corners = np.roll(box.corners, -1, axis=0) if box.vertical else box.corners
    along = float(np.linalg.norm(corners[1] - corners[0]))
    across = max(1.0, float(np.linalg.norm(corners[3] - corners[0])))
    # Cut at most at four times the final size: then a plain resize sees every pixel and nothing is huge.
    scale = min(1.0, 4 * height / across)
    size = max(1, round(along * scale)), max(1, round(across * scale))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    line = cv2.warpPerspective(pixels, warp, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    width = min(widest, max(1, round(height * size[0] / size[1])))
    shrunk = cv2.resize(line, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(shrunk, dtype=np.uint8)
