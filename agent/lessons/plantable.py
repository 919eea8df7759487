"""Which rules can be planted, where, and why the others cannot."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from agent.lessons.bed import Bed
from agent.lessons.clean import STORES
from agent.lessons.draft import Draft
from agent.lessons.obstacles import Why
from agent.lessons.planting import Grown, add
from agent.listing import Platform
from agent.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Plantable:
    """What became of planting one rule by itself."""

    rule: Rule
    grown: Grown | None = None
    """``None``: it cannot be planted."""
    why: Why | None = None

    @property
    def others(self) -> tuple[str, ...]:
        """Rules that find something wherever this one does."""
        return tuple(sorted(self.grown.companions)) if self.grown else ()


def probe(bed: Bed, rule: Rule, site: Platform | None = None) -> Plantable:
    """The best lesson of this rule alone, on ``site`` or any that it speaks of."""
    sites = [one for one in STORES if one in rule.applies.platforms and site in {None, one}]
    why = bed.obstacles.get(rule.id)
    if why is not None:
        return Plantable(rule, why=why)
    best: Grown | None = None
    for draft in _drafts(bed, rule, sites):
        grown = add(bed, Grown(draft), rule, random.Random(rule.id), strict=False)  # noqa: S311 - a draw
        if grown is not None and (best is None or _cost(grown) < _cost(best)):
            best = grown
        if best is not None and _cost(best) == (0, 0):
            break
    if best is not None:
        return Plantable(rule, best)
    return Plantable(rule, why="no-way" if any(True for _ in _drafts(bed, rule, sites)) else "store")


def _cost(grown: Grown) -> tuple[int, int]:
    return len(grown.companions), grown.doubts.total()


def _drafts(bed: Bed, rule: Rule, sites: list[Platform]) -> Iterator[Draft]:
    """Of each store, one clean draft of every kind."""
    for site in sites:
        for store in STORES[site]:
            found = [draft for draft in bed.clean(site, store) if draft.product == "bottle"]
            yield from (draft for draft in found if bed.speaking([rule], draft))
