"""Words that must stand near the beginning."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, MatchParams, Scene, span_of
from agent.rules.lexicon import Lexicons

DATA = frozenset({"line", "position"})


class Params(MatchParams):
    """The first hit must start within so many characters or so many lines; one of the two is enough."""

    within_characters: int
    within_lines: int


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at the first hit when it starts after both limits."""
    matcher = params.matcher(lexicons)

    def judge(scene: Scene) -> Iterator[Hit]:
        first = [(passage, spans[0]) for passage in scene.passages() if (spans := matcher.find(passage.text))]
        if not first:
            yield NOT_APPLICABLE
        for passage, span in first:
            line = passage.text.count("\n", 0, span[0]) + 1
            position = span[0] + 1
            if position > params.within_characters and line > params.within_lines:
                yield Hit(span_of(passage, span), {"line": line, "position": position})

    return judge
