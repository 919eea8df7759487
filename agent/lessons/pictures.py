"""Pictures of practice products, drawn by code: clean ones, and each with one fault. No measuring here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from agent.imaging.fonts import font_of

Product = Literal["bottle", "mug", "box"]
Fault = Literal[
    "amazon-badge",
    "badge",
    "coarse-file",
    "contact",
    "cut-off",
    "frame",
    "grey-ground",
    "low-resolution",
    "near-white-ground",
    "no-zoom",
    "offer",
    "print-colours",
    "see-through",
    "shop-name",
    "small",
    "text",
    "tiny",
    "unnamed",
    "watermark",
]
FAULTS: Mapping[str, Fault] = {
    "image/main-image-amazon-badge": "amazon-badge",
    "image/main-image-badge": "badge",
    "image/main-image-colour-mode": "print-colours",
    "image/main-image-contact": "contact",
    "image/main-image-darkened-by-compression": "coarse-file",
    "image/main-image-frame": "frame",
    "image/main-image-near-white": "near-white-ground",
    "image/main-image-not-white": "grey-ground",
    "image/main-image-product-cut-off": "cut-off",
    "image/main-image-product-small": "small",
    "image/main-image-product-tiny": "tiny",
    "image/main-image-promotion": "offer",
    "image/main-image-shop-name": "shop-name",
    "image/main-image-text": "text",
    "image/main-image-too-small": "low-resolution",
    "image/main-image-transparent": "see-through",
    "image/main-image-watermark": "watermark",
    "image/main-image-without-zoom": "no-zoom",
    "mercari-link/main-image-japanese-name-missing": "unnamed",
    "mercari-link/main-image-not-white": "grey-ground",
    "mercari-link/main-image-watermark": "watermark",
}
"""By rule, which drawing may break it."""
SHOP_NAME = "Bright Deals Store"
"""Of the shop, where its name stands in a picture."""
Colour = tuple[int, int, int]
_WHITE: Colour = (255, 255, 255)
_SIDE = 1200
_COLOURS: Mapping[Product, Colour] = {
    "bottle": (52, 78, 120),
    "mug": (150, 66, 52),
    "box": (70, 110, 84),
}
_GROUNDS = ((226, 216, 198), (206, 218, 228), (222, 226, 206), (232, 212, 212), (214, 208, 226))
"""Behind the pictures after the first, which need no white."""


@cache
def clean(product: Product, name: str = "") -> bytes:
    """The main picture: the product on white, filling it; ``name`` is printed on the product."""
    return _file(_on(_WHITE, product, 0.92, name=name))


@cache
def view(product: Product, number: int) -> bytes:
    """A further picture, on a coloured ground; each number is another one."""
    ground = _GROUNDS[number % len(_GROUNDS)]
    fill = 0.85 - 0.1 * (number % 4)
    return _file(_on(ground, product, fill, turn=(-24, 30, 68, -50, 14, 90, -76)[number % 7], side=800))


@dataclass(frozen=True, slots=True)
class _Look:
    """How a main picture is drawn; what is not said is without fault."""

    ground: Colour = _WHITE
    fill: float = 0.92
    side: int | None = None
    """Pixels, where it is made smaller."""
    quality: int = 90
    mode: str = "RGB"
    named: bool = True


_LOOKS: Mapping[Fault, _Look] = {
    "coarse-file": _Look(quality=20),
    "grey-ground": _Look(ground=(228, 230, 233)),
    "low-resolution": _Look(side=420),
    "near-white-ground": _Look(ground=(252, 252, 252)),
    "no-zoom": _Look(side=900),
    "print-colours": _Look(mode="CMYK"),
    "small": _Look(fill=0.825),
    "tiny": _Look(fill=0.5),
    "unnamed": _Look(named=False),
}


@cache
def faulty(product: Product, fault: Fault, name: str = "") -> bytes:
    """The main picture with one fault."""
    if fault == "see-through":
        return _see_through(product, name)
    look = _LOOKS.get(fault, _Look())
    fill, down = _CUT[product] if fault == "cut-off" else (look.fill, 0.0)
    picture = _on(look.ground, product, fill, name=name if look.named else "", down=down)
    if fault == "frame":
        ImageDraw.Draw(picture).rectangle((0, 0, _SIDE - 1, _SIDE - 1), outline=(40, 44, 52), width=8)
    if fault in _WORDS:
        _write_on(picture, product, fault)
    if look.side is not None:
        picture = picture.resize((look.side, look.side), Image.Resampling.LANCZOS)
    return _file(picture.convert(look.mode), quality=look.quality)


def _write_on(picture: Image.Image, product: Product, fault: Fault) -> None:
    """Words beside the product, on the bare ground or on a badge."""
    pen = ImageDraw.Draw(picture)
    words, badge = _WORDS[fault]
    across, down = _ROOM[product]
    if fault == "watermark":
        for place in _CORNERS[product]:
            _write(pen, words, place, 54, (160, 160, 160))
        return
    if badge is not None:
        pen.rectangle((across - 150, down - 60, across + 150, down + 60), fill=badge)
    _write(pen, words, (across, down), 34, (30, 30, 30) if badge is None else (255, 255, 255))


_WORDS: Mapping[Fault, tuple[str, Colour | None]] = {
    "amazon-badge": ("Amazon's Choice", (24, 34, 48)),
    "offer": ("SALE 50% OFF", (200, 24, 36)),
    "shop-name": (SHOP_NAME.upper(), None),
    "badge": ("2026 MODEL", (24, 90, 60)),
    "text": ("Perfect for camping", None),
    "contact": ("www.example.jp", None),
    "watermark": ("SAMPLE", None),
}
_CUT: Mapping[Product, tuple[float, float]] = {"bottle": (1.6, 0.38), "mug": (0.95, 0.4), "box": (0.95, 0.4)}
"""How large the product is, and how far down, for its lower part to be cut off."""
_ROOM: Mapping[Product, tuple[int, int]] = {"bottle": (185, 240), "mug": (600, 120), "box": (600, 110)}
"""A place that the product leaves white."""
_CORNERS: Mapping[Product, tuple[tuple[int, int], ...]] = {
    "bottle": ((190, 150), (1010, 150), (190, 1050), (1010, 1050)),
    "mug": ((300, 90), (900, 90), (300, 1110), (900, 1110)),
    "box": ((300, 90), (900, 90), (300, 1110), (900, 1110)),
}


def _write(pen: ImageDraw.ImageDraw, words: str, middle: tuple[int, int], size: int, colour: Colour) -> None:
    # Pillow's own font has Latin letters on every system.
    pen.text(middle, words, fill=colour, font=ImageFont.load_default(size), anchor="mm")


def _see_through(product: Product, name: str) -> bytes:
    picture = _on(_WHITE, product, 0.92, name=name)
    shape = _shape(product, 0.92, 0, 0.0, _SIDE)
    picture.putalpha(shape)
    return _file(picture.quantize(64, method=Image.Quantize.FASTOCTREE).convert("RGBA"), "PNG")


def _on(  # noqa: PLR0913 - what a picture is drawn of
    ground: Colour,
    product: Product,
    fill: float,
    *,
    name: str = "",
    turn: int = 0,
    down: float = 0.0,
    side: int = _SIDE,
) -> Image.Image:
    """The product over ``fill`` of the picture's side, moved down by a share of it."""
    picture = Image.new("RGB", (side, side), ground)
    picture.paste(_body(product, side), (0, 0), _shape(product, fill, turn, down, side))
    if name:
        font, _ = font_of(round(side * 0.09))
        ImageDraw.Draw(picture).text(
            (side // 2, round(side * 0.55)), name, font=font, fill=(250, 248, 240), anchor="mm"
        )
    return picture


@cache
def _body(product: Product, side: int) -> Image.Image:
    """Light from the left and a sensor's noise, as on a photograph."""
    across = np.linspace(-1, 1, side)
    light = 1.1 - 0.45 * across[None, :, None] ** 2 - 0.15 * across[None, :, None]
    chance = np.random.default_rng(7)
    pixels = np.array(_COLOURS[product]) * light + chance.normal(0, 3, (side, side, 1))
    return Image.fromarray(np.clip(pixels, 0, 225).astype(np.uint8))


def _shape(product: Product, fill: float, turn: int, down: float, side: int) -> Image.Image:
    shape = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(shape)
    half, middle = side * fill / 2, side / 2

    def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        level = middle + down * side
        return middle + left * half, level + top * half, middle + right * half, level + bottom * half

    if product == "bottle":
        pen.rounded_rectangle(box(-0.4, -0.66, 0.4, 1), half * 0.12, fill=255)
        pen.rounded_rectangle(box(-0.28, -1, 0.28, -0.6), half * 0.06, fill=255)
    elif product == "mug":
        pen.rounded_rectangle(box(-1, -0.7, 0.6, 0.7), half * 0.1, fill=255)
        pen.ellipse(box(0.3, -0.45, 1, 0.45), fill=255)
        pen.ellipse(box(0.5, -0.3, 0.82, 0.3), fill=0)
        pen.rounded_rectangle(box(-1, -0.7, 0.6, 0.7), half * 0.1, fill=255)
    else:
        pen.polygon(
            [
                *_pairs(box(-1, -0.55, 0.5, -0.7)),
                *_pairs(box(1, -0.55, 1, 0.55)),
                *_pairs(box(0.5, 0.7, -1, 0.55)),
            ],
            fill=255,
        )
    shape = shape.rotate(turn)
    return shape.point(lambda level: 255 if level > 127 else 0)  # noqa: PLR2004 - half


def _pairs(box: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    return [(box[0], box[1]), (box[2], box[3])]


def _file(picture: Image.Image, kind: str = "JPEG", quality: int = 90) -> bytes:
    sink = BytesIO()
    if kind == "JPEG":
        picture.save(sink, kind, quality=quality)
    else:
        picture.save(sink, kind, optimize=True)
    return sink.getvalue()
