"""Products that stand in a branch of the category tree where such products do not belong."""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, whole
from agent.report import Wording
from agent.rules.lexicon import Lexicons
from agent.rules.rule import Words
from agent.text.matcher import Matcher, compile_matcher

DATA = frozenset({"quote", "branch"})


class Product(BaseModel):
    """Words that name a product in a title, the branches it may stand in, and the usual one's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[str, ...]
    """Patterns."""
    branches: tuple[str, ...]
    """Patterns; one of them is in the path of a right category."""
    usual: Words


class Params(Base):
    """The map, and the words of a title that make it one of something else (a case for …)."""

    products: tuple[Product, ...]
    unless: tuple[str, ...] = ()


class _Bound(NamedTuple):
    words: Matcher
    branches: Matcher
    usual: Wording


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on the category of a listing whose title names one product of the map, and only one."""
    unless = compile_matcher(patterns=params.unless)
    products = tuple(
        _Bound(
            compile_matcher(patterns=product.words),
            compile_matcher(patterns=product.branches),
            product.usual.wording(),
        )
        for product in params.products
    )

    def judge(scene: Scene) -> Iterator[Hit]:
        title, category = scene.listing.title or "", scene.listing.category or ""
        named = [] if unless.find(title) else [entry for entry in products if entry.words.find(title)]
        if len(named) != 1 or not category.strip():
            yield NOT_APPLICABLE
            return
        (product,) = named
        if not product.branches.find(category):
            start, end = product.words.find(title)[0]
            (passage,) = scene.listing.passages("category") or ()
            yield Hit(whole(passage), {"quote": title[start:end], "branch": product.usual})

    return judge
