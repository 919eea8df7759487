"""Lines drawn by the test are read, placed and told apart."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from agent.imaging.reading import Reader
from tests.imaging.reading.drawing import column, japanese_font, lettered


@pytest.mark.parametrize("name", ["有機抹茶パウダー", "こだわり玄米せんべい", "ステンレスボトル 500ml"])
def test_a_line_is_read_where_it_stands(reader: Reader, name: str) -> None:
    (line,) = reader.read(lettered(name))
    assert line.text.replace(" ", "") == name.replace(" ", "")
    assert line.score > 0.9
    assert not line.vertical
    left, top = line.corners.min(axis=0)
    right, bottom = line.corners.max(axis=0)
    assert left < 400 < right
    assert 140 < top < 200 < bottom < 260


def test_pale_letters_on_white_are_read(reader: Reader) -> None:
    (line,) = reader.read(lettered("送料無料キャンペーン", ink="#d8d8d8"))
    assert line.text == "送料無料キャンペーン"


def test_white_letters_on_a_dark_ground_are_read(reader: Reader) -> None:
    (line,) = reader.read(lettered("送料無料", ink="white", paper="#203040"))
    assert line.text == "送料無料"


def test_a_vertical_line_is_read_from_its_top(reader: Reader) -> None:
    (line,) = reader.read(column("無添加だしパック"))
    assert (line.text, line.vertical) == ("無添加だしパック", True)
    assert line.corners[0][1] < line.corners[2][1]


@pytest.mark.parametrize("angle", [20, -30, 90, 180])
def test_a_turned_line_is_read(reader: Reader, angle: int) -> None:
    lines = reader.read(lettered("抗菌まな板シート", turned=angle))
    assert "抗菌まな板シート" in [line.text for line in lines]


def test_the_corners_of_a_line_that_is_upside_down_begin_where_it_begins(reader: Reader) -> None:
    (line,) = reader.read(lettered("抗菌まな板シート", turned=180))
    assert line.corners[0][0] > line.corners[1][0]
    assert line.corners[0][1] > line.corners[3][1]


def test_lines_come_from_top_to_bottom_and_each_once(reader: Reader) -> None:
    picture = Image.new("RGB", (1000, 1000), "white")
    pen = ImageDraw.Draw(picture)
    names = ["焙煎ごま", "国産大豆使用", "内容量200g"]
    for row, (name, size) in enumerate(zip(names, (150, 60, 28), strict=True)):
        pen.text((500, 200 + 280 * row), name, fill="black", font=japanese_font(size), anchor="mm")
    assert [line.text for line in reader.read(np.asarray(picture))] == names


def test_small_print_on_a_large_letter_hides_neither(reader: Reader) -> None:
    picture = column("きなこもち", size=180)
    picture = np.asarray(Image.fromarray(picture).crop((0, 0, 500, 1060)))
    board = Image.fromarray(picture)
    pen = ImageDraw.Draw(board)
    pen.rectangle((200, 930, 420, 985), fill="#ffdd33")
    pen.text((310, 957), "内容量80g", fill="black", font=japanese_font(40), anchor="mm")
    found = {line.text for line in reader.read(np.asarray(board))}
    assert "内容量80g" in found
    assert any(text.startswith("きなこも") for text in found)
