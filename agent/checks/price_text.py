"""The price that a text states against the price field."""

from collections.abc import Iterator
from decimal import Decimal

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.rules.lexicon import Lexicons
from agent.text.amount import only_amount
from agent.text.fold import fold
from agent.text.pattern import Pattern

DATA = frozenset({"quote", "stated", "price"})

_YEN = regex.compile(r"[¥\\]\s?(?P<amount>\d[\d,]*\d)|(?<![\d,.])(?P<amount>\d[\d,]*\d)\s?円")


class Params(Base):
    """``patterns`` find a stated price, its figure in the group ``amount``, on folded text."""

    patterns: tuple[str, ...]


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on the first stated price of a text that nowhere names the field's price.

    A text with an amount equal to the price is right, whatever other prices (usual, earlier) it names.
    """
    patterns = [Pattern(source, folds=True) for source in params.patterns]

    def judge(scene: Scene) -> Iterator[Hit]:
        price = only_amount(scene.listing.price or "")
        if price is None:
            yield NOT_APPLICABLE
            return
        for passage in scene.passages():
            folded = fold(passage.text)
            stated = [match for pattern in patterns for match in _matches(pattern, folded.text)]
            if not stated:
                continue
            amounts = {_amount(match["amount"]) for match in (*stated, *_YEN.finditer(folded.text))}
            if price in amounts:
                continue
            first = min(stated, key=lambda match: match.start())
            target = span_of(passage, folded.span(*first.span()))
            figure = _amount(first["amount"])
            yield Hit(target, {"quote": target.quote or "", "stated": f"{figure:,}", "price": f"{price:,}"})

    return judge


def _matches(pattern: Pattern, text: str) -> list["regex.Match[str]"]:
    if pattern.needs is not None and not any(need in text for need in pattern.needs):
        return []
    return list(pattern.compiled.finditer(text))


def _amount(figure: str) -> Decimal:
    return Decimal(figure.replace(",", ""))
