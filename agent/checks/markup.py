"""HTML tags where plain text is asked for."""

from collections.abc import Iterator

from agent.checks.base import Hit, Judge, Params as Base, Scene, span_of
from agent.rules.lexicon import Lexicons
from agent.text.markup import tags

DATA = frozenset({"quote"})


class Params(Base):
    """Names of tags that are allowed, for example ``br``."""

    allowed_tags: tuple[str, ...] = ()


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation at every opening tag that is not allowed."""

    def judge(scene: Scene) -> Iterator[Hit]:
        for passage in scene.passages():
            for name, span in tags(passage.text):
                if name not in params.allowed_tags:
                    target = span_of(passage, span)
                    yield Hit(target, {"quote": target.quote or ""})

    return judge
