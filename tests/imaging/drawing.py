"""A product drawn on white, and what can be wrong with such a picture. All of it is drawn by code."""

from collections.abc import Callable
from functools import cache
from io import BytesIO

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from agent.picture import Region

SIDE = 1000
Pixels = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]
"""Left, top, width and height as fractions of the picture."""
QUICK: dict[str, dict[str, object]] = {
    "JPEG": {"quality": 92},
    "PNG": {"compress_level": 1},
    "WEBP": {"method": 0},
}
FILL: Box = (0.05, 0.15, 0.9, 0.7)


def region(box: Box) -> Region:
    left, top, width, height = box
    return Region(x=left, y=top, width=width, height=height)


def blank(level: int | tuple[int, int, int] = 255, side: int = SIDE) -> Pixels:
    return np.full((side, side, 3), level, dtype=np.uint8)


@cache
def texture(height: int, width: int, seed: int) -> Pixels:
    """Cloth-like: coarse patches, fine threads and grain."""
    random = np.random.default_rng(seed)
    rows, columns = height // 40 + 1, width // 40 + 1
    patches = random.integers(40, 190, (rows, columns, 3), dtype=np.uint8)
    coarse = cv2.resize(patches, (width, height), interpolation=cv2.INTER_CUBIC)
    threads = random.integers(0, 40, (height // 3 + 1, width // 3 + 1, 1), dtype=np.uint8).repeat(3, axis=2)
    fine = cv2.resize(threads, (width, height), interpolation=cv2.INTER_NEAREST)
    grain = random.integers(0, 24, (height, width, 1), dtype=np.uint8).repeat(3, axis=2)
    return np.asarray(cv2.add(cv2.add(coarse, fine), grain), dtype=np.uint8)


def put(pixels: Pixels, box: Box = FILL, seed: int = 1, *, square: bool = False) -> Pixels:
    """The picture with a product in ``box``, an oval unless ``square``; it may reach beyond the edge."""
    height, width = pixels.shape[:2]
    left, top = round(box[0] * width), round(box[1] * height)
    right, bottom = round((box[0] + box[2]) * width), round((box[1] + box[3]) * height)
    body = texture(bottom - top, right - left, seed)
    shape = np.zeros(body.shape[:2], dtype=np.uint8)
    if square:
        shape[:] = 255
    else:
        middle = ((right - left) // 2, (bottom - top) // 2)
        cv2.ellipse(shape, middle, middle, 0, 0, 360, 255, -1)
    result = pixels.copy()
    inside = slice(max(0, top), min(height, bottom)), slice(max(0, left), min(width, right))
    within = (
        slice(inside[0].start - top, inside[0].stop - top),
        slice(inside[1].start - left, inside[1].stop - left),
    )
    result[inside] = np.where(shape[within][..., None] != 0, body[within], result[inside])
    return result


def paint(pixels: Pixels, box: Box, colour: int | tuple[int, int, int]) -> Pixels:
    """The picture with a rectangle of one colour under everything that is not white."""
    height, width = pixels.shape[:2]
    left, top = round(box[0] * width), round(box[1] * height)
    right, bottom = round((box[0] + box[2]) * width), round((box[1] + box[3]) * height)
    result = pixels.copy()
    part = result[top:bottom, left:right]
    part[(part == 255).all(axis=2)] = colour
    return result


def shaded(
    pixels: Pixels, shade: Callable[[npt.NDArray[np.float64], npt.NDArray[np.float64]], object]
) -> Pixels:
    """The picture with its white darkened by ``shade(x, y)`` levels; x and y run from -1 to 1."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    levels = np.clip(255 - np.asarray(shade(x, y)), 0, 255).astype(np.uint8)
    white = (pixels == 255).all(axis=2)
    result = pixels.copy()
    result[white] = levels[white][:, None]
    return result


def framed(
    pixels: Pixels, thickness: int, colour: tuple[int, int, int], inset: int = 0, *, sides: str = "trbl"
) -> Pixels:
    """The picture with a line along the named sides."""
    result = pixels.copy()
    inner = result[inset : len(result) - inset, inset : result.shape[1] - inset]
    for side in sides:
        line = {
            "t": inner[:thickness],
            "b": inner[-thickness:],
            "l": inner[:, :thickness],
            "r": inner[:, -thickness:],
        }[side]
        line[:] = colour
    return result


def enlarged(pixels: Pixels, times: float) -> Pixels:
    """The picture after a way through a smaller size."""
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, (round(width / times), round(height / times)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def marked(pixels: Pixels, level: int = 215) -> Pixels:
    """The picture under a tiled watermark of slanted strokes."""
    marks = np.zeros(pixels.shape[:2], dtype=np.uint8)
    for y in range(40, SIDE, 120):
        for x in range(40, SIDE, 120):
            cv2.line(marks, (x, y + 30), (x + 40, y), 255, 8)
    darker = cv2.addWeighted(pixels, 0.7, np.full_like(pixels, level - 178), 1.0, 0)
    return np.where(marks[..., None] != 0, np.minimum(darker, level), pixels).astype(np.uint8)


def file(pixels: Pixels, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    """The picture as a file of that format and colour mode."""
    sink = BytesIO()
    options = QUICK.get(kind, {}) | options
    # The palette is made of the picture's own colours.
    image = Image.fromarray(pixels).convert(mode, palette=Image.Palette.ADAPTIVE)
    image.save(sink, kind, **options)
    return sink.getvalue()
