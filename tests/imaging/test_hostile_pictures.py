"""Rows I01 to I06 of the security table: bytes that want to hurt get a plain answer, and quickly.

Seconds are those of the processor, so that a busy machine does not fail an honest decoder.
"""

import time
import zlib

import numpy as np
import pytest
from PIL import Image

from agent.imaging.measure import measure
from tests.imaging.pictures import encode, frames, png, png_chunk, product_on


@pytest.mark.parametrize(
    ("width", "height"), [(9_000, 9_000), (10_000, 10_000), (14_000, 14_000), (12_001, 8)]
)
def test_i01_a_small_file_of_very_many_pixels_is_refused_by_its_header(width: int, height: int) -> None:
    data = png(width, height)
    started = time.process_time()
    facts = measure(data)
    assert facts.error == "too-large"
    assert facts.ground is None
    assert time.process_time() - started < 0.1


def test_i01_the_largest_allowed_picture_is_measured() -> None:
    facts = measure(png(8_000, 5_000))
    assert (facts.error, facts.width, facts.height) == (None, 8_000, 5_000)


@pytest.mark.parametrize("name", [b"zTXt", b"iCCP"])
def test_i02_metadata_that_unpacks_to_hundreds_of_megabytes_is_not_unpacked(name: bytes) -> None:
    chunk = png_chunk(name, b"key\x00\x00" + zlib.compress(b"A" * 100_000_000, 9))
    started = time.process_time()
    facts = measure(png(64, 64, chunk))
    # The profile of colours is skipped, the text refused; neither costs its size in time or memory.
    assert facts.error in (None, "unreadable")
    assert time.process_time() - started < 1


def test_i03_half_a_picture_is_unreadable() -> None:
    whole = encode(product_on((255, 255, 255)), "JPEG")
    assert measure(whole).error is None
    assert measure(whole[: len(whole) // 2]).error == "unreadable"


@pytest.mark.parametrize("data", [b"", b"\xff", bytes(range(256)) * 40], ids=["nothing", "one byte", "noise"])
def test_i03_bytes_without_a_picture_are_unreadable(data: bytes) -> None:
    facts = measure(data)
    assert (facts.error, facts.bytes, facts.format) == ("unreadable", len(data), None)


@pytest.mark.parametrize(("kind", "shown"), [("GIF", "GIF"), ("WEBP", "WEBP"), ("PNG", "PNG")])
def test_i04_only_the_first_of_many_frames_is_decoded(kind: str, shown: str) -> None:
    data = frames(2_000, kind)
    started = time.process_time()
    facts = measure(data)
    assert time.process_time() - started < 0.2
    assert (facts.error, facts.format, facts.animated) == (None, shown, True)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "JPEG"])
def test_a_still_picture_is_not_animated(kind: str) -> None:
    assert measure(encode(product_on((255, 255, 255)), kind)).animated is False


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
        encode(product_on((255, 255, 255)), "BMP"),
        encode(product_on((255, 255, 255)), "ICO"),
    ],
    ids=["html", "svg", "eps", "pdf", "bmp", "ico"],
)
def test_i05_other_formats_are_never_opened_whatever_their_name(data: bytes) -> None:
    assert measure(data).error == "unreadable"


def test_i05_a_picture_with_a_page_behind_it_is_measured_as_the_picture() -> None:
    facts = measure(encode(product_on((255, 255, 255)), "JPEG") + b"<script>alert(1)</script>")
    assert (facts.error, facts.format) == (None, "JPEG")


def test_i06_the_size_is_that_of_the_upright_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    facts = measure(encode(product_on((255, 255, 255), (400, 300)), "JPEG", exif=exif.tobytes()))
    assert (facts.width, facts.height) == (300, 400)


def test_i06_damaged_orientation_data_does_not_hide_the_picture() -> None:
    facts = measure(encode(product_on((255, 255, 255)), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff"))
    assert (facts.error, facts.width) == (None, 400)


def test_i06_cmyk_white_is_white() -> None:
    facts = measure(encode(product_on((255, 255, 255)).convert("CMYK"), "JPEG", quality=95))
    assert facts.mode == "CMYK"
    assert facts.ground is not None
    assert facts.ground.white_share == pytest.approx(1)


@pytest.mark.parametrize(("level", "white"), [(65_535, 1.0), (65_000, 0.0), (32_768, 0.0)])
def test_i06_sixteen_bits_of_grey_are_scaled_and_not_clipped_to_white(level: int, white: float) -> None:
    picture = Image.fromarray(np.full((50, 50), level, dtype=np.uint16))
    facts = measure(encode(picture))
    assert facts.ground is not None
    assert facts.ground.white_share == white


def test_i06_a_palette_with_transparency_is_measured_on_white() -> None:
    picture = Image.new("RGBA", (100, 80), (0, 0, 0, 0))
    picture.paste((10, 20, 30, 255), (40, 30, 60, 50))
    facts = measure(encode(picture.quantize()))
    assert facts.transparent is True
    assert facts.mode == "P"
    assert facts.ground is not None
    assert facts.ground.white_share == 1


def test_i06_an_alpha_channel_without_a_see_through_pixel_is_not_transparent() -> None:
    assert measure(encode(product_on((255, 255, 255)).convert("RGBA"))).transparent is False


def test_i06_colour_profiles_and_metadata_are_not_part_of_the_answer() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    data = encode(product_on((255, 255, 255)), "JPEG", exif=exif.tobytes(), icc_profile=b"SECRET" * 30)
    facts = measure(data)
    assert facts.error is None
    assert "SECRET" not in facts.model_dump_json()


def test_a_picture_of_one_pixel_has_a_border() -> None:
    facts = measure(encode(Image.new("RGB", (1, 1), "#fe0000")))
    assert facts.ground is not None
    assert (facts.ground.white_share, facts.ground.colour) == (0, (254, 0, 0))
