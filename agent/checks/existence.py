"""Words that should not be there."""

import re
from collections.abc import Iterator

from agent.checks.base import Hit, Judge, MatchParams, Scene, span_of, watching
from agent.listing import Listing, TextField
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold
from agent.text.matcher import Span

DATA = frozenset({"quote"})


class Params(MatchParams):
    """``replacement``: what the fix ``suggest`` puts in place of a hit.

    Hits within the text of ``outside_field`` (the brand) are that field's own and never count.
    """

    replacement: str | None = None
    outside_field: TextField | None = None
    once: bool = False
    """Only the first hit of a listing: for matters of style, where one word says it all."""


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at every hit, or at the first."""
    matcher = params.matcher(lexicons)

    def judge(scene: Scene) -> Iterator[Hit]:
        for passage in scene.passages():
            spans = matcher.find(passage.text)
            named = _uses(passage.text, scene.listing, params.outside_field) if spans else []
            for start, end in spans:
                if any(first <= start and end <= last for first, last in named):
                    continue
                target = span_of(passage, (start, end))
                yield Hit(target, {"quote": target.quote or ""}, replacement=params.replacement)
                if params.once:
                    return

    return watching(matcher, judge)


def _uses(text: str, listing: Listing, field: TextField | None) -> list[Span]:
    """Where what ``field`` says stands in ``text``, whatever the case and the width of its letters."""
    name = getattr(listing, field) if field else None
    folded, wanted = fold(text), fold((name or "").strip()).text
    if not wanted:
        return []
    return [folded.span(*match.span()) for match in re.finditer(re.escape(wanted), folded.text)]
