"""Texts that are short enough or too long depending on how line breaks are counted."""

from collections.abc import Iterator

from agent.checks.base import Hit, Judge, Params as Base, Scene, whole
from agent.rules.lexicon import Lexicons

DATA = frozenset({"count", "counted_twice", "limit"})


class Params(Base):
    """The limit in characters; a line break may count as one or as two."""

    max: int


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """Neither violation nor pass where only the count by two is beyond the limit."""

    def judge(scene: Scene) -> Iterator[Hit]:
        for passage in scene.passages():
            count = len(passage.text)
            twice = count + passage.text.count("\n")
            if count <= params.max < twice:
                data = {"count": count, "counted_twice": twice, "limit": params.max}
                yield Hit(whole(passage), data, reason="counting-unclear")

    return judge
