"""How much fine detail the product has, where it has most of it."""

import cv2
import numpy as np
import numpy.typing as npt

from agent.imaging.ground import Ground
from agent.picture import SharpnessFacts

TILES = 6
"""Squares that are looked at: those with most detail at a quarter of the size."""
TILE_SHARE = 0.1
"""Side of a square, of the picture's longest side …"""
SMALLEST_TILE = 48
"""… and in pixels."""
REFERENCE = 1000
"""Pixels of the longest side at which the variance is taken; smaller pictures are not enlarged for it."""
EVEN = 0.2
"""Levels that the coarser round trip changes at least: nothing is blurred where nothing is to be seen."""


def measure_sharpness(
    pixels: npt.NDArray[np.uint8], ground: Ground, small: npt.NDArray[np.uint8]
) -> SharpnessFacts | None:
    """How sharp the largest part of an RGB picture (height, width, 3) is; ``None`` of a small or even one.

    ``small`` is the picture's brightness, one value a block.
    """
    if not ground.parts:
        return None
    tiles = _tiles(pixels, ground, small)
    if not tiles:
        return None
    finest, finer = (float(sum(levels)) for levels in zip(*map(_losses, tiles), strict=True))
    scale = min(1.0, REFERENCE / max(pixels.shape[:2]))
    if finer < EVEN * len(tiles):
        return None
    return SharpnessFacts(
        detail=finest / finer,
        variance=float(np.median([_variance(tile, scale) for tile in tiles])),
    )


def _tiles(
    pixels: npt.NDArray[np.uint8], ground: Ground, small: npt.NDArray[np.uint8]
) -> list[npt.NDArray[np.float32]]:
    """Grey squares within the largest part, whose sides are multiples of four pixels."""
    part, step = ground.parts[0], ground.step
    side = max(SMALLEST_TILE, round(max(pixels.shape[:2]) * TILE_SHARE)) // 4 * 4
    columns, rows = part.width // side, part.height // side
    if not columns or not rows:
        return []
    inside = small[
        part.y // step : (part.y + rows * side) // step, part.x // step : (part.x + columns * side) // step
    ]
    detail = cv2.resize(
        cv2.absdiff(inside, cv2.blur(inside, (3, 3))), (columns, rows), interpolation=cv2.INTER_AREA
    )
    best = np.argsort(-detail.ravel().astype(np.int32), kind="stable")[:TILES]
    corners = ((part.x + int(cell) % columns * side, part.y + int(cell) // columns * side) for cell in best)
    return [
        cv2.cvtColor(np.ascontiguousarray(pixels[y : y + side, x : x + side]), cv2.COLOR_RGB2GRAY).astype(
            np.float32
        )
        for x, y in corners
    ]


def _losses(tile: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Mean difference that a round trip through half the size makes, and the next one from there."""
    half = cv2.resize(tile, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    quarter = cv2.resize(half, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return _loss(tile, half), _loss(half, quarter)


def _loss(tile: cv2.typing.MatLike, half: cv2.typing.MatLike) -> float:
    back = cv2.resize(half, (tile.shape[1], tile.shape[0]), interpolation=cv2.INTER_LINEAR)
    return float(cv2.norm(tile, back, cv2.NORM_L1)) / tile.size


def _variance(tile: npt.NDArray[np.float32], scale: float) -> float:
    at_reference = (
        cv2.resize(tile, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else tile
    )
    _, deviation = cv2.meanStdDev(cv2.Laplacian(at_reference, cv2.CV_32F))
    return float(deviation[0][0]) ** 2
