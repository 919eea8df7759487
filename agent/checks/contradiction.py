"""Two statements that cannot both hold."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of, statement
from agent.rules.lexicon import Lexicons

DATA = frozenset({"quote", "other"})


class Params(Base):
    """The ``first`` statement and the ``second``, which contradicts it: patterns, or names of word lists."""

    first: tuple[str, ...] = ()
    first_lexicons: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    second_lexicons: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    fold: bool = True


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at every ``second`` when a ``first`` stands in any of the fields."""
    first = statement(params.first, params.first_lexicons, params.allow, lexicons, folds=params.fold)
    second = statement(params.second, params.second_lexicons, params.allow, lexicons, folds=params.fold)

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
