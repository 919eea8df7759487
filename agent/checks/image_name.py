"""The product's Japanese name in the main image."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import get_args

from agent.checks.base import Hit, Judge, Params as Base, Scene, names_of_field
from agent.checks.main_text import CHARACTERS, NOTHING, Reading, judged, shown
from agent.listing import Listing
from agent.picture import Place, TextLine
from agent.report import Target, Wording
from agent.rules.lexicon import Lexicons
from agent.text.edges import is_japanese
from agent.text.fold import fold
from agent.text.name_match import find_name
from agent.text.product_name import product_names

DATA = frozenset({"name", "text"})

READABLE_SIDE = 500
"""Pixels of the longest side; in a smaller picture print is lost, and nothing read is no proof."""

_UNNAMED = Wording(ja="商品名", zh="商品名称", en="the product's name")


class Params(Base):
    """``noise``: lists of words that any product may have and that are no part of its name."""

    noise: tuple[str, ...]


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation where no Japanese was read; where there is some that is not the name, a doubt."""
    noise = noise_of(params.noise, lexicons)

    def judge(reading: Reading, scene: Scene) -> Iterator[Hit]:
        names = names_of(scene.listing, noise)
        if lines_of_name(names, reading):
            return
        japanese = [line for line in reading.lines if sum(map(is_japanese, line.text)) >= CHARACTERS]
        seen = japanese or reading.lines
        name = names[0] if names else _UNNAMED
        if japanese:
            data = {"name": name, "text": shown(seen)}
            yield Hit(reading.target(japanese), data, reason="name-not-read")
            return
        unreadable = max(reading.facts.width or 0, reading.facts.height or 0) < READABLE_SIDE
        data = {"name": name, "text": shown(seen) if seen else NOTHING}
        yield Hit(Target("images", reading.index), data, reason="name-not-read" if unreadable else None)

    return judged(judge)


def noise_of(names: Sequence[str], lexicons: Lexicons) -> frozenset[str]:
    """The words of the lists, folded. Raises ``ValueError`` for a missing one."""
    return frozenset(fold(word).text for name in names for word in lexicons[name].words)


def names_of(listing: Listing, noise: frozenset[str]) -> tuple[str, ...]:
    """What the product may be called: as the seller said, else as its title suggests."""
    confirmed = (listing.context.product_name or "").strip()
    if confirmed:
        return (confirmed,)
    known = names_of_field(listing.brand) | names_of_field(listing.manufacturer)
    return product_names(listing.title or "", tuple(sorted(known)), noise)


def lines_of_name(
    names: tuple[str, ...], reading: Reading, places: tuple[Place, ...] = get_args(Place)
) -> tuple[TextLine, ...]:
    """The lines at ``places`` that hold one of ``names``; empty when none do."""
    matches = (_match(name, places, reading) for name in names)
    return next(filter(None, matches), ())


@lru_cache(maxsize=256)
def _match(name: str, places: tuple[Place, ...], reading: Reading) -> tuple[TextLine, ...]:
    text = reading.facts.text
    lines = [line for line in text.lines if line.place in places] if text else []
    match = find_name(name, lines)
    return () if match is None else tuple(lines[number] for number in match.lines)
