"""The listing of a recap: its texts cut at the faults, its pictures with boxes. Markup is not made here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from agent.annotate import say
from agent.lessons.lesson import Lesson
from agent.lessons.recap_faults import Fault, State
from agent.lessons.recap_mask import Mask
from agent.lessons.recap_words import text
from agent.listing import SCREEN_FIELDS, TEXT_FIELDS, Listing, ScreenField
from agent.naming import field_name
from agent.picture import Region
from agent.text.count import utf16_slice
from agent.wire_parts import Locale

Note = Literal["empty", "not_on_page"]
_WORST_FIRST: tuple[State, ...] = ("missed", "open", "found", "shown")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text; ``faults`` are those that cover it, ``begins`` those that begin here."""

    text: str
    faults: tuple[Fault, ...]
    begins: tuple[Fault, ...]

    @property
    def state(self) -> State | None:
        """Of what covers it, that which asks most for attention."""
        states = {fault.state for fault in self.faults}
        return next((state for state in _WORST_FIRST if state in states), None)


@dataclass(frozen=True, slots=True)
class FieldView:
    """One text of the listing."""

    name: str
    segments: tuple[Segment, ...]
    pins: tuple[Fault, ...]
    """Faults of the field as a whole."""
    note: Note | None = None
    """What is said where there is no text."""


@dataclass(frozen=True, slots=True)
class Box:
    """A fault within a picture, in percent of its width and height."""

    fault: Fault
    regions: tuple[Region, ...]
    """The first is around all of it."""


@dataclass(frozen=True, slots=True)
class PictureView:
    """One picture, or an empty frame in its place."""

    name: str
    source: str | None
    boxes: tuple[Box, ...]
    pins: tuple[Fault, ...]
    """Faults of the picture as a whole."""


def place_name(field: ScreenField | None, index: int | None, listing: Listing, locale: Locale) -> str:
    """What people call a place of the listing."""
    images = listing.images or ()
    if field == "images" and index is not None and index < len(images):
        return text("picture", locale, number=index + 1, slot=images[index].slot)
    name = say(field_name(field), locale)
    return name if index is None else f"{name} {index + 1}"


def fields_of(listing: Listing, faults: Sequence[Fault], locale: Locale, mask: Mask) -> Iterator[FieldView]:
    """Every text that was on the page, and every field that a fault says is missing."""
    for field in TEXT_FIELDS:
        here = [fault for fault in faults if fault.spoken.words.target.field == field]
        passages = listing.passages(field) or ()
        indices = {passage.index for passage in passages}
        whole = tuple(fault for fault in here if _index(fault) not in indices)
        if whole:
            note: Note | None = None if passages else "empty"
            if listing.passages(field) is None:
                note = "not_on_page"
            yield FieldView(place_name(field, None, listing, locale), (), whole, note)
        for passage in passages:
            name = place_name(field, passage.index, listing, locale)
            yield _field(name, passage.text, [one for one in here if _index(one) == passage.index], mask)
    page = tuple(fault for fault in faults if fault.spoken.words.target.field not in SCREEN_FIELDS)
    if page:
        yield FieldView(place_name(None, None, listing, locale), (), page)


def pictures_of(
    listing: Listing, faults: Sequence[Fault], lesson: Lesson | None, locale: Locale, mask: Mask
) -> Iterator[PictureView]:
    """Every picture that is to be shown: all of a lesson's, and of a real page those that have a fault."""
    here = [fault for fault in faults if fault.spoken.words.target.field == "images"]
    given = {picture.slot: picture for picture in lesson.pictures} if lesson and mask.shows else {}
    for index, image in enumerate(listing.images or ()):
        mine = [fault for fault in here if _index(fault) == index]
        picture = given.get(image.slot)
        if not mine and picture is None:
            continue
        yield PictureView(
            name=place_name("images", index, listing, locale),
            source=None if picture is None else f"data:{picture.media_type};base64,{picture.base64}",
            boxes=tuple(_box(fault) for fault in mine if fault.spoken.words.target.region is not None),
            pins=tuple(fault for fault in mine if fault.spoken.words.target.region is None),
        )


def whole_gallery(listing: Listing, faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Faults of the pictures together, such as that there are too few."""
    count = len(listing.images or ())
    here = [fault for fault in faults if fault.spoken.words.target.field == "images"]
    return tuple(fault for fault in here if (index := _index(fault)) is None or index >= count)


def _index(fault: Fault) -> int | None:
    return fault.spoken.words.target.index


def _box(fault: Fault) -> Box:
    target = fault.spoken.words.target
    around = (target.region,) if target.region else ()
    return Box(fault, (*around, *target.areas))


def _field(name: str, whole: str, faults: Sequence[Fault], mask: Mask) -> FieldView:
    spans = {fault.number: span for fault in faults if (span := _span(fault, whole)) is not None}
    cuts = sorted({0, len(whole), *(edge for span in spans.values() for edge in span)})
    segments = []
    for start, end in [*pairwise(cuts), (len(whole), len(whole))]:
        over = [
            one
            for one in faults
            if one.number in spans and spans[one.number][0] <= start < spans[one.number][1]
        ]
        begins = [one for one in faults if one.number in spans and spans[one.number][0] == start]
        if end > start or (begins and start == len(whole)):
            segments.append(Segment(mask(whole[start:end]), tuple(over), tuple(begins)))
    rest = tuple(one for one in faults if one.number not in spans)
    return FieldView(name, tuple(segments), rest, None if whole else "empty")


def _span(fault: Fault, whole: str) -> tuple[int, int] | None:
    """Where the fault's words stand, in code points; ``None`` where it has none or they are not there."""
    target = fault.spoken.words.target
    if target.start is None or target.end is None:
        return None
    before, quote = utf16_slice(whole, 0, target.start), utf16_slice(whole, target.start, target.end)
    if quote != (target.quote or ""):
        return None
    return len(before), len(before) + len(quote)
