"""A lesson as a file that can be shared: a practice listing, its pictures and what was planted in it.

Nothing is planted or judged here.
"""

import base64
import binascii
import hashlib
import json
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from agent.listing import TEXT_FIELDS, Listing, ListingImage, Platform, ScreenField
from agent.wire_console import LessonId
from agent.wire_lesson import MOST_SHOWN, FindingId
from agent.wire_parts import Locale

VERSION = 1
MOST_BYTES = 8 * 1024 * 1024
"""Of a lesson file."""
MOST_PICTURES = 30
_MOST_ENCODED = 4 * 1024 * 1024
_BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}

MediaType = Literal["image/jpeg", "image/png"]


class LessonError(ValueError):
    """A lesson file that cannot be used; one line that says what was expected."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LessonPicture(_Part):
    """One picture of the practice listing, whole."""

    slot: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,11}$")]
    media_type: MediaType
    base64: Annotated[str, StringConstraints(max_length=_MOST_ENCODED, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]

    def content(self) -> bytes:
        """The picture's bytes. Raises ``ValueError`` where they are no base64."""
        return base64.b64decode(self.base64, validate=True)


class Planted(_Part):
    """One fault that the lesson's maker put in, where the engine found it."""

    rule: Annotated[str, StringConstraints(max_length=200)]
    finding: FindingId
    field: ScreenField
    index: int | None = None
    quote: str | None = None


class Lesson(_Part):
    """A practice listing with planted faults."""

    version: Literal[1] = 1
    id: LessonId
    title: Annotated[
        str,
        StringConstraints(
            min_length=1,
            max_length=120,
            pattern=r"^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+$",
        ),
    ]
    """For people who choose a lesson; the practice page shows it, too."""
    site: Platform
    locale: Locale
    """Of the practice page."""
    created: AwareDatetime
    ruleset: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    """Hash of the rules that made the key."""
    seed: int
    listing: Listing
    """As the practice page shows it, with what the page cannot show."""
    pictures: Annotated[tuple[LessonPicture, ...], Field(max_length=MOST_PICTURES)] = ()
    planted: Annotated[tuple[Planted, ...], Field(min_length=1, max_length=MOST_SHOWN)]

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if self.listing.platform != self.site:
            msg = f"expected a listing of site '{self.site}', found '{self.listing.platform}'"
            raise ValueError(msg)
        expected = [(image.slot, image.digest) for image in self.listing.images or ()]
        given = [(picture.slot, _digest(picture)) for picture in self.pictures]
        if given != expected:
            msg = "expected one picture for each image of the listing, in its order, with its digest"
            raise ValueError(msg)
        return self

    def rules(self) -> frozenset[str]:
        """The ids of the planted rules."""
        return frozenset(fault.rule for fault in self.planted)


def read_lesson(content: bytes) -> Lesson:
    """The lesson that a file holds. Raises ``LessonError``."""
    if len(content) > MOST_BYTES:
        msg = f"expected a lesson file of at most {MOST_BYTES} bytes, found {len(content)}"
        raise LessonError(msg)
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        msg = f"expected a lesson file made by `tenken lesson new` (JSON): {_first_line(error)}"
        raise LessonError(msg) from error
    version = said.get("version") if isinstance(said, dict) else None
    if isinstance(version, int) and version > VERSION:
        msg = f"this lesson has format {version}, and this Tenken reads up to {VERSION}: update Tenken"
        raise LessonError(msg)
    if version != VERSION:
        msg = f'expected a lesson file made by `tenken lesson new`: it has no "version": {VERSION}'
        raise LessonError(msg)
    try:
        return Lesson.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "lesson"
        msg = f"{where[:200]}: {first['msg']}"
        raise LessonError(msg) from error


def lesson_bytes(lesson: Lesson) -> bytes:
    """``lesson`` as a file: JSON, UTF-8, one line a member."""
    return (lesson.model_dump_json(indent=1, exclude_none=True) + "\n").encode()


def completed(lesson: Lesson, read: Listing) -> Listing:
    """``read``, which the practice page shows, with what the page cannot show laid under it.

    What the page said goes before: a field that was read stays as it was read, empty or not.
    """
    kept = lesson.listing
    absent = {
        name: value
        for name in TEXT_FIELDS
        if getattr(read, name) is None and (value := getattr(kept, name)) is not None
    }
    told = {name: getattr(kept, name) for name in ("platform", "marketplace", "page", "also", "mercari_link")}
    told["context"] = kept.context
    if kept.images is not None:
        told["images"] = _images(kept.images, read.images)
    # Built anew, so that only what one of the two says counts as said.
    said = {name: getattr(read, name) for name in read.model_fields_set}
    return Listing.model_validate(said | absent | told)


def _images(
    kept: tuple[ListingImage, ...], read: tuple[ListingImage, ...] | None
) -> tuple[ListingImage, ...]:
    """The pictures as read, with the addresses of the lesson's; the lesson's own where none was read."""
    if not read:
        return kept
    addresses = {image.slot: image.url for image in kept}
    return tuple(image.model_copy(update={"url": addresses.get(image.slot)}) for image in read)


def _digest(picture: LessonPicture) -> str:
    try:
        content = picture.content()
    except binascii.Error as error:
        msg = f"expected base64 in picture {picture.slot}"
        raise ValueError(msg) from error
    if not content.startswith(_BEGINNINGS[picture.media_type]):
        msg = f"expected {picture.media_type} in picture {picture.slot}"
        raise ValueError(msg)
    return hashlib.sha256(content).hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
