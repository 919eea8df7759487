"""Goods that may not be sold: what the title names, and what other texts state outright."""

from collections.abc import Iterator

from agent.checks.base import Hit, Judge, MatchParams, Scene, span_of
from agent.listing import Platform
from agent.rules.lexicon import Lexicons
from agent.text.matcher import compile_matcher

DATA = frozenset({"quote"})


class Params(MatchParams):
    """Words count in the title only, where they name the item; elsewhere they are mostly remarks.

    A title that has one of ``beside`` (lists of words such as ケース or 図鑑) is of something else. So is
    an item whose category matches ``not_categories``. ``statements`` count in every other field.
    ``unsure_on``: platforms on which some sellers may sell such goods, so that a hit is only suspected.
    """

    beside: tuple[str, ...] = ()
    beside_patterns: tuple[str, ...] = ()
    not_categories: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    unsure_on: tuple[Platform, ...] = ()


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at every word of the title and every statement; none where the item is something else."""
    named = params.matcher(lexicons)
    lists = [lexicons[name] for name in params.beside]
    others = compile_matcher(
        words=[word for entry in lists for word in entry.words],
        patterns=[*params.beside_patterns, *(pattern for entry in lists for pattern in entry.patterns)],
        boundary="none",
    )
    stated = compile_matcher(patterns=params.statements, allow=params.allow)
    elsewhere = compile_matcher(patterns=params.not_categories)

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        hits = [
            (passage, span)
            for passage in scene.passages()
            for span in (named if passage.field == "title" else stated).find(passage.text)
        ]
        if not hits or others.find(listing.title or "") or elsewhere.find(listing.category or ""):
            return
        unsure = listing.platform in params.unsure_on
        for passage, span in hits:
            target = span_of(passage, span)
            data = {"quote": target.quote or ""}
            if unsure:
                yield Hit(target, data, "incomplete", "judgement-needed")
            else:
                yield Hit(target, data)

    return judge
