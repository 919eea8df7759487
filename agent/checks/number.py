"""Prices and other numbers with limits."""

from collections.abc import Iterator
from decimal import Decimal

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, whole
from agent.rules.lexicon import Lexicons
from agent.text.amount import only_amount

DATA = frozenset({"value", "limit"})


class Params(Base):
    """The smallest and largest value allowed."""

    min: Decimal | None = None
    max: Decimal | None = None


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on a field whose one number is outside the limits; no or several numbers say nothing."""

    def judge(scene: Scene) -> Iterator[Hit]:
        known = False
        for passage in scene.passages():
            value = only_amount(passage.text)
            if value is None:
                continue
            known = True
            limit = _crossed(value, params)
            if limit is not None:
                yield Hit(whole(passage), {"value": f"{value:,}", "limit": f"{limit:,}"})
        if not known:
            yield NOT_APPLICABLE

    return judge


def _crossed(value: Decimal, params: Params) -> Decimal | None:
    if params.min is not None and value < params.min:
        return params.min
    return params.max if params.max is not None and value > params.max else None
