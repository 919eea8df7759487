"""Texts that are too long or too short."""

from collections.abc import Iterator
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

    def weights(text: str) -> list[float]:
        return [0 if skipped and skipped.match(char) else weigh(char, params.unit) for char in text]

    def data(count: float, limit: float) -> dict[str, Datum]:
        return {
            "count": _plain(count),
            "limit": _plain(limit),
            "excess": _plain(abs(count - limit)),
            "unit": params.unit,
        }

    def over(passage: Passage, reached: list[float], limit: float) -> Hit:
        start = next(position for position, sum_ in enumerate(reached) if sum_ > limit)
        return Hit(span_of(passage, (start, len(passage.text))), data(reached[-1], limit))

    def judge(scene: Scene) -> Iterator[Hit]:
        passages = list(scene.passages())
        if params.total:
            count = sum(sum(weights(passage.text)) for passage in passages)
            if params.max is not None and count > params.max:
                yield Hit(scene.first_present(), data(count, params.max))
            return
        for passage in passages:
            reached = list(accumulate(weights(passage.text)))
            if reached and params.max is not None and reached[-1] > params.max:
                yield over(passage, reached, params.max)
            elif reached and params.min is not None and reached[-1] < params.min:
                yield Hit(whole(passage), data(reached[-1], params.min))

    return judge


def _plain(value: float) -> float | int:
    return int(value) if value == int(value) else value
