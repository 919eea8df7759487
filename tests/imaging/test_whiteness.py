"""How white the ground is: which pixels are judged, what colour they have, and where they are not white."""

import numpy as np
import pytest

from agent.imaging.decode import decode
from agent.imaging.ground import find_ground
from agent.imaging.measure import measure
from agent.imaging.whiteness import measure_ground
from agent.picture import GroundFacts, Region
from tests.imaging.drawing import Pixels, blank, file, framed, paint, put, region

PURE = GroundFacts(share=1, white_share=1, near_white_share=1, colour=(255, 255, 255))


def ground_of(pixels: Pixels, tolerance: int = 0) -> GroundFacts:
    return measure_ground(pixels, find_ground(pixels), tolerance)


def common(one: Region, other: Region) -> float:
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(0.0, width) * max(0.0, height)


@pytest.mark.parametrize("quality", [95, 75, 40, 30])
def test_jpeg_compression_leaves_the_ground_exactly_white(quality: int) -> None:
    facts = measure(file(put(blank()), quality=quality)).ground
    assert facts is not None
    assert facts.white_share == pytest.approx(1, abs=2e-3)


def test_white_near_the_product_is_not_judged() -> None:
    pixels = put(blank(), (0.3, 0.3, 0.4, 0.4), square=True)
    halo = pixels.copy()
    halo[290:710, 290:710] = np.minimum(halo[290:710, 290:710], 253)
    assert ground_of(halo).white_share == 1
    halo[270:730, 270:730] = np.minimum(halo[270:730, 270:730], 253)
    assert ground_of(halo).white_share < 1


def test_white_within_the_product_is_no_ground() -> None:
    pixels = put(blank(), (0.1, 0.1, 0.8, 0.8), square=True)
    pixels[300:700, 300:700] = 252
    ground = find_ground(pixels)
    assert ground.mask[500, 500] == 0
    assert ground_of(pixels).white_share == 1


def test_an_empty_white_picture_is_all_white() -> None:
    assert ground_of(blank()) == PURE


def test_the_colour_is_that_of_the_pixels_that_are_not_white() -> None:
    facts = ground_of(paint(put(blank()), (0, 0.9, 1, 0.1), (250, 246, 248)))
    assert facts.colour == (250, 246, 248)
    assert 0.7 < facts.white_share < 0.9
    assert facts.near_white_share == facts.white_share


def test_shares_are_of_the_judged_pixels_and_counted_exactly() -> None:
    pixels = blank(side=100)
    pixels[0, :7] = 254
    pixels[50, 50:53] = 249
    facts = ground_of(pixels)
    assert facts.white_share == 1 - 10 / 10_000
    assert facts.near_white_share == 1 - 3 / 10_000


def test_without_ground_the_ring_along_the_edge_is_judged() -> None:
    pixels = put(blank((120, 130, 140)))
    facts = ground_of(pixels)
    assert not find_ground(pixels).surrounds
    assert (facts.white_share, facts.near_white_share, facts.colour) == (0, 0, (120, 130, 140))
    top = facts.stains[0]
    assert (top.x, top.y, top.width) == (0, 0, 1)
    assert top.height == pytest.approx(0.02, abs=0.013)  # cells of the cover are coarser


def test_a_bright_window_in_a_scene_is_no_ground() -> None:
    scene = blank((90, 80, 70))
    scene[:, 400:600] = 255
    facts = ground_of(scene)
    assert facts.white_share < 0.3
    assert facts.colour == (90, 80, 70)


def test_a_product_that_leaves_the_picture_does_not_stain_the_ground() -> None:
    assert ground_of(put(blank(), (0.4, 0.2, 0.9, 0.6))).white_share == 1


def test_a_frame_does_not_stain_the_ground_within() -> None:
    facts = measure(file(framed(put(blank(), (0.2, 0.2, 0.6, 0.6)), 6, (40, 40, 40)))).ground
    assert facts is not None
    assert facts.white_share == 1


def test_the_tolerance_is_handed_on() -> None:
    picture = decode(file(put(blank()), quality=20))
    assert ground_of(picture.pixels, picture.tolerance).tolerance == 2
    assert ground_of(blank(), 3).tolerance == 3


@pytest.mark.parametrize("box", [(0, 0, 0.2, 0.1), (0.7, 0.85, 0.3, 0.15), (0.3, 0.01, 0.4, 0.08)])
def test_one_stain_is_one_rectangle_exact_to_a_block(box: tuple[float, float, float, float]) -> None:
    (stain,) = ground_of(paint(blank(), box, 254)).stains
    wanted = region(box)
    for side in ("x", "y", "width", "height"):
        assert getattr(stain, side) == pytest.approx(getattr(wanted, side), abs=0.006)


def test_stains_are_few_and_apart_however_wild_they_are() -> None:
    random = np.random.default_rng(3)
    pixels = np.where(random.random((700, 900, 1)) < 0.01, 250, 255).astype(np.uint8).repeat(3, axis=2)
    pixels[::40, ::40] = 251
    stains = ground_of(pixels).stains
    assert 0 < len(stains) <= 64
    pairs = [(one, other) for place, one in enumerate(stains) for other in stains[:place]]
    assert max((common(one, other) for one, other in pairs), default=0) < 1e-9


def test_odd_pixels_far_from_a_stain_do_not_widen_it() -> None:
    pixels = paint(blank(), (0.8, 0.8, 0.2, 0.2), 253)
    pixels[100, 100] = pixels[30, 500] = 254
    assert len(ground_of(pixels).stains) == 1


@pytest.mark.parametrize(
    ("height", "width"), [(1, 1), (1, 4), (4, 1), (3, 2), (1, 900), (700, 1), (401, 799)]
)
@pytest.mark.parametrize("level", [255, 254, 0])
def test_pictures_of_any_size_have_a_ground(height: int, width: int, level: int) -> None:
    facts = ground_of(np.full((height, width, 3), level, dtype=np.uint8))
    assert facts.white_share == (level == 255)
    assert facts.colour == (level,) * 3
