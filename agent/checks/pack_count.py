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
_FEW = 24
"""A ``unit_count`` without its type counts pieces up to here; above, it is more likely grams."""
_MEASURE = regex.compile(
    r"(?<![\d.,])(\d+(?:[.,]\d+)?)\s?(?:kg|g|ml|cl|l|m|cm|mm|oz|lbs?|ft|in|w|kw|mah|wh|v)(?![\p{Latin}\d])"
)


class Params(Base):
    """``count``: a pattern on folded text whose group ``n`` is a number of pieces.

    ``attributes`` give the number too; those in ``packages`` only when it is above one, since one
    package can hold many pieces. ``unit_count`` counts when ``unit_count_type`` matches ``counted``, or
    when nobody said the type and it is small and no measure of the title; where pairs are counted
    (``paired``), single pieces may be twice as many.
    """

    count: str
    attributes: tuple[str, ...]
    packages: tuple[str, ...] = ()
    counted: str
    paired: str | None = None


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on the count of the title that no attribute agrees with."""
    count = regex.compile(params.count, regex.VERSION1)
    counted = regex.compile(params.counted, regex.VERSION1)
    paired = regex.compile(params.paired, regex.VERSION1) if params.paired else None

    def judge(scene: Scene) -> Iterator[Hit]:
        told = _told(scene.listing, params, counted)
        untyped = _untyped(scene.listing)
        passages = [passage for passage in scene.passages() if passage.text.strip()]
        if (not told and untyped is None) or not passages:
            yield NOT_APPLICABLE
            return
        for passage in passages:
            folded = fold(passage.text)
            found = [(int(match["n"]), match.span()) for match in count.finditer(folded.text)]
            totals = _totals([number for number, _ in found]) if len(found) <= _MOST else set()
            expected = told | (
                {untyped} if untyped and not _measured(untyped, folded.text, totals) else set()
            )
            if paired and told and any(paired.search(folded.text[start:end]) for _, (start, end) in found):
                totals |= {2 * total for total in totals}
            if totals and expected and expected.isdisjoint(totals):
                target = span_of(passage, folded.span(*found[0][1]))
                other = ", ".join(str(number) for number in sorted(expected))
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


def _untyped(listing: Listing) -> int | None:
    """A ``unit_count`` of which nobody said what it counts, if it is small."""
    attributes = listing.context.attributes or {}
    count = None if attributes.get("unit_count_type", "").strip() else number(attributes, "unit_count")
    return count if count is not None and 0 < count <= _FEW else None


def _measured(count: int, title: str, totals: set[int]) -> bool:
    """Whether ``count`` is an amount that the title gives, of one piece or of all: 5 kg x 2 are 10 kg."""
    amounts = {float(match[1].replace(",", ".")) for match in _MEASURE.finditer(title)}
    return any(count == amount * total for amount in amounts for total in (1, *totals))


def _totals(numbers: list[int]) -> set[int]:
    """What the counts can mean together: each, their sums and their products (3 袋 of 30 枚 are 90)."""
    groups = [group for size in range(1, len(numbers) + 1) for group in combinations(numbers, size)]
    return {total for group in groups for total in (sum(group), prod(group))}
