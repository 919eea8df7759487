"""How white the ground is, what colour it has instead, and where."""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from agent.imaging.channels import as_channel, at_least, in_blocks, reduced
from agent.imaging.ground import Ground, shown_area
from agent.picture import Colour, GroundFacts, Region

WHITE = 255
NEAR_WHITE = 250
CLEAR = 16
"""Pixels from the product within which a JPEG's ringing darkens white; beyond, qualities 30 to 95 keep it."""
LEAST_JUDGED = 0.002
"""Of the picture's area, what there must be to judge; else ground nearer to the product is judged as well."""
RING_SHARE = 0.02
"""Width of the ring along the edge as a share of the short side."""
MOST_STAINS = 64
CELLS = 64
"""Along the longest side, in which stains are gathered; fewer where they would be too many rectangles."""
DENSE = 0.04
"""Share of a cell's blocks from which on it counts as stained: single odd pixels are left out."""
SAMPLED = 10_000
"""Pixels of the picture that are looked at for the median colour …"""
FEWEST_SAMPLED = 200
"""… unless fewer than this are not white: then as many of just those."""

Mask = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]


def measure_ground(pixels: npt.NDArray[np.uint8], ground: Ground, tolerance: int) -> GroundFacts:
    """How white the ground of an RGB picture (height, width, 3) is; ``tolerance`` as in ``Picture``."""
    height, width = ground.mask.shape
    share = cv2.countNonZero(ground.mask) / (height * width)
    white_pixels = at_least(ground.brightness, WHITE)
    pure_ground = GroundFacts(
        share=share, white_share=1, near_white_share=1, colour=(WHITE,) * 3, tolerance=tolerance
    )
    if ground.surrounds:
        blocks = _clear_blocks(ground)
        # Most pictures are white throughout, which the blocks tell in a third of the time.
        if blocks is not None and not cv2.countNonZero(
            cv2.subtract(blocks, in_blocks(white_pixels, ground.step))
        ):
            return pure_ground
        judged = ground.mask if blocks is None else _pixels_of(blocks, ground)
    else:
        judged = _ring(ground)
    total = cv2.countNonZero(judged)
    white = cv2.bitwise_and(judged, white_pixels)
    if (pure := cv2.countNonZero(white)) == total:
        return pure_ground
    near = cv2.bitwise_and(judged, at_least(ground.brightness, NEAR_WHITE))
    impure = as_channel(cv2.subtract(judged, white))
    return GroundFacts(
        share=share,
        white_share=pure / total,
        near_white_share=cv2.countNonZero(near) / total,
        colour=_median_colour(pixels, impure),
        tolerance=tolerance,
        stains=_stains(impure, ground.step),
    )


def _clear_blocks(ground: Ground) -> Mask | None:
    """255 for the blocks of ground away from everything that stands on it; ``None`` if there are too few."""
    away = -(-CLEAR // ground.step)
    while away:
        kernel = np.ones((2 * away + 1, 2 * away + 1), dtype=np.uint8)
        blocks = cv2.erode(ground.open_blocks, kernel)
        if cv2.countNonZero(blocks) >= blocks.size * LEAST_JUDGED:
            return as_channel(blocks)
        away //= 2
    return None


def _pixels_of(blocks: Mask, ground: Ground) -> Mask:
    """The pixels of those blocks."""
    height, width = ground.mask.shape
    size = (blocks.shape[1] * ground.step, blocks.shape[0] * ground.step)
    whole = as_channel(cv2.resize(blocks, size, interpolation=cv2.INTER_NEAREST))
    return as_channel(np.ascontiguousarray(whole[:height, :width]))


def _ring(ground: Ground) -> Mask:
    """The strips along the edge, or along a frame's inner side."""
    height, width = ground.mask.shape
    left, top, right, bottom = shown_area(ground.frame, width, height)
    ring = max(1, round(min(width, height) * RING_SHARE))
    mask = np.zeros((height, width), dtype=np.uint8)
    mask[top:bottom, left:right] = WHITE
    if bottom - top > 2 * ring and right - left > 2 * ring:
        mask[top + ring : bottom - ring, left + ring : right - ring] = 0
    return mask


def _median_colour(pixels: npt.NDArray[np.uint8], impure: Mask) -> Colour:
    stride = max(1, int((impure.size / SAMPLED) ** 0.5))
    colours = pixels[::stride, ::stride][impure[::stride, ::stride] != 0]
    if len(colours) < FEWEST_SAMPLED:
        places = cv2.findNonZero(impure).reshape(-1, 2)
        places = places[:: max(1, len(places) // SAMPLED)]
        colours = pixels[places[:, 1], places[:, 0]]
    red, green, blue = (round(float(level)) for level in np.median(colours, axis=0))
    return (red, green, blue)


def _stains(impure: Mask, step: int) -> tuple[Region, ...]:
    """Rectangles around the impure pixels, from the top, exact to a block."""
    height, width = impure.shape
    rows, columns = -(-height // step), -(-width // step)
    padded = cv2.copyMakeBorder(
        impure, 0, rows * step - height, 0, columns * step - width, cv2.BORDER_CONSTANT
    )
    blocks = reduced(padded, step) != 0
    boxes = _cover(blocks)
    return tuple(
        Region.of_pixels(
            (left * step, top * step, min(right * step, width), min(bottom * step, height)), width, height
        )
        for left, top, right, bottom in boxes
    )


def _cover(blocks: npt.NDArray[np.bool_]) -> list[Box]:
    """At most ``MOST_STAINS`` rectangles (left, top, right, bottom) that hold what is dense in ``blocks``."""
    rows, columns = blocks.shape
    cell = max(1, -(-max(rows, columns) // CELLS))
    while True:
        padded = np.pad(blocks, ((0, -rows % cell), (0, -columns % cell)))
        counts = padded.reshape(padded.shape[0] // cell, cell, padded.shape[1] // cell, cell).sum(axis=(1, 3))
        dense = counts >= max(1, cell * cell * DENSE)
        boxes = list(_rectangles(dense if dense.any() else counts > 0))
        if len(boxes) <= MOST_STAINS:
            return [_tight(blocks, tuple(edge * cell for edge in box)) for box in boxes]
        cell *= 2


def _rectangles(cells: npt.NDArray[np.bool_]) -> Iterator[Box]:
    """Runs of cells, joined with equal runs below them."""
    growing: dict[tuple[int, int], int] = {}
    for row, runs in enumerate([*_runs(cells), []]):
        for run in [run for run in growing if run not in runs]:
            yield run[0], growing.pop(run), run[1], row
        for run in runs:
            growing.setdefault(run, row)


def _runs(cells: npt.NDArray[np.bool_]) -> list[list[tuple[int, int]]]:
    """For each row, from where to where (not included) its cells are set."""
    changes = np.diff(np.pad(cells.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    runs: list[list[tuple[int, int]]] = [[] for _ in cells]
    for (row, start), (_, end) in zip(np.argwhere(changes == 1), np.argwhere(changes == -1), strict=True):
        runs[row].append((int(start), int(end)))
    return runs


def _tight(blocks: npt.NDArray[np.bool_], box: tuple[int, ...]) -> Box:
    left, top, right, bottom = box
    inside = blocks[top:bottom, left:right]
    across, down = np.flatnonzero(inside.any(axis=0)), np.flatnonzero(inside.any(axis=1))
    return left + int(across[0]), top + int(down[0]), left + int(across[-1]) + 1, top + int(down[-1]) + 1
