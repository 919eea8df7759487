"""Two statements that cannot both hold."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.rules.lexicon import Lexicons
from agent.text.matcher import compile_matcher

DATA = frozenset({"quote", "other"})


class Params(Base):
    """Patterns of the ``first`` statement and of the ``second``, which contradicts it."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    allow: tuple[str, ...] = ()
    fold: bool = True


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation at every ``second`` when a ``first`` stands in any of the fields."""
    first = compile_matcher(patterns=params.first, allow=params.allow, folds=params.fold)
    second = compile_matcher(patterns=params.second, allow=params.allow, folds=params.fold)

    def judge(scene: Scene) -> Iterator[Hit]:
        passages = list(scene.passages())
        stated = next(
            (p.text[start:end] for p in passages for start, end in first.find(p.text)),
            None,
        )
        if stated is None:
            yield NOT_APPLICABLE
            return
        for passage in passages:
            for span in second.find(passage.text):
                target = span_of(passage, span)
                yield Hit(target, {"quote": target.quote or "", "other": stated})

    return judge
