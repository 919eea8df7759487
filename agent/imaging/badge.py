"""Badges, discs, stars and banners: flat areas with text that were laid over a picture."""

from collections.abc import Sequence
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from agent.imaging.quads import Mask, Quad, filled, height_of, widened
from agent.picture import Region

SIDE = 640
"""Longest side that areas are looked for at, in pixels."""
LEVELS = 14
"""So much a flat area's colours may differ from its most common one, for a JPEG's sake."""
HOLDS = 0.85
"""Of a line's box, how much its area holds: boxes are drawn with some slack."""
LARGEST = 0.25
"""Of the picture's area; a larger one may be the product itself."""
LIKE_MAIN = 0.45
"""Of what else stands on the ground: an area of its own that is as large may be a second product."""
FLAT = 0.90
"""Of the area without its text, how much has its colour."""
DIGITAL = 1.6
"""Mean deviation from its own colour, in levels: light on a real thing varies more."""
OUTSIDE = 0.25
"""Of its outline, how much borders on white or on the picture's edge."""
CONVEX = 0.93
"""Of its hull, how much a rectangle, a rounded one or a disc fills (0.95 and more, drawn in pixels)."""
BORDERED = 0.7
"""Of a badge with a line around it, how much the area within has."""
FREE, COVERED = 0.85, 0.2
"""Of what surrounds a corner, how much is white where it stands free, and where it lies on the product."""
MOST_CORNERS = 6
"""An outline of more is round or a star."""
LEAST_JUDGED = 16
"""Pixels; fewer say nothing of an area's colour."""

_EDGE = 3
_KERNEL = np.ones((3, 3), np.uint8)


class BadgeFinder:
    """The badges of one picture: ``pixels`` is RGB, ``ground`` 255 where the picture is empty."""

    def __init__(self, pixels: NDArray[np.uint8], ground: Mask, quads: Sequence[Quad]) -> None:
        height, width = ground.shape
        scale = min(1.0, SIDE / max(height, width))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        reduced = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        self._pixels = np.asarray(reduced, np.uint8)
        self._ground = np.asarray(cv2.resize(ground, size, interpolation=cv2.INTER_NEAREST), np.uint8)
        factors = np.array([size[0] / width, size[1] / height], np.float32)
        self._quads = [np.asarray(quad * factors, np.float32) for quad in quads]
        self._known: list[tuple[Mask, NDArray[np.uint8], Region | None]] = []

    def around(self, index: int) -> Region | None:
        """The box of the badge that the line stands on."""
        quad = self._quads[index]
        text = filled(self._shape, quad)
        inside = filled(self._shape, widened(quad, max(1.0, 0.15 * height_of(quad))))
        # Along the line's rim there is what it stands on; within, bold letters may cover more than that.
        for pixels in (self._pixels[(inside > 0) & (text == 0)], self._pixels[text > 0]):
            colour = _commonest(pixels)
            if colour is None:
                continue
            for seen, own, known in self._known:
                if np.abs(colour.astype(int) - own).max() <= LEVELS and _holds(seen, text):
                    return known
            area = self._area_around(inside, colour)
            if area is not None and _holds(area, text):
                found = self._box(area) if self._is_badge(area) else None
                self._known.append((area, colour, found))
                return found
        return None

    @property
    def _shape(self) -> tuple[int, int]:
        height, width = self._ground.shape
        return height, width

    @cached_property
    def _texts(self) -> Mask:
        """255 on and close to every line."""
        texts = np.zeros(self._shape, np.uint8)
        for quad in self._quads:
            texts |= filled(self._shape, widened(quad, 0.1 * height_of(quad)))
        return texts

    def _area_around(self, inside: Mask, colour: NDArray[np.uint8]) -> Mask | None:
        """The filled area of that colour which a line stands on, 255 within; ``None`` when there is none."""
        wide = colour.astype(int)
        lower, upper = np.clip(wide - LEVELS, 0, 255), np.clip(wide + LEVELS, 0, 255)
        alike = np.where(self._ground == 0, cv2.inRange(self._pixels, lower, upper), 0).astype(np.uint8)
        count, labels = cv2.connectedComponents(alike, connectivity=4)
        sizes = np.bincount(labels[(inside & alike) > 0], minlength=count)[1:]
        if not sizes.any():
            return None
        found = (labels == 1 + int(sizes.argmax())).astype(np.uint8)
        outlines, _ = cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        return np.asarray(cv2.drawContours(np.zeros_like(found), outlines, -1, (255,), cv2.FILLED), np.uint8)

    def _box(self, area: Mask) -> Region:
        left, top, wide, high = cv2.boundingRect(area)
        height, width = self._shape
        return Region.of_pixels((left, top, left + wide, top + high), width, height)

    def _is_badge(self, area: Mask) -> bool:
        small = np.count_nonzero(area) <= LARGEST * area.size
        return bool(small) and self._digital(area) and self._laid_over(self._with_border(area))

    def _with_border(self, area: Mask) -> Mask:
        """The area with a line around it, where it has one and nothing else adjoins."""
        _, labels = cv2.connectedComponents((self._ground == 0).astype(np.uint8), connectivity=8)
        names = labels[area > 0]
        thing = (labels == int(np.bincount(names).argmax())).astype(np.uint8) * 255
        whole = np.asarray(thing | area, np.uint8)
        return whole if np.count_nonzero(area) >= BORDERED * np.count_nonzero(whole) else area

    def _digital(self, area: Mask) -> bool:
        """Whether it has one colour but for its text, as only a drawn area has."""
        inner = cv2.erode(area, _KERNEL) > 0
        plain = self._pixels[inner & (self._texts == 0)]
        if len(plain) < LEAST_JUDGED:  # a tight badge: judged between its letters
            plain = self._pixels[inner]
            plain = plain[_apart(plain) <= LEVELS] if len(plain) else plain
        if len(plain) < LEAST_JUDGED:
            return False
        apart = _apart(plain)
        same = apart <= LEVELS
        return bool(same.mean() >= FLAT and apart[same].mean() <= DIGITAL)

    def _laid_over(self, area: Mask) -> bool:
        """Whether it has the outline of a badge, borders on white, and is no product or label of one."""
        edge = (_EDGE, _EDGE, _EDGE, _EDGE, cv2.BORDER_CONSTANT)
        outer = cv2.copyMakeBorder(area, *edge, value=(0,))
        white = cv2.copyMakeBorder(self._ground, *edge, value=(255,)) > 0
        rim = (cv2.dilate(outer, _KERNEL, iterations=2) > 0) & (outer == 0)
        if white[rim].mean() < OUTSIDE:
            return False
        wide = cv2.dilate(area, _KERNEL, iterations=2)
        rest = ((self._ground == 0) & (wide == 0)).astype(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
        parts = [int(stats[label][cv2.CC_STAT_AREA]) for label in range(1, count)]
        size, largest = np.count_nonzero(area), max(parts, default=0)
        near = np.unique(labels[cv2.dilate(wide, _KERNEL, iterations=2) > 0])
        corners = _corners(area)
        if corners is None or size >= largest:
            return False
        if not any(label and 10 * parts[label - 1] > size for label in near):
            return bool(size < LIKE_MAIN * largest)
        return len(corners) > MOST_CORNERS or self._stands_out(area, corners)

    def _stands_out(self, area: Mask, corners: NDArray[np.int32]) -> bool:
        """Whether some corner stands free and none is flush with the product, as those of a label are."""
        height, width = self._shape
        radius = max(4, round(0.1 * float(np.sqrt(np.count_nonzero(area)))))
        free = 0
        for x, y in corners:
            disc = np.zeros((height + 2 * radius, width + 2 * radius), np.uint8)
            cv2.circle(disc, (int(x) + radius, int(y) + radius), radius, (255,), cv2.FILLED)
            pad = (radius, radius, radius, radius, cv2.BORDER_CONSTANT)
            around = (disc > 0) & (cv2.copyMakeBorder(cv2.dilate(area, _KERNEL), *pad, value=(0,)) == 0)
            white = cv2.copyMakeBorder(self._ground, *pad, value=(255,))[around] > 0
            share = float(white.mean()) if white.size else 1.0
            if COVERED < share < FREE:
                return False
            free += share >= FREE
        return bool(free > 0)


def _commonest(colours: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The colour that most pixels have, or nearly."""
    if not len(colours):
        return None
    levels = colours.astype(np.int32) >> 4
    codes = levels[:, 0] << 8 | levels[:, 1] << 4 | levels[:, 2]
    return np.asarray(np.median(colours[codes == np.bincount(codes).argmax()], axis=0), np.uint8)


def _apart(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    """How far each colour is from their median, in the channel where it is farthest."""
    return np.asarray(np.abs(colours - np.median(colours, axis=0)).max(axis=1), np.float64)


def _holds(area: Mask, text: Mask) -> bool:
    return bool(np.count_nonzero(area & text) >= HOLDS * np.count_nonzero(text) > 0)


def _corners(area: Mask) -> NDArray[np.int32] | None:
    """The corners of a rectangle, a disc, a ribbon or a star; ``None`` for any other outline."""
    outlines, _ = cv2.findContours(area, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    size, around = cv2.contourArea(outline), cv2.contourArea(hull)
    if not size:
        return None
    simple = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, closed=True), closed=True)
    if size >= CONVEX * around:
        return np.asarray(simple[:, 0], np.int32)
    # Stars and seals are as far from their middle all around, and fill half of the circle around them.
    (x, y), radius = cv2.minEnclosingCircle(outline)
    moments = cv2.moments(outline)
    off = np.hypot(moments["m10"] / moments["m00"] - x, moments["m01"] / moments["m00"] - y)
    star = off < 0.1 * radius and size >= 0.45 * np.pi * radius**2 and len(simple) >= MOST_CORNERS - 1
    return np.asarray(outline[:, 0], np.int32) if star else None
