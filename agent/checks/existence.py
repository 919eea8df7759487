"""Words that should not be there."""

from collections.abc import Iterator, Mapping

from pydantic import Field

from agent.checks.base import Hit, Judge, MatchParams, Scene, span_of, uses, watching
from agent.listing import TextField
from agent.rules.lexicon import Lexicons
from agent.text.matcher import compile_matcher

DATA = frozenset({"quote"})


class Params(MatchParams):
    """``replacement``: what the fix ``suggest`` puts in place of a hit.

    Hits within the text of ``outside_field`` (the brand) are that field's own and never count.
    """

    replacement: str | None = None
    outside_field: TextField | None = None
    once: bool = False
    """Only the first hit of a listing: for matters of style, where one word says it all."""
    also: Mapping[TextField, tuple[str, ...]] = Field(default_factory=dict)
    """More patterns for one field, which another may hold."""


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at every hit, or at the first."""
    matcher = params.matcher(lexicons)
    also = {
        field: compile_matcher(patterns=patterns, allow=params.allow, folds=params.fold)
        for field, patterns in params.also.items()
    }

    def judge(scene: Scene) -> Iterator[Hit]:
        for passage in scene.passages():
            spans = matcher.find(passage.text)
            if passage.field in also:
                spans = tuple(sorted({*spans, *also[passage.field].find(passage.text)}))
            named = uses(passage.text, scene.listing, params.outside_field) if spans else []
            for start, end in spans:
                if any(first <= start and end <= last for first, last in named):
                    continue
                target = span_of(passage, (start, end))
                yield Hit(target, {"quote": target.quote or ""}, replacement=params.replacement)
                if params.once:
                    return

    return watching((matcher, *also.values()), judge)
