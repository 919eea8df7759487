"""A text that names somebody whom another field or the shop's settings name."""

from collections.abc import Iterator
from typing import Literal

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, names_of_field, span_of
from agent.listing import Listing
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold
from agent.text.script import script_of

DATA = frozenset({"quote"})

Who = Literal["brand", "manufacturer", "shop"]


class Params(Base):
    """``who`` must not be named, anywhere or ``at_start``.

    Left alone: names that the brand holds or that hold it (``unless_brand``), names shorter than
    ``min_characters``, those in ``ignore_values``. ``brand_is``: only listings whose brand is one of these.
    """

    who: tuple[Who, ...]
    at_start: bool = False
    unless_brand: bool = False
    brand_is: tuple[str, ...] = ()
    ignore_values: tuple[str, ...] = ()
    min_characters: int = 3


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation at each place that names one of them."""
    ignored = {fold(value).text for value in params.ignore_values}
    brands = {fold(value).text for value in params.brand_is}

    def names_in(listing: Listing) -> list[str]:
        brand = fold((listing.brand or "").strip()).text
        if brands and brand not in brands:
            return []
        names = [name for who in params.who for name in _names(listing, who)]
        own = names_of_field(listing.brand) if params.unless_brand else frozenset[str]()
        return [
            name
            for name in names
            if len(name) >= params.min_characters
            and name not in ignored
            and not any(name in part or part in name for part in own)
        ]

    def judge(scene: Scene) -> Iterator[Hit]:
        names = names_in(scene.listing)
        if not names:
            yield NOT_APPLICABLE
            return
        for passage in scene.passages():
            folded = fold(passage.text)
            last = -1
            for start, end in sorted(_places(folded.text, names, at_start=params.at_start)):
                if start < last:
                    continue
                last = end
                target = span_of(passage, folded.span(start, end))
                yield Hit(target, {"quote": target.quote or ""})

    return judge


def _names(listing: Listing, who: Who) -> list[str]:
    seller = listing.context.seller
    name = (seller.shop_name if seller else None) if who == "shop" else getattr(listing, who)
    return sorted(names_of_field(name), key=len, reverse=True)


def _places(text: str, names: list[str], *, at_start: bool) -> Iterator[tuple[int, int]]:
    for name in names:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            opening = text[:start].strip(" \t[【(")
            if not _continues(text, start) and not _continues(text, end) and not (at_start and opening):
                yield start, end
            start = text.find(name, end)


def _continues(text: str, edge: int) -> bool:
    """Whether a word goes on over this edge: both characters are letters of one script, or digits."""
    if not 0 < edge < len(text):
        return False
    before, after = script_of(text[edge - 1]), script_of(text[edge])
    return before == after and before != "other"
