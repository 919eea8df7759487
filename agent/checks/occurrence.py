"""How often something may or must occur in one text."""

from collections.abc import Iterator

from agent.checks.base import Hit, Judge, MatchParams, Scene, span_of, watching, whole
from agent.rules.lexicon import Lexicons

DATA = frozenset({"count", "limit"})


class Params(MatchParams):
    """At most ``max`` and at least ``min`` hits a text; ``once``: only the first hit beyond is reported."""

    max: int | None = None
    min: int | None = None
    once: bool = False


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at each hit beyond the maximum, or on a text below the minimum."""
    matcher = params.matcher(lexicons)

    def judge(scene: Scene) -> Iterator[Hit]:
        for passage in scene.passages():
            spans = matcher.find(passage.text)
            if params.max is not None:
                for span in spans[params.max : params.max + 1 if params.once else None]:
                    yield Hit(span_of(passage, span), {"count": len(spans), "limit": params.max})
            if params.min is not None and len(spans) < params.min:
                yield Hit(whole(passage), {"count": len(spans), "limit": params.min})

    return judge if params.min is not None else watching(matcher, judge)
