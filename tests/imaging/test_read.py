"""A picture's bytes to the facts of its text: where each line is, where it stands, and when one stops."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageDraw, ImageFont

from agent.imaging.read import read
from agent.imaging.reading import Reader, ReadLine, Stopped
from agent.picture import TextFacts
from tests.imaging.pictures import encode, product_on

PICTURE = encode(product_on((255, 255, 255), (400, 300)))


class Prepared(Reader):
    """Reads what the test says."""

    def __init__(self, *lines: ReadLine) -> None:
        self._lines = lines

    def read(self, _pixels: NDArray[np.uint8], stop: Callable[[], bool] = lambda: False) -> list[ReadLine]:
        del stop
        return list(self._lines)


def line(text: str, left: float, top: float, right: float, bottom: float) -> ReadLine:
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float32)
    return ReadLine(text, 0.9, corners, vertical=False, lattice=())


def going_on() -> bool:
    return False


def test_a_picture_without_text_has_no_lines() -> None:
    assert read(PICTURE, Prepared(), going_on) == TextFacts()


def test_lines_come_from_top_to_bottom_as_shares_of_the_picture() -> None:
    low, high = line("low", 100, 240, 300, 270), line("high", 40, 30, 200, 60)
    first, second = read(PICTURE, Prepared(low, high), going_on).lines
    assert (first.text, second.text) == ("high", "low")
    assert first.region.model_dump() == pytest.approx({"x": 0.1, "y": 0.1, "width": 0.4, "height": 0.1})


def test_a_corner_outside_of_the_picture_is_moved_to_its_edge() -> None:
    (found,) = read(PICTURE, Prepared(line("out", -20, -5, 440, 30)), going_on).lines
    assert found.region.model_dump() == pytest.approx({"x": 0, "y": 0, "width": 1, "height": 0.1})


def test_each_line_keeps_the_place_that_is_its_own() -> None:
    picture = product_on((255, 255, 255), (800, 600))
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(60)
    lines = []
    for text, at, colour in (("PRINT", (400, 300), "white"), ("GREEN TEA", (400, 60), "black")):
        pen.text(at, text, fill=colour, font=font, anchor="mm")
        lines.append(line(text, *pen.textbbox(at, text, font=font, anchor="mm")))
    found = read(encode(picture), Prepared(*lines), going_on).lines
    assert {entry.text: entry.place for entry in found} == {"GREEN TEA": "ground", "PRINT": "product"}


def test_where_nobody_waits_any_more_nothing_is_placed() -> None:
    with pytest.raises(Stopped):
        read(PICTURE, Prepared(line("x", 0, 0, 9, 9)), lambda: True)
