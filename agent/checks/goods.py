"""Goods that may not be sold: what the title names, and what other texts state outright."""

from collections.abc import Iterator

import regex

from agent.checks.base import Hit, Judge, MatchParams, Scene, span_of
from agent.listing import Platform
from agent.report import Reason
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold
from agent.text.matcher import compile_matcher
from agent.text.pattern import Pattern

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
    stated = compile_matcher(patterns=params.statements, allow=params.allow)
    # Asked of one short text, and only after a hit: they stay out of the vocabulary of all rules.
    lists = [lexicons[name] for name in params.beside]
    others = _one_of(
        *(regex.escape(fold(word).text) for entry in lists for word in entry.words),
        *(pattern for entry in lists for pattern in entry.patterns),
        *params.beside_patterns,
    )
    elsewhere = _one_of(*params.not_categories)

    def judge(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        hits = [
            (passage, span)
            for passage in scene.passages()
            for span in (named if passage.field == "title" else stated).find(passage.text)
        ]
        if not hits or _says(others, listing.title) or _says(elsewhere, listing.category):
            return
        reason: Reason | None = "judgement-needed" if listing.platform in params.unsure_on else None
        for passage, span in hits:
            target = span_of(passage, span)
            yield Hit(target, {"quote": target.quote or ""}, reason)

    return judge


def _one_of(*patterns: str) -> Pattern | None:
    return Pattern("|".join(f"(?:{pattern})" for pattern in patterns), folds=True) if patterns else None


def _says(pattern: Pattern | None, text: str | None) -> bool:
    return pattern is not None and any(pattern.spans(fold(text or "").text))
