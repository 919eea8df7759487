"""Findings drawn on a copy of a picture: boxes with numbers, hatched stains, and a legend below."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from agent.imaging.fonts import Font, font_of
from agent.picture import Colour, Region

LONGEST = 1600
"""Pixels of the longest side of what is drawn; larger pictures are drawn smaller."""
NARROWEST = 640
"""Pixels of the legend's width, whatever the picture's."""
_LETTER = 18
_PAD = 12
_PLACE = 36
"""Pixels that a number of two digits takes, with some room."""
_STEP = 10
"""Pixels between the lines of a hatching."""
_PAPER, _INK = (255, 255, 255), (32, 33, 36)


@dataclass(frozen=True, slots=True)
class Mark:
    """One finding as it is drawn."""

    number: int
    colour: Colour
    words: str
    """Its line in the legend."""
    plain: str
    """The same in Latin letters, for systems without a font that has others."""
    region: Region | None = None
    """Without one, the finding is about the whole picture and stands in the legend only."""
    areas: tuple[Region, ...] = ()


def draw(pixels: NDArray[np.uint8], marks: Sequence[Mark]) -> Image.Image:
    """A copy of ``pixels`` (height, width, 3; RGB) with ``marks`` on it."""
    picture = Image.fromarray(pixels)
    picture.thumbnail((LONGEST, LONGEST))
    for mark in marks:
        _hatch(picture, mark)
    pen = ImageDraw.Draw(picture)
    number_font, _ = font_of(_LETTER)
    taken: set[tuple[int, int]] = set()
    for mark in marks:
        if mark.region is not None:
            box = _box(mark.region, picture.size)
            pen.rectangle(box, outline=mark.colour, width=max(2, min(picture.size) // 300))
            _number(pen, _free_place(box, taken), mark, number_font)
    legend = _legend(marks, max(picture.width, NARROWEST))
    sheet = Image.new("RGB", (legend.width, picture.height + legend.height), _PAPER)
    sheet.paste(picture, (0, 0))
    sheet.paste(legend, (0, picture.height))
    return sheet


def _box(region: Region, size: tuple[int, int]) -> tuple[int, int, int, int]:
    width, height = size
    left, top = round(region.x * width), round(region.y * height)
    right, bottom = round((region.x + region.width) * width), round((region.y + region.height) * height)
    return left, top, min(max(right, left + 1), width) - 1, min(max(bottom, top + 1), height) - 1


def _hatch(picture: Image.Image, mark: Mark) -> None:
    if not mark.areas:
        return
    rows, columns = np.indices((picture.height, picture.width), sparse=True)
    stripes = (rows + columns) % _STEP < 2  # noqa: PLR2004 - pixels that a stripe is thick
    wanted = np.zeros((picture.height, picture.width), dtype=bool)
    for area in mark.areas:
        left, top, right, bottom = _box(area, picture.size)
        wanted[top : bottom + 1, left : right + 1] = True
    mask = Image.fromarray((stripes & wanted).astype(np.uint8) * 255)
    picture.paste(mark.colour, (0, 0), mask)


def _free_place(box: tuple[int, int, int, int], taken: set[tuple[int, int]]) -> tuple[int, int]:
    """The box's top left corner, or beside it where another number stands; counted in numbers' places."""
    column, row = box[0] // _PLACE, box[1] // _PLACE
    while (column, row) in taken:
        column += 1
    taken.add((column, row))
    return (box[0] + (column - box[0] // _PLACE) * _PLACE, box[1])


def _number(pen: ImageDraw.ImageDraw, at: tuple[float, float], mark: Mark, font: Font) -> None:
    left, top = at
    text = str(mark.number)
    width = max(_LETTER + 6, pen.textlength(text, font) + 10)
    pen.rectangle((left, top, left + width, top + _LETTER + 6), fill=mark.colour)
    pen.text((left + width / 2, top + _LETTER / 2 + 3), text, fill=_PAPER, font=font, anchor="mm")


def _legend(marks: Sequence[Mark], width: int) -> Image.Image:
    font, eastern = font_of(_LETTER)
    line_height = _LETTER + 8
    indent = _PAD * 2 + _LETTER + 20
    pen = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    entries = [
        (mark, _wrapped(mark.words if eastern else mark.plain, width - indent - _PAD, pen, font))
        for mark in marks
    ]
    height = sum(len(lines) * line_height + _PAD for _, lines in entries) + _PAD
    legend = Image.new("RGB", (width, height), _PAPER)
    pen = ImageDraw.Draw(legend)
    top = _PAD
    for mark, lines in entries:
        _number(pen, (_PAD, top - 2), mark, font)
        for line in lines:
            pen.text((indent, top), line, fill=_INK, font=font)
            top += line_height
        top += _PAD
    return legend


def _wrapped(text: str, width: float, pen: ImageDraw.ImageDraw, font: Font) -> list[str]:
    """``text`` in lines that fit: broken at spaces where there are some, else between any characters."""
    lines: list[str] = []
    line = ""
    for letter in " ".join(text.split()):
        if line and pen.textlength(line + letter, font) > width:
            head, space, tail = line.rpartition(" ")
            whole_words = bool(space) and letter.isascii() and len(tail) < len(head)
            lines.append(head if whole_words else line)
            line = tail if whole_words else ""
        line = (line + letter).lstrip()
    return [*lines, line]
