"""What was read of a listing. No judgement lives here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent import choices
from agent.context import Context
from agent.picture import Digest

Platform = choices.Platform
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
    unavailable: Annotated[bool, Field(exclude_if=lambda unavailable: not unavailable)] = False
    """Its bytes cannot be had: nobody waits for them."""


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

    def text_at(self, field: ScreenField | None, index: int | None) -> str | None:
        """One text; ``None`` for pictures, for the page as a whole, and for what is absent."""
        value: str | tuple[str, ...] | None = (
            None if field is None or field == "images" else getattr(self, field)
        )
        if not isinstance(value, tuple):
            return value if index is None else None
        return value[index] if index is not None and 0 <= index < len(value) else None

    def present(self) -> Iterator[ScreenField]:
        """The fields that were on the page, filled or empty."""
        return (field for field in SCREEN_FIELDS if getattr(self, field) is not None)


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a listing; ``index`` counts within a field of several (bullets, messages)."""

    field: TextField
    index: int | None
    text: str
