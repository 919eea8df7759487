"""A field whose texts should be built alike, for example as "header: text"."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, MatchParams, Scene
from agent.rules.lexicon import Lexicons

DATA = frozenset({"count", "limit"})


class Params(MatchParams):
    """At least ``min`` of the field's filled texts must match; fields of fewer texts are left alone."""

    min: int


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """One violation on the field, with the count of texts that match."""
    matcher = params.matcher(lexicons)

    def judge(scene: Scene) -> Iterator[Hit]:
        texts = [passage.text for passage in scene.passages() if passage.text.strip()]
        if len(texts) < params.min:
            yield NOT_APPLICABLE
            return
        count = sum(bool(matcher.find(text)) for text in texts)
        if count < params.min:
            yield Hit(scene.first_present(), {"count": count, "limit": params.min})

    return judge
