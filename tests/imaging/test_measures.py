"""Product, frame, sharpness, likeness and marks: what each measure tells and where it stays silent."""

import cv2
import numpy as np
import pytest

from agent.imaging.frame import find_frame
from agent.imaging.ground import find_ground
from agent.imaging.measure import measure
from agent.imaging.product import measure_product
from agent.picture import ImageFacts, ProductFacts
from tests.imaging.drawing import Pixels, blank, enlarged, file, framed, marked, put, region

DARK = (30, 30, 30)


def product_of(pixels: Pixels) -> ProductFacts | None:
    return measure_product(find_ground(pixels))


def bits(facts: ImageFacts) -> int:
    assert facts.likeness is not None
    return int(facts.likeness, 16)


@pytest.mark.parametrize("box", [(0.2, 0.2, 0.6, 0.6), (0.071, 0.333, 0.851, 0.222), (0.45, 0.01, 0.1, 0.98)])
def test_the_box_is_exact_to_a_pixel(box: tuple[float, float, float, float]) -> None:
    product = product_of(put(blank(), box, square=True))
    assert product is not None
    for side in ("x", "y", "width", "height"):
        assert getattr(product.box, side) == pytest.approx(getattr(region(box), side), abs=0.0011)
    assert product.parts == (product.box,)


def test_specks_are_no_product() -> None:
    pixels = put(blank(), (0.3, 0.3, 0.4, 0.4), square=True)
    pixels[20:26, 20:26] = 0
    product = product_of(pixels)
    assert product is not None
    assert product.box == region((0.3, 0.3, 0.4, 0.4))


def test_small_things_widen_the_box_and_are_no_parts() -> None:
    pixels = put(blank(), (0.3, 0.3, 0.4, 0.4), square=True)
    pixels[100:130, 100:130] = 0
    product = product_of(pixels)
    assert product is not None
    assert (product.box.x, product.box.y) == (0.1, 0.1)
    assert len(product.parts) == 1


def test_parts_come_largest_first() -> None:
    pixels = put(put(blank(), (0.05, 0.05, 0.2, 0.2), square=True), (0.5, 0.3, 0.4, 0.4), square=True)
    product = product_of(pixels)
    assert product is not None
    assert [part.x for part in product.parts] == [0.5, 0.05]


@pytest.mark.parametrize(
    ("box", "sides"),
    [
        ((-0.1, 0.2, 0.5, 0.5), ("left",)),
        ((0.7, 0.7, 0.5, 0.5), ("right", "bottom")),
        ((0.001, 0.001, 0.5, 0.5), ()),
    ],
)
def test_a_product_touches_the_sides_that_it_reaches(
    box: tuple[float, float, float, float], sides: tuple[str, ...]
) -> None:
    product = product_of(put(blank(), box, square=True))
    assert product is not None
    assert product.touches == sides


@pytest.mark.parametrize("level", [235, 200, 0])
def test_nothing_tells_a_product_from_a_darker_ground(level: int) -> None:
    assert product_of(put(blank(level))) is None


def test_an_empty_picture_shows_no_product() -> None:
    assert product_of(blank()) is None


@pytest.mark.parametrize("quality", [95, 60])
@pytest.mark.parametrize(("thickness", "inset"), [(1, 0), (3, 0), (18, 0), (2, 15), (6, 80)])
def test_a_frame_is_measured_in_pixels(thickness: int, inset: int, quality: int) -> None:
    pixels = framed(put(blank(), (0.15, 0.2, 0.7, 0.6)), thickness, DARK, inset)
    frame = measure(file(pixels, quality=quality)).frame
    assert frame is not None
    assert len(frame.sides) == 4
    assert frame.thickness == pytest.approx(thickness, abs=1)
    assert frame.inset == pytest.approx(inset, abs=1)
    assert max(abs(level - dark) for level, dark in zip(frame.colour, DARK, strict=True)) < 60


def test_two_lines_are_no_frame() -> None:
    assert find_frame(framed(put(blank(), (0.2, 0.2, 0.6, 0.6)), 5, DARK, sides="tb")) is None


@pytest.mark.parametrize("inset", [0.1, 0.15, 0.2])
def test_a_line_further_in_belongs_to_the_product(inset: float) -> None:
    assert find_frame(framed(blank(), 5, DARK, round(inset * 1000))) is None


def test_a_thick_margin_is_no_frame() -> None:
    assert find_frame(framed(put(blank()), 40, (200, 30, 30))) is None


def test_a_picture_that_is_all_stripes_is_measured_in_time() -> None:
    rows = np.arange(1600) // 3 % 2 * 200
    pixels = np.minimum(rows[:, None], rows[None, :]).astype(np.uint8)[..., None].repeat(3, axis=2)
    find_frame(pixels)
    assert measure(file(pixels, "PNG")).error is None


def test_enlarging_and_blurring_take_detail_away() -> None:
    sharp = put(blank())
    soft = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 3), dtype=np.uint8)
    details = {
        name: measure(file(pixels)).sharpness
        for name, pixels in {
            "sharp": sharp,
            "twice": enlarged(sharp, 2),
            "4 times": enlarged(sharp, 4),
        }.items()
    }
    found = {name: facts.detail for name, facts in details.items() if facts}
    assert found["sharp"] > 0.5 > found["4 times"]
    assert found["sharp"] > found["twice"] > found["4 times"]
    blurred = measure(file(soft)).sharpness
    assert blurred is not None
    assert blurred.variance < 25


def test_nothing_is_said_of_the_sharpness_of_an_even_thing() -> None:
    pixels = blank()
    pixels[100:900, 100:900] = (120, 130, 140)
    assert measure(file(pixels)).sharpness is None


def test_the_same_shot_is_alike_in_another_size_quality_and_place() -> None:
    one = measure(file(put(blank())))
    for other in (
        file(put(blank()), quality=40),
        file(np.asarray(cv2.resize(put(blank()), (600, 600)), dtype=np.uint8), "PNG"),
        file(np.roll(put(blank()), 40, axis=0)),
    ):
        assert (bits(one) ^ bits(measure(other))).bit_count() <= 4


def test_another_product_of_the_same_outline_is_not_alike() -> None:
    one, other = (measure(file(put(blank(), seed=seed))) for seed in (1, 2))
    assert (bits(one) ^ bits(other)).bit_count() > 12


def test_faint_marks_all_over_the_ground_are_told() -> None:
    small = put(blank(), (0.3, 0.3, 0.4, 0.4))
    marks = measure(file(marked(small))).watermark
    assert marks is not None
    assert marks.kind == "faint-marks"
    assert marks.count >= 12
    assert marks.region.width > 0.8
    assert measure(file(small)).watermark is None


def test_dark_dots_all_over_are_no_watermark() -> None:
    pixels = blank()
    for y in range(60, 1000, 150):
        for x in range(60, 1000, 150):
            cv2.circle(pixels, (x, y), 14, DARK, -1)
    assert measure(file(pixels)).watermark is None
