"""Texts that are too long or too short."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import regex
from pydantic import BaseModel, ConfigDict

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of, whole
from agent.checks.product_kind import ProductKind
from agent.listing import Listing, Passage, TextField
from agent.report import Datum
from agent.rules.lexicon import Lexicons
from agent.text.count import Unit, weigh

DATA = frozenset({"count", "limit", "excess", "unit"})

_WEIGHTS: dict[Unit, tuple[float, float]] = {
    "characters": (1, 1),
    "fullwidth": (0.5, 1),
    "utf8-bytes": (1, 4),
}
"""The least and the most that one character weighs."""


class Ceiling(BaseModel):
    """A length beyond which another rule speaks; what ``skip`` matches counts if the unit differs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: Unit
    max: float


class Params(Base):
    """Limits in ``unit``; ``skip`` is a regex of characters that do not count.

    ``total`` sums a field of several texts. An empty text is too short only where ``empty`` says so.
    """

    unit: Unit = "characters"
    max: float | None = None
    min: float | None = None
    skip: str | None = None
    total: bool = False
    whole_words: bool = False
    """What is too much begins at the word that crosses the maximum: deleting it leaves whole words."""
    empty: bool = False
    type_limit: Literal["ignored", "goes-first", "alone"] = "ignored"
    """What the limit of the listing's product type (``context.limits``) does to this rule: where one is
    given for the field the rule is silent (``goes-first``), or it is the only one judged (``alone``)."""
    left_to_other: Ceiling | None = None
    """Texts beyond this are left to another rule."""
    only: ProductKind | None = None
    """Speaks of these products alone; silent where nobody said what is sold."""
    beside: ProductKind | None = None
    """Silent about these products."""


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on what stands beyond the maximum, or on a field below the minimum."""
    skipped = regex.compile(params.skip, regex.VERSION1) if params.skip else None
    plain = params.type_limit == "ignored" and skipped is None and not params.total

    def surely_silent(scene: Scene) -> bool:
        """Whether there are texts and their mere lengths keep the limits, as they nearly always do."""
        texts = [passage.text for passage in scene.passages()]
        return bool(texts) and all(_surely_within(params, len(text), params.max) for text in texts)

    def judge(scene: Scene) -> Iterator[Hit]:
        if plain and _speaks_of(params, scene.listing) and surely_silent(scene):
            return
        passages = list(_judged(params, scene)) if _speaks_of(params, scene.listing) else []
        if not passages:
            yield NOT_APPLICABLE
        elif params.total:
            yield from _verdict_on_all(params, skipped, scene)
        for passage, limit in passages if not params.total else ():
            if not _left_to_other(params, skipped, passage.text):
                yield from _verdict(params, skipped, passage, limit)

    return judge


def _judged(params: Params, scene: Scene) -> Iterator[tuple[Passage, float | None]]:
    """The texts to judge, each with its maximum."""
    for passage in scene.passages():
        if params.type_limit == "alone":
            given = _type_limit(scene.listing, passage.field, params.unit)
            if given is not None:
                yield passage, given
        elif params.type_limit == "ignored" or not _has_type_limit(scene.listing, passage.field):
            yield passage, params.max


def _verdict(
    params: Params, skipped: regex.Pattern[str] | None, passage: Passage, limit: float | None
) -> Iterator[Hit]:
    if skipped is None and _surely_within(params, len(passage.text), limit):
        return
    reached = _lengths(passage.text, params.unit, skipped)
    count = reached[-1] if reached else 0
    if limit is not None and count > limit:
        start = next(position for position, sum_ in enumerate(reached) if sum_ > limit)
        if params.whole_words:
            start = _word_start(passage.text, start)
        yield Hit(span_of(passage, (start, len(passage.text))), _data(count, limit, params.unit))
    elif params.min is not None and count < params.min and (passage.text or params.empty):
        yield Hit(whole(passage), _data(count, params.min, params.unit))


def _word_start(text: str, position: int) -> int:
    """Where the word at ``position`` begins; the position itself in a text that is one word."""
    start = position
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start or position


def _surely_within(params: Params, characters: int, limit: float | None) -> bool:
    """Whether so many characters keep both limits whatever they are, and need not be weighed."""
    least, most = _WEIGHTS[params.unit]
    return (limit is None or characters * most <= limit) and (
        params.min is None or characters * least >= params.min
    )


def _verdict_on_all(params: Params, skipped: regex.Pattern[str] | None, scene: Scene) -> Iterator[Hit]:
    texts = [passage.text for passage in scene.passages() if passage.text]
    count = sum(_lengths(text, params.unit, skipped)[-1] for text in texts)
    if params.max is not None and count > params.max:
        yield Hit(scene.first_present(), _data(count, params.max, params.unit))


def _data(count: float, limit: float, unit: Unit) -> dict[str, Datum]:
    return {
        "count": _plain(count),
        "limit": _plain(limit),
        "excess": _plain(abs(count - limit)),
        "unit": unit,
    }


def _left_to_other(params: Params, skipped: regex.Pattern[str] | None, text: str) -> bool:
    ceiling = params.left_to_other
    if ceiling is None or not text:
        return False
    return _lengths(text, ceiling.unit, skipped if ceiling.unit == params.unit else None)[-1] > ceiling.max


def _speaks_of(params: Params, listing: Listing) -> bool:
    if params.beside is not None and params.beside.holds(listing):
        return False
    return params.only is None or params.only.holds(listing) is True


def _has_type_limit(listing: Listing, field: TextField) -> bool:
    units: tuple[Unit, ...] = ("characters", "utf8-bytes")
    return any(_type_limit(listing, field, unit) is not None for unit in units)


def _type_limit(listing: Listing, field: TextField, unit: Unit) -> int | None:
    """The product type's own limit of the field in ``unit``, if somebody told it."""
    given = (listing.context.limits or {}).get(field)
    if given is None or unit == "fullwidth":
        return None
    return given.max_bytes if unit == "utf8-bytes" else given.max_characters


@lru_cache(maxsize=256)
def _lengths(text: str, unit: Unit, skipped: regex.Pattern[str] | None) -> Sequence[float]:
    """The length after each character."""
    if unit == "characters" and skipped is None:
        return range(1, len(text) + 1)
    return tuple(accumulate(0 if skipped and skipped.match(char) else weigh(char, unit) for char in text))


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value
