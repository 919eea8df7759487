"""Bytes to an upright RGB picture, refused before decoding when its header promises too many pixels."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar, Literal

import numpy as np
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF")
"""Decoders that may be tried; everything else (EPS, PDF, ICO …) is never opened."""
MAX_PIXELS = 40_000_000
MAX_SIDE = 12_000
"""Amazon takes up to 10,000 pixels a side; 40 million are what one worker decodes in about a second."""
SIXTEEN_BIT_GREY = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})


class DecodeError(Exception):
    """The bytes hold no picture that may be decoded; ``kind`` is the ``error`` of the facts."""

    kind: ClassVar[Literal["unreadable", "too-large"]]


class UnreadableError(DecodeError):
    """Not one of ``FORMATS``, damaged or cut short."""

    kind = "unreadable"


class TooLargeError(DecodeError):
    """More pixels than the limits, by the header or once unpacked."""

    kind = "too-large"


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture: its first frame, upright, in RGB, transparent parts as they look on white."""

    pixels: Image.Image
    format: str
    mode: str
    """Pillow's mode of the file, before the conversion to RGB."""
    transparent: bool
    animated: bool


def decode(data: bytes) -> Picture:
    """The picture in ``data``. Colour profiles are not applied: pure white is a matter of stored values.

    Raises:
        UnreadableError: not one of ``FORMATS``, damaged or cut short.
        TooLargeError: larger than ``MAX_SIDE`` or ``MAX_PIXELS``; nothing was decoded then.

    """
    with warnings.catch_warnings():
        # Pillow warns of corrupt metadata too; only the size warning is a reason to refuse.
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(data), formats=FORMATS) as image:
                return _load(image)
        except DecodeError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
            raise TooLargeError from error
        except Exception as error:
            # Pillow's decoders raise OSError, SyntaxError, ValueError, struct.error, zlib.error and more.
            raise UnreadableError from error


def _load(image: Image.Image) -> Picture:
    if max(image.size) > MAX_SIDE or image.width * image.height > MAX_PIXELS:
        raise TooLargeError
    mode = image.mode
    # Asking a TIFF walks all its pages; pages are no animation anyway.
    animated = image.format != "TIFF" and bool(getattr(image, "is_animated", False))
    # load(), not verify(): verify() accepts a JPEG of which half is missing.
    image.load()
    upright = _upright(image)
    pixels, transparent = _opaque_rgb(upright)
    # A JPEG with an embedded preview is reported as MPO; the first frame is a plain JPEG.
    name = "JPEG" if image.format == "MPO" else str(image.format)
    return Picture(pixels, name, mode, transparent, animated and name != "JPEG")


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - broken metadata does not make a picture unreadable
        return image.copy()


def _opaque_rgb(image: Image.Image) -> tuple[Image.Image, bool]:
    if image.mode in SIXTEEN_BIT_GREY:
        # convert() would clip every value above 255 to white.
        levels = np.clip(np.asarray(image).astype(np.int64) // 257, 0, 255).astype(np.uint8)
        return Image.fromarray(levels).convert("RGB"), False
    if not image.has_transparency_data:
        return image.convert("RGB"), False
    layered = image.convert("RGBA")
    lowest, _ = layered.getchannel("A").getextrema()
    if lowest == 255:  # noqa: PLR2004 - fully opaque
        return layered.convert("RGB"), False
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB"), True
