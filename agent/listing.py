"""What was read of a listing, and what was measured of its images. No judgement lives here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent.context import Context

Platform = Literal["amazon", "mercari", "mercari-shops"]
Page = Literal["edit", "create", "public", "file"]
"""Where the listing was read: an editor, a form for a new item, a buyer's page, or a file."""
TextField = Literal[
    "title",
    "highlights",
    "bullets",
    "description",
    "search_terms",
    "brand",
    "manufacturer",
    "model",
    "gtin",
    "gtin_type",
    "asin",
    "sku",
    "price",
    "category",
    "condition",
    "shipping_method",
    "shipping_payer",
    "ship_from",
    "messages",
]
TEXT_FIELDS: tuple[TextField, ...] = get_args(TextField)
ScreenField = Literal[TextField, "images"]
SCREEN_FIELDS: tuple[ScreenField, ...] = (*TEXT_FIELDS, "images")

MAX_TEXT = 50_000
"""Longest text of one field, in code points; the longest real limit is 3,000."""

Text = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Marketplace = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ListingImage(_Frozen):
    """One picture of the listing, in gallery order."""

    slot: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,11}$")]
    """``MAIN``, ``PT01`` … as Amazon names them; the first picture of any other site is ``MAIN``."""
    url: Annotated[str, StringConstraints(max_length=4096)] | None = None
    digest: Digest | None = None
    """SHA-256 of the bytes, once they have been handed to the agent."""


class Listing(_Frozen):
    """A listing as read: a field that is ``None`` was not on the page, ``""`` was there and empty.

    The two are never conflated: Seller Central shows one tab's fields at a time, so an absent
    title is not a missing title.
    """

    platform: Platform
    marketplace: Marketplace | None = None
    """Two-letter store (``jp``, ``us``, ``de``, ``uk``); ``None`` when the page does not tell."""
    page: Page = "file"
    also: Annotated[tuple[Platform, ...], Field(max_length=3, exclude_if=lambda also: not also)] = ()
    """Other platforms that this same listing is to be published on; it is judged as each of them."""
    mercari_link: bool | None = None
    """Whether Mercari's ASIN linking feeds from or to this listing; ``None`` when nobody said."""
    title: Text | None = None
    highlights: Text | None = None
    bullets: Annotated[tuple[Text, ...], Field(max_length=50)] | None = None
    description: Text | None = None
    search_terms: Text | None = None
    brand: Text | None = None
    manufacturer: Text | None = None
    model: Text | None = None
    gtin: Text | None = None
    gtin_type: Text | None = None
    asin: Text | None = None
    sku: Text | None = None
    price: Text | None = None
    """As shown or typed, for example ``¥2,480``."""
    category: Text | None = None
    """Path from root to leaf, joined by `` > ``."""
    condition: Text | None = None
    shipping_method: Text | None = None
    """How it is sent, for example ``らくらくメルカリ便``."""
    shipping_payer: Text | None = None
    """Who pays the postage: ``送料込み(出品者負担)`` or ``着払い(購入者負担)``."""
    ship_from: Text | None = None
    """Where it is sent from: a prefecture, or ``未定``."""
    messages: Annotated[tuple[Text, ...], Field(max_length=50)] | None = None
    """The site's own errors and warnings as the page shows them; absent while it shows none."""
    images: Annotated[tuple[ListingImage, ...], Field(max_length=60)] | None = None
    context: Annotated[Context, Field(exclude_if=lambda context: context == Context())] = Context()
    """What the page does not show and a file or the shop's settings told."""

    def passages(self, field: TextField) -> tuple["Passage", ...] | None:
        """The texts of ``field``: one, or one a bullet or message; ``None`` when the field is absent."""
        value = getattr(self, field)
        if value is None:
            return None
        if isinstance(value, tuple):
            return tuple(Passage(field, index, text) for index, text in enumerate(value))
        return (Passage(field, None, value),)

    def present(self) -> Iterator[ScreenField]:
        """The fields that were on the page, filled or empty."""
        return (field for field in SCREEN_FIELDS if getattr(self, field) is not None)


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a listing; ``index`` counts within a field of several (bullets, messages)."""

    field: TextField
    index: int | None
    text: str


class Region(_Frozen):
    """A rectangle on an image, as fractions of its width and height, from the top left corner."""

    x: Annotated[float, Field(ge=0, le=1)]
    y: Annotated[float, Field(ge=0, le=1)]
    width: Annotated[float, Field(ge=0, le=1)]
    height: Annotated[float, Field(ge=0, le=1)]


class BorderFacts(_Frozen):
    """What the ring along the picture's edge is made of."""

    ring: int
    """Width of the ring in pixels (2 % of the short side, at least 1)."""
    white_share: float
    """Share of ring pixels that are exactly (255, 255, 255), 0 to 1."""
    near_white_share: float
    """Share of ring pixels whose every channel is at least 250, 0 to 1."""
    colour: tuple[int, int, int]
    """Median colour (R, G, B) of the ring pixels that are not pure white; white if all are."""
    regions: tuple[Region, ...]
    """Where the ring is not white: up to four stretches, one a side."""


class ImageFacts(_Frozen):
    """What was measured of one image; ``error`` instead of measures when it could not be read."""

    digest: Digest
    bytes: int
    error: Literal["unreadable", "too-large", "failed"] | None = None
    """``unreadable``: no picture in these bytes; ``too-large``: refused by its size before decoding;
    ``failed``: the measuring process died or took too long, which says nothing about the picture."""
    format: str | None = None
    """``JPEG``, ``PNG``, ``WEBP``, ``GIF``, ``TIFF`` as decoded, whatever the name says."""
    mode: str | None = None
    """Pillow's colour mode of the file (``RGB``, ``CMYK``, ``P`` …)."""
    width: int | None = None
    """Pixels as shown, with the camera's orientation applied; so is ``height``."""
    height: int | None = None
    transparent: bool = False
    """Whether a pixel is not opaque; the picture is then measured as it looks on white."""
    animated: bool = False
    """Whether there are more frames than the first, the only one that is measured."""
    border: BorderFacts | None = None
