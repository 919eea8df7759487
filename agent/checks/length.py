"""Texts that are too long or too short."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

import regex

from agent.checks.base import Hit, Judge, Params as Base, Scene, span_of, whole
from agent.listing import Passage
from agent.report import Datum
from agent.rules.lexicon import Lexicons
from agent.text.count import Unit, weigh

DATA = frozenset({"count", "limit", "excess", "unit"})


class Params(Base):
    """Limits in ``unit``; ``skip`` is a regex of characters that do not count.

    ``total`` sums a field of several texts. An empty text is never too short here.
    """

    unit: Unit = "characters"
    max: float | None = None
    min: float | None = None
    skip: str | None = None
    total: bool = False


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on what stands beyond the maximum, or on a field below the minimum."""
    skipped = regex.compile(params.skip, regex.VERSION1) if params.skip else None

    def data(count: float, limit: float) -> dict[str, Datum]:
        return {
            "count": _plain(count),
            "limit": _plain(limit),
            "excess": _plain(abs(count - limit)),
            "unit": params.unit,
        }

    def over(passage: Passage, reached: Sequence[float], limit: float) -> Hit:
        start = next(position for position, sum_ in enumerate(reached) if sum_ > limit)
        return Hit(span_of(passage, (start, len(passage.text))), data(reached[-1], limit))

    def judge(scene: Scene) -> Iterator[Hit]:
        passages = list(scene.passages())
        if params.total:
            count = sum(
                _lengths(passage.text, params.unit, skipped)[-1] for passage in passages if passage.text
            )
            if params.max is not None and count > params.max:
                yield Hit(scene.first_present(), data(count, params.max))
            return
        for passage in passages:
            reached = _lengths(passage.text, params.unit, skipped)
            if reached and params.max is not None and reached[-1] > params.max:
                yield over(passage, reached, params.max)
            elif reached and params.min is not None and reached[-1] < params.min:
                yield Hit(whole(passage), data(reached[-1], params.min))

    return judge


def _lengths(text: str, unit: Unit, skipped: regex.Pattern[str] | None) -> Sequence[float]:
    """The length after each character."""
    if unit == "characters" and skipped is None:
        return range(1, len(text) + 1)
    return list(accumulate(0 if skipped and skipped.match(char) else weigh(char, unit) for char in text))


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value
