"""Where words stand: drawn, so that their places are known without reading them."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from agent.imaging.ground import find_ground
from agent.imaging.overlay import Placement, locate_lines
from tests.imaging.text_pictures import FONT, SIDE, disc, product, rectangle

pytestmark = pytest.mark.skipif(not FONT.is_file(), reason=f"no Japanese font to draw with: {FONT}")


@dataclass(frozen=True)
class Line:
    text: str
    corners: NDArray[np.float32]
    score: float = 0.99


class Page:
    """A picture and the words written on it."""

    def __init__(self, image: Image.Image | None = None) -> None:
        self.image = image or Image.new("RGB", (SIDE, SIDE), "white")
        self.lines: list[Line] = []

    def fill(self, shape: list[tuple[float, float]], colour: str) -> None:
        ImageDraw.Draw(self.image).polygon(shape, fill=colour)

    def write(self, words: str, x: float, y: float, size: int = 50, colour: str = "#222222") -> None:
        draw, font = ImageDraw.Draw(self.image), ImageFont.truetype(FONT, size)
        draw.text((x, y), words, font=font, fill=colour, anchor="mm")
        left, top, right, bottom = draw.textbbox((x, y), words, font=font, anchor="mm")
        room = size / 8
        box = rectangle(left - room, top - room, right + room, bottom + room)
        self.lines.append(Line(words, np.array(box, np.float32)))

    def located(self) -> list[Placement]:
        pixels = np.array(self.image)
        return locate_lines(pixels, find_ground(pixels), self.lines)

    def places(self) -> list[str]:
        return [placement.place for placement in self.located()]


def test_words_beside_a_product_stand_bare_and_those_on_it_do_not() -> None:
    page = Page(product(0))
    page.write("後から加えた文字", 500, 100)
    page.write("職人の味", 500, 600, colour="white")
    assert page.places() == ["ground", "product"]


def test_words_close_to_each_other_and_to_the_product_stand_bare() -> None:
    page = Page(product(3))
    for row in range(3):
        page.write("軽くて丈夫な素材です", 500, 50 + 66 * row)
    assert page.places() == ["ground"] * 3


def test_a_picture_of_nothing_but_words_may_be_a_cover() -> None:
    page = Page()
    page.write("日本の歴史", 500, 200, 90)
    page.write("第三巻", 500, 400, 60)
    assert page.places() == ["unclear", "unclear"]


def test_where_no_white_is_nothing_can_be_told() -> None:
    page = Page(Image.new("RGB", (SIDE, SIDE), "#9ab0c0"))
    page.fill(rectangle(200, 300, 800, 800), "#804020")
    page.write("後から加えた文字", 500, 100)
    assert page.places() == ["unclear"]


def test_a_round_product_read_as_a_letter_is_still_the_product() -> None:
    page = Page()
    page.fill(disc(500, 520, 260), "#305080")
    page.write("限定モデル", 500, 100)
    page.lines.append(Line("O", np.array(rectangle(230, 250, 770, 790), np.float32)))
    page.lines.append(Line("00", np.array(rectangle(230, 250, 770, 790), np.float32)))
    assert page.places()[0] == "ground"


def test_white_goods_around_the_words_leave_it_open() -> None:
    page = Page()
    ImageDraw.Draw(page.image).rectangle((200, 200, 800, 800), outline="#a0a0a0", width=14)
    ImageDraw.Draw(page.image).rectangle((600, 190, 640, 215), fill="white")
    page.write("白い箱の商品名", 500, 500)
    assert page.places() == ["unclear"]


@pytest.mark.parametrize("shape", [rectangle(40, 40, 400, 160), disc(220, 200, 170), disc(190, 140, 130, 5)])
def test_a_flat_area_with_words_is_a_badge(shape: list[tuple[float, float]]) -> None:
    page = Page(product(3))
    page.fill(shape, "#c8102e")
    left, right = min(x for x, _ in shape), max(x for x, _ in shape)
    top, bottom = min(y for _, y in shape), max(y for _, y in shape)
    page.write("送料無料", (left + right) / 2, (top + bottom) / 2, colour="white")
    (placement,) = page.located()
    assert placement.place == "badge"
    assert placement.badge is not None
    assert placement.badge.width == pytest.approx((right - left) / SIDE, abs=0.01)


def flat_box(page: Page) -> None:
    page.fill(rectangle(250, 250, 750, 800), "#2050a0")
    page.write("濃厚ミルク", 500, 400, colour="white")


def two_boxes(page: Page) -> None:
    page.fill(rectangle(80, 300, 460, 800), "#2050a0")
    page.fill(rectangle(540, 330, 900, 800), "#a03050")
    page.write("濃厚ミルク", 270, 420, colour="white")
    page.write("いちご味", 720, 450, colour="white")


def banded_can(page: Page) -> None:
    page.fill(rectangle(330, 150, 670, 850), "#c0c0c0")
    page.fill(rectangle(330, 380, 670, 600), "#c8102e")
    page.write("天然炭酸水", 500, 490, colour="white")


def lid(page: Page) -> None:
    page.fill(rectangle(250, 300, 750, 850), "#e0d0b0")
    page.fill(rectangle(250, 200, 750, 300), "#702020")
    page.write("黒糖くるみ", 500, 250, colour="white")


def inner_label(page: Page) -> None:
    page.fill(rectangle(250, 150, 750, 850), "#204020")
    page.fill(rectangle(320, 300, 680, 420), "#f0e8d0")
    page.write("有機抹茶", 500, 360)


def round_product(page: Page) -> None:
    page.fill(disc(500, 500, 300), "#d06010")
    page.write("丸い石鹸", 500, 500, colour="white")


def row_of_cans(page: Page) -> None:
    for number, colour in enumerate(("#206040", "#a04020", "#303070")):
        page.fill(rectangle(100 + 280 * number, 300, 320 + 280 * number, 780), colour)
        page.write("緑茶飲料", 210 + 280 * number, 450, 40, "white")


@pytest.mark.parametrize(
    "draw", [flat_box, two_boxes, banded_can, lid, inner_label, round_product, row_of_cans]
)
def test_flat_drawings_of_products_are_no_badges(draw: object) -> None:
    page = Page()
    assert callable(draw)
    draw(page)
    assert set(page.places()) <= {"product", "unclear"}


def test_no_lines_cost_nothing() -> None:
    assert Page(product(1)).places() == []


def test_a_line_beyond_the_picture_is_unclear() -> None:
    page = Page(product(1))
    page.lines.append(Line("外の文字", np.array(rectangle(1200, 1200, 1400, 1260), np.float32)))
    assert page.places() == ["unclear"]
