"""Where text stands: a differentiable-binarisation network (PP-OCR) and the boxes around what it marks."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from agent.imaging.reading.boxes import Box, upright_corners

STRIDE = 32
"""Sides of the network's input are multiples of it."""
MARKED = 0.3
"""Probability from which a pixel belongs to text; this and the next three as PP-OCR is used in the field."""
SURE = 0.5
"""Mean probability that a box needs."""
UNCLIP = 1.6
"""The network marks the shrunken core of a line; it grows by area x this / perimeter."""
THINNEST = 3.0
"""Pixels of the map; thinner cores are noise."""
MOST_BOXES = 300
"""A page of small print has about 100 lines."""


def find_boxes(
    session: InferenceSession, pixels: NDArray[np.uint8], side: int, most_enlarged: float
) -> list[Box]:
    """Boxes of the lines of text on ``pixels`` (height, width, 3; RGB), in pixels of the picture.

    The network sees the picture with its long side ``side`` pixels long; a small one is enlarged by
    ``most_enlarged`` at most.
    """
    height, width = pixels.shape[:2]
    scale = min(side / max(height, width), most_enlarged)
    size = _to_stride(width * scale), _to_stride(height * scale)
    smooth = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR  # noqa: PLR2004 - linear skips pixels below
    small = cv2.resize(pixels, size, interpolation=smooth)
    # The networks were trained on blue, green, red, from -1 to 1.
    planes = cv2.dnn.blobFromImage(small, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
    name = session.get_inputs()[0].name
    marks = np.asarray(session.run(None, {name: planes})[0], dtype=np.float32)[0, 0]
    return boxes_of(marks, width / marks.shape[1], height / marks.shape[0])


def boxes_of(marks: NDArray[np.float32], stretch_x: float, stretch_y: float) -> list[Box]:
    """Boxes around what ``marks`` (height, width), a map of probabilities, marks; in stretched pixels."""
    mask = (marks > MARKED).astype(np.uint8)
    mask = np.asarray(cv2.dilate(mask, np.ones((2, 2), np.uint8)), dtype=np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    stretch = np.array([stretch_x, stretch_y], np.float32)
    boxes = []
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:MOST_BOXES]:
        rectangle = cv2.minAreaRect(contour)
        (width, height) = rectangle[1]
        if min(width, height) < THINNEST:
            continue
        core = np.asarray(cv2.boxPoints(rectangle), dtype=np.float32)
        score = _mean_inside(marks, core)
        if score < SURE:
            continue
        # Offsetting a rectangle by d adds 2 d to both sides; d = area * ratio / perimeter.
        more = width * height * UNCLIP / (width + height)
        grown = cv2.boxPoints((rectangle[0], (width + more, height + more), rectangle[2]))
        corners = upright_corners(np.asarray(grown, dtype=np.float32) * stretch)
        boxes.append(Box(corners, score))
    return boxes


def _to_stride(length: float) -> int:
    return max(STRIDE, round(length / STRIDE) * STRIDE)


def _mean_inside(marks: NDArray[np.float32], corners: NDArray[np.float32]) -> float:
    height, width = marks.shape
    left, top = (max(0, math.floor(low)) for low in corners.min(axis=0))
    right, bottom = (math.ceil(high) for high in corners.max(axis=0))
    window = marks[top : min(bottom, height - 1) + 1, left : min(right, width - 1) + 1]
    inside = np.zeros(window.shape, np.uint8)
    cv2.fillPoly(inside, [(corners - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(window, inside)[0])
