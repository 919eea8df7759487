"""Pictures with one known fault each, and their clean twins."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np
from PIL import Image

from tests.imaging.drawing import (
    FILL,
    SIDE,
    Box,
    Pixels,
    blank,
    enlarged,
    file,
    framed,
    paint,
    put,
    shaded,
    texture,
)
from tests.imaging.pictures import frames, png

UNMEASURED = frozenset({"main-image-product-small"})
"""Without a ground or within a frame nobody can tell the product's size, and the rule says so."""
WHOLE: Box = (0, 0, 1, 1)
DARK = (40, 40, 40)


@dataclass(frozen=True)
class Planted:
    """A gallery with a fault of ``rule`` at ``box``, and the same without it."""

    name: str
    rule: str
    bad: tuple[bytes, ...]
    good: tuple[bytes, ...]
    box: Box | None = None
    outcome: str = "violation"
    also: frozenset[str] = field(default_factory=frozenset)
    """Rules that may speak, too."""


@cache
def clean(side: int = SIDE) -> Pixels:
    return put(blank(side=side))


@cache
def clean_file() -> bytes:
    return file(clean())


def planted() -> Iterator[Planted]:
    """All of them."""
    yield from grounds()
    yield from frames_around()
    yield from sizes()
    yield from edges()
    yield from views()
    yield from blurs()
    yield from files()
    yield from galleries()


def grounds() -> Iterator[Planted]:
    good = (clean_file(),)
    corners: dict[str, tuple[Box, int, str]] = {
        "a corner of 254": ((0.7, 0.7, 0.3, 0.3), 254, "near-white"),
        "a corner of 251": ((0, 0, 0.3, 0.3), 251, "near-white"),
        "a corner of 246": ((0.7, 0, 0.3, 0.3), 246, "not-white"),
        "a strip of 253 at the left": ((0, 0, 0.04, 1), 253, "near-white"),
        "a strip of 247 at the bottom": ((0, 0.9, 1, 0.1), 247, "not-white"),
        "a patch of 252 inside": ((0.3, 0.02, 0.3, 0.1), 252, "near-white"),
    }
    for name, (box, level, kind) in corners.items():
        yield Planted(name, f"main-image-{kind}", (file(paint(clean(), box, level)),), good, box)
    for level, kind in ((254, "near-white"), (250, "near-white"), (248, "not-white"), (245, "not-white")):
        bad = file(put(blank(level)))
        yield Planted(f"all {level}", f"main-image-{kind}", (bad,), good, WHOLE)
    colours = {"grey": (235, 235, 235), "cream": (255, 249, 230), "blue": (225, 236, 255), "black": (0, 0, 0)}
    for name, colour in colours.items():
        bad = file(put(blank(colour)))
        yield Planted(f"all {name}", "main-image-not-white", (bad,), good, WHOLE, also=UNMEASURED)
    tint = file(put(blank((250, 252, 255))))
    yield Planted("a bluish white", "main-image-near-white", (tint,), good, WHOLE)
    shades = {
        "a vignette": lambda x, y: 60 * np.clip(np.hypot(x, y) - 0.8, 0, 1) ** 1.2,
        "a gradient from top to bottom": lambda _x, y: 15 * (y + 1),
        "a gradient to one side": lambda x, _y: 8 * np.clip(x + 1, 0, 2) ** 2,
    }
    for name, shade in shades.items():
        bad = file(shaded(clean(), shade))
        yield Planted(
            name, "main-image-not-white", (bad,), good, also=UNMEASURED | {"main-image-product-cut-off"}
        )
    floor = file(paint(clean(), (0, 0.6, 1, 0.4), (190, 180, 170)))
    yield Planted("a floor", "main-image-not-white", (floor,), good, also=UNMEASURED)
    scene = np.asarray(cv2.GaussianBlur(texture(SIDE, SIDE, 9), (0, 0), 3), dtype=np.uint8)
    yield Planted("a scene", "main-image-not-white", (file(put(scene)),), good, WHOLE, also=UNMEASURED)
    coarse = file(clean(), quality=20)
    fine = file(clean(), quality=40)
    yield Planted("white in a coarse file", "main-image-darkened-by-compression", (coarse,), (fine,), WHOLE)


def frames_around() -> Iterator[Planted]:
    for name, thickness, colour, inset, sides in (
        ("3 pixels, dark", 3, DARK, 0, "trbl"),
        ("1 pixel, grey", 1, (120, 120, 120), 0, "trbl"),
        ("12 pixels, red", 12, (200, 20, 30), 0, "trbl"),
        ("6 pixels, pale", 6, (221, 221, 221), 0, "trbl"),
        ("4 pixels, further in", 4, DARK, 20, "trbl"),
        ("2 pixels, far in", 2, (0, 90, 160), 60, "trbl"),
        ("3 sides", 5, DARK, 0, "tlr"),
    ):
        small = put(blank(), (0.12, 0.2, 0.76, 0.6))
        bad, good = file(framed(small, thickness, colour, inset, sides=sides)), clean_file()
        edge = inset / SIDE
        box = (edge, edge, 1 - 2 * edge, 1 - 2 * edge)
        # A line at three sides only leaves the picture open, so that the product is told.
        yield Planted(f"a frame: {name}", "main-image-frame", (bad,), (good,), box, also=UNMEASURED)


def sizes() -> Iterator[Planted]:
    boxes: dict[str, tuple[Box, str]] = {
        "60 %": ((0.2, 0.2, 0.6, 0.6), "tiny"),
        "79 %, tall": ((0.4, 0.105, 0.2, 0.79), "tiny"),
        "50 %, off the middle": ((0.4, 0.4, 0.5, 0.3), "tiny"),
        "84 %": ((0.08, 0.2, 0.84, 0.5), "small"),
        "82 %, tall": ((0.3, 0.09, 0.4, 0.82), "small"),
    }
    for name, (box, kind) in boxes.items():
        good = file(put(blank(), (box[0] / 5, 0.06, 0.88, 0.7)))
        yield Planted(name, f"main-image-product-{kind}", (file(put(blank(), box)),), (good,), box)


def edges() -> Iterator[Planted]:
    over = {
        "left": (-0.2, 0.1, 0.9, 0.8),
        "right": (0.3, 0.1, 0.9, 0.8),
        "top": (0.1, -0.2, 0.8, 0.9),
        "bottom": (0.1, 0.3, 0.8, 0.9),
        "top and right": (0.4, -0.3, 0.9, 0.95),
    }
    for name, (left, top, width, height) in over.items():
        shown = max(0.0, left), max(0.0, top), min(1.0, left + width), min(1.0, top + height)
        box = (shown[0], shown[1], shown[2] - shown[0], shown[3] - shown[1])
        bad = file(put(blank(), (left, top, width, height)))
        also = frozenset({"main-image-product-small", "main-image-product-tiny"})
        yield Planted(
            f"cut off: {name}", "main-image-product-cut-off", (bad,), (clean_file(),), box, also=also
        )


def views() -> Iterator[Planted]:
    galleries: dict[str, tuple[Box, ...]] = {
        "two views": ((0.04, 0.2, 0.44, 0.6), (0.52, 0.2, 0.44, 0.6)),
        "an inset picture": ((0.03, 0.25, 0.66, 0.72), (0.7, 0.03, 0.27, 0.27)),
        "three views": ((0.03, 0.3, 0.3, 0.4), (0.35, 0.3, 0.3, 0.4), (0.67, 0.3, 0.3, 0.4)),
    }
    for name, boxes in galleries.items():
        pixels = blank()
        for number, box in enumerate(boxes):
            pixels = put(pixels, box, number, square=number > 0)
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
        around = (left, top, right - left, bottom - top)
        good = (file(put(blank(), around)),)
        yield Planted(name, "main-image-inset", (file(pixels),), good, around, "incomplete")


def blurs() -> Iterator[Planted]:
    good = (clean_file(),)
    soft = {
        "out of focus": cv2.GaussianBlur(clean(), (0, 0), 2.5),
        "enlarged 4 times": enlarged(clean(), 4),
        "enlarged 3 times": enlarged(clean(), 3),
    }
    for name, pixels in soft.items():
        bad = (file(np.asarray(pixels, dtype=np.uint8)),)
        yield Planted(name, "main-image-blurred", bad, good, FILL, "incomplete")


def files() -> Iterator[Planted]:
    good = (clean_file(),)
    alpha = np.dstack([clean(), np.where((clean() == 255).all(axis=2), 0, 255).astype(np.uint8)])
    see_through = file(np.asarray(alpha, dtype=np.uint8), "PNG", "RGBA")
    opaque = file(clean(), "PNG", "RGBA")
    yield Planted("ink colours", "main-image-colour-mode", (file(clean(), mode="CMYK"),), good)
    yield Planted("see-through", "main-image-transparent", (see_through,), (opaque,))
    yield Planted("tiny", "main-image-too-small", (file(clean(400)),), good)
    yield Planted("no zoom", "main-image-without-zoom", (file(clean(900)),), good)
    huge = UNMEASURED | {"main-image-not-white"}
    yield Planted("too large", "main-image-too-large", (png(11_000, 100),), good, also=huge)
    yield Planted("a heavy file", "main-image-file-too-large", (good[0] + bytes(10_500_000),), good)
    yield Planted("another format", "main-image-format", (file(clean(), "WEBP", quality=95),), good)
    moving = frozenset({"main-image-too-small", "main-image-not-white"}) | UNMEASURED
    yield Planted("moving", "main-image-format", (frames(3, "GIF"),), (file(clean(), "GIF"),), also=moving)
    cut = good[0][: len(good[0]) // 2]
    yield Planted(
        "cut short", "main-image-too-small", (cut,), good, outcome="incomplete", also=frozenset({"*"})
    )
    for name, kind, mode, level in (("a palette", "PNG", "P", 252), ("greys only", "JPEG", "L", 250)):
        bad, fine = (file(put(blank(white)), kind, mode) for white in (level, 255))
        yield Planted(name, "main-image-near-white", (bad,), (fine,), WHOLE)
    deep_good, deep_bad = (deep(clean(), white) for white in (0xFFFF, 0xFD80))
    yield Planted("16 bits a colour", "main-image-near-white", (deep_bad,), (deep_good,), WHOLE)
    grey = [deep(cv2.cvtColor(clean(), cv2.COLOR_RGB2GRAY), white) for white in (0xFFFF, 0xFD80)]
    yield Planted("16 bits of grey", "main-image-near-white", (grey[1],), (grey[0],), WHOLE)
    turned = Image.Exif()
    turned[0x0112] = 6
    lying = paint(clean(), (0, 0, 0.3, 0.3), 254)
    bad = file(lying, exif=turned.tobytes())
    yield Planted("turned by its camera", "main-image-near-white", (bad,), good, (0.7, 0, 0.3, 0.3))


def deep(pixels: Pixels | cv2.typing.MatLike, white: int) -> bytes:
    """The picture as PNG of 16 bits a channel, its white stored as ``white``."""
    levels = np.asarray(pixels).astype(np.uint16) * 257
    levels[np.asarray(pixels) == 255] = white
    return bytes(cv2.imencode(".png", levels)[1])


def galleries() -> Iterator[Planted]:
    first, other = clean_file(), file(put(blank(), (0.1, 0.1, 0.8, 0.88), 7))
    again = file(clean(), quality=60)
    smaller = file(np.asarray(cv2.resize(clean(), (700, 700), interpolation=cv2.INTER_AREA), dtype=np.uint8))
    good = (first, other)
    for name, twice in (("saved again", again), ("another size", smaller)):
        yield Planted(name, "image-alike", (first, other, twice), good, outcome="incomplete")
    yield Planted("the same file twice", "image-repeated", (first, other, first), good)
