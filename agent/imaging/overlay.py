"""Where each line of text stands: bare on white ground, on a badge, within the product, or one cannot tell.

Text that was printed straight over the product looks like print on it: such lines are "product", with
no claim that they belong there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from agent.imaging.badge import BadgeFinder
from agent.imaging.ground import Ground
from agent.imaging.quads import Mask, Quad, filled, height_of, widened
from agent.picture import Place, Region

WHITE = 250
"""Ground that a line can stand bare on; the ground's mask begins at 245 to take ringing in."""
MARGIN = 0.35
"""Width of the ring around a line, as a share of its height."""
CLOSE_MARGIN = 0.12
"""Of a narrower ring, which must be white where the wide one reaches a product close by."""
RING_WHITE, WIDE_RING_WHITE = 0.85, 0.5
INSIDE_WHITE = 0.25
FOREIGN_INK = 0.40
"""More of the ink within a line belonging to something that goes far beyond it: no text on bare ground."""
WITHIN_PRODUCT = 0.90
PRODUCT_INK = 0.60
"""From this share of its ink on, a line at the product's edge is a part of it: a pattern, a tread."""
LEAST_GROUND = 0.02
"""Of the picture's area; with less, nothing tells the product from what surrounds it."""
LEAST_PRODUCT = 0.01
"""Of the picture's area: the main part, when it is no more than a letter of the text."""
OWN_RING = 0.1
"""Of its ring, how much a line amid others must have left of its own."""
SLACK = 0.15
"""Of its height: so far letters and their shadows reach beyond a line's box."""


LEAST_LETTERS, LEAST_SCORE = 2, 0.6
"""A line of fewer letters, or read with less confidence, may be a whole round product taken for an O."""
OWN_SHARE = 0.9
"""Of a letter, how much lies within its line and the margin around it."""


class PlacedLine(Protocol):
    """What is asked of a line that was read."""

    @property
    def text(self) -> str:
        """As read."""
        ...

    @property
    def score(self) -> float:
        """Mean confidence, 0 to 1."""
        ...

    @property
    def corners(self) -> Quad:
        """Four corners in pixels, (4, 2), clockwise from the line's own top left."""
        ...


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a line stands, and the box of the badge that it stands on."""

    place: Place
    badge: Region | None = None


def locate_lines(pixels: NDArray[np.uint8], ground: Ground, lines: Sequence[PlacedLine]) -> list[Placement]:
    """Where each of ``lines`` stands; ``pixels`` is RGB, (height, width, 3)."""
    placer = _Placer(ground, lines)
    # Without white there is nothing to stand on; with nothing but text, the white itself may be a cover.
    if np.count_nonzero(ground.mask) < LEAST_GROUND * ground.mask.size or not placer.main:
        return [Placement("unclear")] * len(lines)
    badges = BadgeFinder(pixels, ground.mask, placer.quads)
    return [placer.place(index, badges) for index in range(len(lines))]


class _Window(NamedTuple):
    """The surroundings of a line: where they are, and 255 in the line and in the ring around it."""

    rows: slice
    columns: slice
    inside: Mask
    ring: Mask
    close: Mask
    """The part of the ring that is close to the line."""


class _Placer:
    """One picture's lines against its ground."""

    def __init__(self, ground: Ground, lines: Sequence[PlacedLine]) -> None:
        self.quads = [line.corners for line in lines]
        self._texts = [number for number, line in enumerate(lines) if _is_text(line)]
        self._ground = ground
        self._own = self._things_of_text()
        least = LEAST_PRODUCT * ground.mask.size
        parts = (part for part in ground.parts if part.area >= least and not self._own[part.label])
        self.main = next((part.label for part in parts), 0)
        """The largest thing that is no text; 0 when there is none."""

    def place(self, index: int, badges: BadgeFinder) -> Placement:
        window = self._window(index)
        if not window.inside.size:
            return Placement("unclear")
        foreign = self._foreign_ink(window)
        if foreign < FOREIGN_INK and self._bare(window):
            return Placement("unclear" if self._enclosed(index) else "ground")
        badge = badges.around(index) if index in self._texts else None
        if badge is not None:
            return Placement("badge", badge)
        covered = self._ground.mask[window.rows, window.columns] == 0
        within = _share(covered, window.inside) >= WITHIN_PRODUCT or foreign >= PRODUCT_INK
        return Placement("product" if within else "unclear")

    def _window(self, index: int) -> _Window:
        quad = self.quads[index]
        reach = max(2.0, MARGIN * height_of(quad))
        height, width = self._ground.mask.shape
        left, top = (int(value) for value in np.maximum(0, np.floor(quad.min(axis=0) - reach)))
        right, bottom = (int(value) + 1 for value in np.ceil(quad.max(axis=0) + reach))
        rows, columns = slice(top, min(height, bottom)), slice(left, min(width, right))
        shape = (max(0, rows.stop - top), max(0, columns.stop - left))
        origin = np.array([left, top], np.float32)
        inside = filled(shape, quad - origin)
        ring = filled(shape, widened(quad, reach) - origin) & ~inside
        close = filled(shape, widened(quad, max(2.0, CLOSE_MARGIN * height_of(quad))) - origin)
        alone = ring.copy()
        for other in self._texts:
            corners = self.quads[other]
            if other != index and _near(corners, (left, top, right, bottom)):
                alone &= ~filled(shape, widened(corners, SLACK * height_of(corners)) - origin)
        own = np.count_nonzero(alone) >= OWN_RING * np.count_nonzero(ring)
        ring = alone if own else ring
        return _Window(rows, columns, inside, ring, ring & close)

    def _bare(self, window: _Window) -> bool:
        """Whether white surrounds the line and shows between its letters."""
        place = window.rows, window.columns
        white = (self._ground.mask[place] > 0) & (self._ground.brightness[place] >= WHITE)
        around = _share(white, window.ring)
        surrounded = around >= RING_WHITE or (
            around >= WIDE_RING_WHITE and _share(white, window.close) >= RING_WHITE
        )
        return surrounded and _share(white, window.inside) >= INSIDE_WHITE

    def _foreign_ink(self, window: _Window) -> float:
        """How much of what is dark within the line belongs to something that goes far beyond it."""
        ink = (self._ground.mask[window.rows, window.columns] == 0) & (window.inside > 0)
        if not ink.any():
            return 0.0
        step = self._ground.step
        rows = np.arange(window.rows.start, window.rows.stop) // step
        columns = np.arange(window.columns.start, window.columns.stop) // step
        labels = self._ground.block_labels[np.ix_(rows, columns)]
        return float((~self._own[labels[ink]]).mean())

    def _things_of_text(self) -> NDArray[np.bool_]:
        """By label, whether a thing lies mostly within some line: a letter, or letters that touch."""
        labels = self._ground.block_labels
        inside = np.zeros(labels.shape, np.uint8)
        for quad in (self.quads[number] for number in self._texts):
            corners = widened(quad, MARGIN * height_of(quad)) / self._ground.step - 0.5
            cv2.fillConvexPoly(inside, np.round(corners).astype(np.int32), 255)
        areas = np.bincount(labels.ravel())
        within = np.bincount(labels[inside > 0], minlength=len(areas))
        return np.asarray(within >= OWN_SHARE * areas)

    def _enclosed(self, index: int) -> bool:
        """Whether the main part is met in all four directions: white goods may be as white as the ground."""
        labels = self._ground.block_labels
        rows, columns = labels.shape
        x, y = self.quads[index].mean(axis=0) / self._ground.step
        column, row = min(max(int(x), 0), columns - 1), min(max(int(y), 0), rows - 1)
        across, down = labels[row], labels[:, column]
        rays = across[:column], across[column + 1 :], down[:row], down[row + 1 :]
        return all(bool((ray == self.main).any()) for ray in rays)


def _is_text(line: PlacedLine) -> bool:
    return len(line.text) > LEAST_LETTERS - (len(set(line.text)) > 1) and line.score >= LEAST_SCORE


def _near(quad: Quad, window: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = window
    (first_x, first_y), (last_x, last_y) = quad.min(axis=0), quad.max(axis=0)
    return bool(first_x < right and last_x > left and first_y < bottom and last_y > top)


def _share(mask: NDArray[np.bool_], area: Mask) -> float:
    chosen = mask[area > 0]
    return float(chosen.mean()) if chosen.size else 0.0
