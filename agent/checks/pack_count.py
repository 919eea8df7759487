"""How many pieces a listing sells: what its title says against its attributes."""

from collections.abc import Iterator
from itertools import combinations
from math import prod

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.checks.relations import is_itself, number
from agent.listing import Listing
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold

DATA = frozenset({"quote", "value", "other"})

_MOST = 4
"""Titles that count more things than this say nothing clear."""


class Params(Base):
    """``count``: a pattern on folded text whose group ``n`` is a number of pieces.

    ``attributes`` give the number too; those in ``packages`` only when it is above one, since one
    package can hold many pieces. ``unit_count`` counts when ``unit_count_type`` matches ``counted``.
    """

    count: str
    attributes: tuple[str, ...]
    packages: tuple[str, ...] = ()
    counted: str


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on the count of the title that no attribute agrees with."""
    count = regex.compile(params.count, regex.VERSION1)
    counted = regex.compile(params.counted, regex.VERSION1)

    def judge(scene: Scene) -> Iterator[Hit]:
        told = _told(scene.listing, params, counted)
        passages = [passage for passage in scene.passages() if passage.text.strip()]
        if not told or not passages:
            yield NOT_APPLICABLE
            return
        for passage in passages:
            folded = fold(passage.text)
            found = [(int(match["n"]), match.span()) for match in count.finditer(folded.text)]
            if found and len(found) <= _MOST and told.isdisjoint(_totals([number for number, _ in found])):
                target = span_of(passage, folded.span(*found[0][1]))
                other = ", ".join(str(number) for number in sorted(told))
                yield Hit(target, {"quote": target.quote or "", "value": found[0][0], "other": other})

    return judge


def _told(listing: Listing, params: Params, counted: regex.Pattern[str]) -> set[int]:
    """The numbers of pieces that attributes and the family's record of this listing give."""
    attributes = listing.context.attributes or {}
    family = listing.context.family
    numbers = {number(attributes, name) for name in params.attributes}
    numbers |= {n for name in params.packages if (n := number(attributes, name)) is not None and n > 1}
    if counted.fullmatch(fold(attributes.get("unit_count_type", "")).text.strip()):
        numbers.add(number(attributes, "unit_count"))
    own = [child for child in (family.children if family else ()) if is_itself(listing, child)]
    return {n for n in (*numbers, *(child.pack_count for child in own)) if n}


def _totals(numbers: list[int]) -> set[int]:
    """What the counts can mean together: each, their sums and their products (3 袋 of 30 枚 are 90)."""
    groups = [group for size in range(1, len(numbers) + 1) for group in combinations(numbers, size)]
    return {total for group in groups for total in (sum(group), prod(group))}
