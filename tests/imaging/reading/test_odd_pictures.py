"""Pictures of odd shapes and huge amounts of text are read without failing, and reading can be stopped."""

import itertools

import numpy as np
import pytest
from PIL import Image, ImageDraw

from agent.imaging.reading import Reader, Stopped
from agent.imaging.reading.reader import MOST_LINES
from tests.imaging.reading.drawing import japanese_font, lettered


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (1, 500), (500, 1), (8000, 100), (100, 8000), (31, 33), (12_000, 3_000)]
)
def test_an_odd_shape_is_no_failure_and_no_text(reader: Reader, width: int, height: int) -> None:
    assert reader.read(np.full((height, width, 3), 255, np.uint8)) == []


@pytest.mark.parametrize(("width", "height"), [(8000, 100), (40, 30), (1, 300)])
def test_noise_is_no_failure(reader: Reader, width: int, height: int) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    reader.read(noise)


def test_a_page_of_text_is_cut_off_at_the_limit(reader: Reader) -> None:
    picture = Image.new("RGB", (1600, 1600), "white")
    pen = ImageDraw.Draw(picture)
    font = japanese_font(26)
    for row in range(32):
        for left in (20, 560, 1100):
            pen.text((left, 10 + row * 50), "直射日光を避けて保存", fill="black", font=font)
    lines = reader.read(np.asarray(picture))
    assert MOST_LINES * 0.8 <= len(lines) <= MOST_LINES


def test_reading_can_be_stopped_at_every_step(reader: Reader) -> None:
    picture = lettered("有機抹茶パウダー")
    asked = itertools.count()
    reader.read(picture, lambda: next(asked) < 0)
    steps = next(asked)
    assert steps >= 3
    for step in range(steps):
        answers = iter([*[False] * step, True])
        with pytest.raises(Stopped):
            reader.read(picture, lambda: next(answers))  # noqa: B023 - called within the round
