"""Judging what a learner points at in a hunt: generous about the place, strict about the reason.

A place meets a fault

* without words (a whole field, or one that is missing): anywhere in its field;
* with words: by a selection that covers at least half of them, or of which they are at least half. One that
  takes in much more than the words (four times their length, and at least 20 characters more) does not:
  selecting all of a long text finds nothing. A click into a field counts as a selection of the whole of it,
  but for faults that are the whole field's (its length, its language, what it lacks), which it finds;
* in a picture: by a box that shares at least a quarter of the smaller of box and fault, by any box where
  the fault has no region, and by the picture as a whole, as people pick it who use the keyboard.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from agent.groups import Group
from agent.lessons.run import KeyFault
from agent.listing import ScreenField
from agent.picture import Region
from agent.text.count import utf16_offset, utf16_slice
from agent.wire import Annotation, WireTarget
from agent.wire_lesson import Attempt, AttemptPlace, AttemptVerdict

_TIMES = 4
_MORE = 20
_OF_THE_FIELD: frozenset[Group | None] = frozenset({"length", "language", "missing"})
"""Faults of these groups are a field's, wherever in it they are marked."""
_SHARED = 0.25
"""Of the smaller of two regions."""
_AT_LARGE = 1.0
"""How far a fault is that has its field or picture for a place: after all that is pointed at itself."""

Texts = Callable[[ScreenField, int | None], str | None]
"""The text of a field as the page shows it now, such as ``Listing.text_at``."""


def judge_attempt(
    attempt: Attempt,
    current: Sequence[Annotation],
    key: Sequence[KeyFault],
    found: Collection[str],
    texts: Texts,
) -> tuple[AttemptVerdict, str | None]:
    """The verdict, and the fault that it speaks of, if any.

    ``current`` is the newest report: a fault of ``key`` is where it is now, and one that is not there any
    more cannot be found. ``too-late`` is not counted: the place is not in the text, or what was pointed at
    is rightly found but was no part of the key, since the text has changed or because the rules themselves
    only suspect it.
    """
    place = attempt.place
    if not _there(place, texts):
        return "too-late", None
    groups = {fault.annotation.id: fault.group for fault in key}
    met = sorted(_met(place, current, groups, texts), key=lambda pair: pair[0])
    faults = [one.id for _, one in met if one.id in groups and one.outcome == "violation"]
    named = [finding for finding in faults if groups[finding] == attempt.reason]
    fresh = [finding for finding in named if finding not in found]
    if fresh:
        return "found", fresh[0]
    if named:
        return "already-found", named[0]
    if faults:
        return "wrong-reason", next((finding for finding in faults if finding not in found), faults[0])
    if any(one.outcome == "violation" or distance < _AT_LARGE for distance, one in met):
        return "too-late", None
    return "wrong-place", None


def quoted(place: AttemptPlace, texts: Texts) -> str:
    """The words at ``place``; empty where it has none."""
    text = texts(place.field, place.index)
    if text is None or place.start is None or place.end is None:
        return ""
    return utf16_slice(text, place.start, place.end)


def _there(place: AttemptPlace, texts: Texts) -> bool:
    """Whether the words that were pointed at can stand in the text of now."""
    if place.end is None:
        return True
    text = texts(place.field, place.index)
    return text is not None and place.end <= utf16_offset(text, len(text))


def _met(
    place: AttemptPlace, current: Sequence[Annotation], groups: Mapping[str, Group], texts: Texts
) -> Iterator[tuple[float, Annotation]]:
    """The findings at ``place``, each with how far it is from being pointed at exactly."""
    for annotation in current:
        target = annotation.target
        if target.field != place.field or not _same_index(target, place):
            continue
        if place.field == "images":
            distance = _in_picture(place, target)
        elif place.start is None and groups.get(annotation.id) in _OF_THE_FIELD:
            distance = _AT_LARGE
        else:
            distance = _in_text(place, target, texts)
        if distance is not None:
            yield distance, annotation


def _same_index(target: WireTarget, place: AttemptPlace) -> bool:
    return target.index is None or target.index == place.index


def _in_text(place: AttemptPlace, target: WireTarget, texts: Texts) -> float | None:
    if target.start is None or target.end is None:
        return _AT_LARGE
    fault = target.start, target.end
    start, end = place.start, place.end
    if start is None or end is None or start == end:
        text = texts(place.field, place.index) or ""
        start, end = 0, utf16_offset(text, len(text))
    words, selected = fault[1] - fault[0], end - start
    if words == 0:  # a place where something is wanting
        return 0.5 if start <= fault[0] <= end and selected <= _MORE else None
    shared = min(end, fault[1]) - max(start, fault[0])
    if shared <= 0 or selected > max(_TIMES * words, words + _MORE):
        return None
    return 1 - shared / max(words, selected) if 2 * shared >= min(words, selected) else None


def _in_picture(place: AttemptPlace, target: WireTarget) -> float | None:
    if target.region is None:
        return _AT_LARGE
    if place.region is None:
        return 0.5
    shared = _shared(place.region, target.region)
    return 1 - shared if shared >= _SHARED else None


def _shared(one: Region, other: Region) -> float:
    """How much of the smaller of the two lies in the other."""
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    smaller = min(one.width * one.height, other.width * other.height)
    if across <= 0 or down <= 0 or smaller <= 0:
        return 0.0
    return across * down / smaller
