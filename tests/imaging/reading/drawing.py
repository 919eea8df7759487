"""Text drawn on plain pictures with a font of the system."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from agent.imaging.fonts import Font, font_of

Pixels = NDArray[np.uint8]


def japanese_font(size: int) -> Font:
    """A font with kana and kanji; without one the test says so and is skipped."""
    font, eastern = font_of(size)
    if not eastern:
        pytest.skip("NOT TESTED: no font with Japanese characters on this system")
    return font


def lettered(
    text: str,
    *,
    size: int = 60,
    ink: str = "black",
    paper: str = "white",
    turned: float = 0,
) -> Pixels:
    """``text`` in the middle of a picture of 800 x 400 pixels, turned against the clock."""
    picture = Image.new("RGB", (800, 400), paper)
    pen = ImageDraw.Draw(picture)
    pen.text((400, 200), text, fill=ink, font=japanese_font(size), anchor="mm")
    return np.asarray(picture.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=paper))


def column(text: str, *, size: int = 60) -> Pixels:
    """``text`` from top to bottom in the middle of a picture."""
    picture = Image.new("RGB", (500, 160 + len(text) * size), "white")
    pen = ImageDraw.Draw(picture)
    for row, letter in enumerate(text):
        place = (250, 80 + (row + 0.5) * size)
        pen.text(place, letter, fill="black", font=japanese_font(size), anchor="mm")
    return np.asarray(picture)
