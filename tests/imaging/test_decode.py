"""Plain JPEGs are decoded by another library than the rest: both must give the same pixels, upright."""

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageOps

from agent.imaging import decode as module
from agent.imaging.decode import TooLargeError, UnreadableError, decode
from tests.imaging.drawing import Pixels, blank, file, put
from tests.imaging.pictures import png
from tests.imaging.samples import SAMPLES, expected, known

WIDE = put(blank(side=240))[20:200]


def as_pillow_does(data: bytes) -> Pixels:
    with Image.open(BytesIO(data)) as image:
        return np.array(ImageOps.exif_transpose(image).convert("RGB"))


def turned(orientation: int, mode: str = "RGB") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return file(WIDE, mode=mode, exif=exif.tobytes())


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("orientation", range(10))
def test_a_turned_picture_is_shown_upright_whoever_decodes_it(orientation: int, mode: str) -> None:
    data = turned(orientation, mode)
    pixels = decode(data).pixels
    assert np.array_equal(pixels, as_pillow_does(data))
    assert pixels.flags.c_contiguous


@pytest.mark.parametrize(
    "data",
    [
        file(WIDE, progressive=True),
        file(WIDE, subsampling=0),
        file(WIDE, quality=5),
        file(WIDE, comment=b"text") + b"behind the picture",
    ],
    ids=["progressive", "full colour", "coarse", "with other data"],
)
def test_any_jpeg_has_the_same_pixels_as_in_pillow(data: bytes) -> None:
    assert np.array_equal(decode(data).pixels, as_pillow_does(data))


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared pictures with known answers are not here")
@pytest.mark.parametrize(
    "name",
    [
        sample["file"]
        for sample in [*expected(), *known()]
        if sample["file"].endswith(".jpg") and sample.get("group") in (None, "N2", "D")
    ],
    ids=lambda name: Path(name).stem,
)
def test_known_jpegs_have_the_same_pixels_as_in_pillow(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    assert np.array_equal(decode(data).pixels, as_pillow_does(data))


def test_a_turned_picture_on_the_slow_way_is_upright_too() -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    data = file(WIDE, "PNG", exif=exif.tobytes())
    assert np.array_equal(decode(data).pixels, as_pillow_does(data))


@pytest.mark.parametrize(("level", "shown"), [(0xFFFF, 255), (0xFE80, 254), (0x8000, 128), (0, 0)])
@pytest.mark.parametrize("channels", [1, 3])
def test_sixteen_bits_a_channel_are_scaled(level: int, shown: int, channels: int) -> None:
    shape = (6, 8) if channels == 1 else (6, 8, 3)
    data = bytes(cv2.imencode(".png", np.full(shape, level, dtype=np.uint16))[1])
    assert decode(data).pixels.shape == (6, 8, 3)
    assert set(decode(data).pixels.ravel().tolist()) == {shown}


@pytest.mark.parametrize(("quality", "tolerance"), [(95, 0), (75, 0), (50, 1), (20, 2), (10, 5)])
def test_a_coarse_brightness_step_is_told_in_levels(quality: int, tolerance: int) -> None:
    assert decode(file(WIDE, quality=quality)).tolerance == tolerance


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "TIFF"])
def test_only_a_jpeg_has_such_a_step(kind: str) -> None:
    assert decode(file(WIDE, kind)).tolerance == 0


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_jpeg_cut_anywhere_is_unreadable(share: float) -> None:
    data = file(WIDE)
    with pytest.raises(UnreadableError):
        decode(data[: int(len(data) * share)])


def test_nothing_is_decoded_before_the_header_allowed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("the picture reached the decoder")

    wide = file(WIDE)
    data = png(9_000, 9_000)
    monkeypatch.setattr(cv2, "imdecode", never)
    with pytest.raises(TooLargeError):
        decode(data)
    monkeypatch.setattr(module, "MAX_SIDE", 200)
    with pytest.raises(TooLargeError):
        decode(wide)
    with pytest.raises(UnreadableError):
        decode(b"BM" + bytes(200))
