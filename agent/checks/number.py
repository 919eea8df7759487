"""Prices and other numbers with limits."""

import unicodedata
from collections.abc import Iterator
from decimal import Decimal

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, whole
from agent.rules.lexicon import Lexicons

DATA = frozenset({"value", "limit"})

_NUMBER = regex.compile(r"\d[\d,]*(?:\.\d+)?")


class Params(Base):
    """The smallest and largest value allowed."""

    min: Decimal | None = None
    max: Decimal | None = None


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on a field whose one number is outside the limits; no or several numbers say nothing."""

    def judge(scene: Scene) -> Iterator[Hit]:
        known = False
        for passage in scene.passages():
            value = _value(passage.text)
            if value is None:
                continue
            known = True
            limit = _crossed(value, params)
            if limit is not None:
                yield Hit(whole(passage), {"value": f"{value:,}", "limit": f"{limit:,}"})
        if not known:
            yield NOT_APPLICABLE

    return judge


def _value(text: str) -> Decimal | None:
    numbers = _NUMBER.findall(unicodedata.normalize("NFKC", text))
    return Decimal(numbers[0].replace(",", "")) if len(numbers) == 1 else None


def _crossed(value: Decimal, params: Params) -> Decimal | None:
    if params.min is not None and value < params.min:
        return params.min
    return params.max if params.max is not None and value > params.max else None
