"""Product pictures with text, drawn for the tests: one fault each, and twins whose text is on the product."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from agent.picture import Region

SIDE = 1000
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
"""Debian's package fonts-noto-cjk, which the browser tests ask for, too."""
LABEL = "濃厚抹茶ラテ"
Box = tuple[float, float, float, float]
Shape = list[tuple[float, float]]
Draw = Callable[[Image.Image], Box]
"""Draws on a picture and tells where."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A picture's bytes, where the fault is, and what must be said of it."""

    name: str
    rule: str
    draw: Draw
    base: int = 0
    printed: str = LABEL
    """What its twin has printed on the product."""
    outcome: str = "violation"

    def picture(self) -> tuple[bytes, Region]:
        image = product(self.base)
        place = _region(self.draw(image))
        return _jpeg(image), place

    def twin(self) -> bytes:
        return _jpeg(product(self.base, self.printed))


def product(kind: int, label: str = LABEL) -> Image.Image:
    """A shaded box, bottle, can or pouch on pure white, with its label printed on it."""
    image = Image.new("RGB", (SIDE, SIDE), "white")
    shape = Image.new("L", (SIDE, SIDE), 0)
    draw = ImageDraw.Draw(shape)
    box = ((210, 300, 790, 720), (380, 240, 620, 800), (300, 280, 700, 760), (260, 260, 740, 780))[kind]
    if kind == 1:
        draw.rounded_rectangle(box, 60, fill=255)
        draw.rectangle((455, 180, 545, 260), fill=255)
    elif kind == 2:
        draw.rectangle(box, fill=255)
        draw.ellipse((300, 250, 700, 310), fill=255)
        draw.ellipse((300, 730, 700, 790), fill=255)
    else:
        draw.polygon(_corners(box, 0 if kind else 24), fill=255)
    colour = ((150, 40, 50), (40, 120, 60), (60, 70, 150), (190, 150, 60))[kind]
    image.paste(_shaded(colour, kind), (0, 0), shape)
    size = 44 if kind == 1 else 60
    font = ImageFont.truetype(FONT, min(size, round((box[2] - box[0] - 40) / max(1, len(label)))))
    ImageDraw.Draw(image).text((500, 420), label, font=font, fill=(250, 245, 235), anchor="mm")
    return image


def _region(box: Box) -> Region:
    left, top, right, bottom = (min(max(value, 0), SIDE) / SIDE for value in box)
    return Region(x=left, y=top, width=right - left, height=bottom - top)


def _shaded(colour: tuple[int, int, int], seed: int) -> Image.Image:
    """Light from the left and a sensor's noise, as on a photograph."""
    across = np.linspace(-1, 1, SIDE)
    light = 1.05 - 0.35 * across[None, :, None] ** 2 - 0.12 * across[:, None, None]
    noise = np.random.default_rng(seed).normal(0, 3, (SIDE, SIDE, 1))
    return Image.fromarray(np.clip(np.array(colour) * light + noise, 0, 235).astype(np.uint8))


def _corners(box: tuple[int, int, int, int], lean: int) -> list[tuple[int, int]]:
    left, top, right, bottom = box
    return [(left, top + lean), (right, top - lean), (right, bottom + lean), (left, bottom - lean)]


def _jpeg(image: Image.Image) -> bytes:
    sink = BytesIO()
    image.save(sink, "JPEG", quality=90, subsampling=0)
    return sink.getvalue()


def text(  # noqa: PLR0913, PLR0917 - a table of pictures reads best so
    words: str, x: float, y: float, size: int = 60, fill: str = "#222222", turn: float = 0
) -> Draw:
    """Words around a middle, turned counter-clockwise by degrees."""

    def draw(image: Image.Image) -> Box:
        font = ImageFont.truetype(FONT, size)
        layer = Image.new("L", (SIDE, SIDE), 0)
        ImageDraw.Draw(layer).multiline_text((x, y), words, font=font, fill=255, anchor="mm", align="center")
        layer = layer.rotate(turn, center=(x, y), resample=Image.Resampling.BICUBIC)
        image.paste(Image.new("RGB", image.size, fill), (0, 0), layer)
        left, top, right, bottom = _ink(layer)
        # A reader's boxes hold the whole line, of which small letters leave a part empty.
        room = size / 6
        return left - room, top - room, right + room, bottom + room

    return draw


def column(words: str, x: float, y: float, size: int = 54) -> Draw:
    """Words one below the other."""
    return text("\n".join(words), x, y, size)


def _ink(layer: Image.Image) -> Box:
    box = layer.getbbox()
    if box is None:
        message = "nothing was drawn"
        raise ValueError(message)
    return box


def on(shape: Shape, words: str, fill: str = "#c8102e", size: int = 44, ink: str = "white") -> Draw:
    """Words on a filled polygon."""

    def draw(image: Image.Image) -> Box:
        large = Image.new("L", (SIDE * 2, SIDE * 2), 0)
        ImageDraw.Draw(large).polygon([(x * 2, y * 2) for x, y in shape], fill=255)
        mask = large.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        image.paste(Image.new("RGB", image.size, fill), (0, 0), mask)
        box = _ink(mask)
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        text(words, *middle, size, ink)(image)
        return box

    return draw


def rectangle(left: float, top: float, right: float, bottom: float) -> Shape:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def disc(x: float, y: float, radius: float, points: int = 90) -> Shape:
    turns = [2 * math.pi * number / points for number in range(points)]
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def star(x: float, y: float, radius: float, points: int = 14, inner: float = 0.8) -> Shape:
    reaches = [radius * (inner if number % 2 else 1) for number in range(2 * points)]
    turns = [math.pi * number / points for number in range(2 * points)]
    corners = zip(reaches, turns, strict=True)
    return [(x + reach * math.cos(turn), y + reach * math.sin(turn)) for reach, turn in corners]


def framed(box: tuple[int, int, int, int], words: str, size: int = 44) -> Draw:
    """Words in a white box with a red line around it."""

    def draw(image: Image.Image) -> Box:
        ImageDraw.Draw(image).rectangle(box, fill="white", outline="#c8102e", width=6)
        middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        text(words, *middle, size, "#c8102e")(image)
        return box

    return draw


def tiled(words: str, alpha: int, turn: float = 30, fill: str = "#808080") -> Draw:
    """Words all over the picture, slanted and pale."""

    def draw(image: Image.Image) -> Box:
        layer = Image.new("L", (SIDE * 2, SIDE * 2), 0)
        font = ImageFont.truetype(FONT, 46)
        for row, y in enumerate(range(0, SIDE * 2, 170)):
            for x in range(-(row % 2) * 170, SIDE * 2, 340):
                ImageDraw.Draw(layer).text((x, y), words, font=font, fill=alpha)
        turned = layer.rotate(turn, resample=Image.Resampling.BICUBIC)
        middle = turned.crop((SIDE // 2, SIDE // 2, SIDE // 2 + SIDE, SIDE // 2 + SIDE))
        image.paste(Image.new("RGB", image.size, fill), (0, 0), middle)
        return (0, 0, SIDE, SIDE)

    return draw


def soft(draw: Draw) -> Draw:
    """The same a little out of focus, as a picture that was enlarged."""

    def blurred(image: Image.Image) -> Box:
        box = draw(image)
        image.paste(image.filter(ImageFilter.GaussianBlur(1.0)))
        return box

    return blurred


TEXT, BADGE = "image/main-image-text", "image/main-image-badge"
PROMOTION, OFFER = "image/main-image-promotion", "image/main-image-offer-over-product"
AMAZON, CONTACT = "image/main-image-amazon-badge", "image/main-image-contact"
SHOP, LOGO, MARK = "image/main-image-shop-name", "image/main-image-logo", "image/main-image-watermark"

PLANTED = (
    Planted("bare words above", TEXT, text("アウトドアに最適", 500, 100), 0, "アウトドアに最適"),
    Planted("bare words below", TEXT, text("Perfect for camping", 500, 900), 1, "Camping"),
    Planted("pale words", TEXT, text("軽くて丈夫な素材", 500, 110, 54, "#b0b0b0"), 2, "軽くて丈夫"),
    Planted("a column of words", TEXT, column("毎日の食卓に", 900, 480), 1),
    Planted("turned words", TEXT, text("新しい暮らし", 170, 160, 56, turn=25), 2),
    Planted("small words", TEXT, text("容量五百ミリリットル", 500, 920, 24), 3),
    Planted("two lines", TEXT, text("やさしい甘さ\n職人の手作り", 500, 110, 52), 0, "職人の手作り"),
    Planted("blurred words", TEXT, soft(text("水洗いできます", 500, 100, 56)), 3),
    Planted("coloured words", TEXT, text("二人用サイズ", 820, 120, 48, "#e05a00"), 1),
    Planted("disc beside", BADGE, on(disc(150, 150, 115), "限定色"), 1, "限定色"),
    Planted("disc over a corner", BADGE, on(disc(250, 710, 140), "増量中", "#e65c00"), 0),
    Planted("sticker", BADGE, on(rectangle(700, 40, 960, 140), "送料無料"), 2),
    Planted("sticker over a corner", BADGE, on(rectangle(640, 640, 940, 780), "二年保証", "#0a4da2", 56), 0),
    Planted("banner", BADGE, on(rectangle(0, 890, 1000, 1000), "公式ストア限定", "#10206a", 54), 3),
    Planted("star", BADGE, on(star(170, 170, 150), "大人気", "#d4a000"), 2),
    Planted("seal", BADGE, on(star(840, 840, 140, 24, 0.9), "金賞受賞", "#7a1020", 40), 1),
    Planted("framed words", BADGE, framed((60, 60, 400, 170), "お得な二本組"), 3),
    Planted("promotion", PROMOTION, on(rectangle(40, 40, 420, 150), "ポイント10倍", "#c8102e", 50), 1),
    Planted("ranking", PROMOTION, text("楽天ランキング1位", 500, 100, 54, "#c8102e"), 0, "売上No.1"),
    Planted(
        "postage in Latin letters",
        PROMOTION,
        on(rectangle(600, 60, 960, 150), "FREE SHIPPING", "#0a7a30", 40),
        2,
    ),
    Planted("stars", AMAZON, text("★★★★★", 500, 110, 64, "#ff9900"), 2),
    Planted("Amazon's Choice", AMAZON, on(rectangle(40, 40, 420, 130), "Amazon's Choice", "#232f3e", 42), 0),
    Planted("best seller", AMAZON, on(rectangle(40, 40, 400, 130), "#1 Best Seller", "#e67a00", 42), 3),
    Planted("web address", CONTACT, text("www.example-shop.jp", 500, 920, 50), 1, "www.example.jp"),
    Planted("telephone", CONTACT, text("TEL 03-1234-5678", 500, 100, 50), 3),
    Planted("shop's name", SHOP, text("三毛猫ストア", 500, 900, 56), 0, "三毛猫ストア"),
    Planted("brand's name", LOGO, text("KOTOBUKI", 160, 90, 50), 2, "KOTOBUKI", "incomplete"),
    Planted(
        "postage over the product", OFFER, text("送料無料", 500, 600, 70, "#ffee00"), 0, outcome="incomplete"
    ),
    Planted("tiled prohibition", MARK, tiled("転載禁止", 110), 1),
    Planted("tiled shop", MARK, tiled("KAWAUSO", 120, 40), 3),
    Planted("tiled sample", MARK, tiled("SAMPLE", 90, -25), 0),
    Planted("one sample mark", MARK, text("見本", 500, 120, 120, "#c0c0c0", 15), 2),
)
