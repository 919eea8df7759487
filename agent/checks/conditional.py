"""Where one thing is said, another must be said too."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of, statement
from agent.rules.lexicon import Lexicons
from agent.text.matcher import Matcher, Span

DATA = frozenset({"quote"})


class Params(Base):
    """Where ``when`` is said, one of ``then`` must be, ``within`` so many characters of it.

    Patterns, or the names of word lists.
    """

    when: tuple[str, ...] = ()
    when_lexicons: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    then_lexicons: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    """Stretches that count for neither."""
    within: int | None = None
    fold: bool = True


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at the first ``when`` of a text that has no ``then``."""
    when = statement(params.when, params.when_lexicons, params.allow, lexicons, folds=params.fold)
    then = statement(params.then, params.then_lexicons, params.allow, lexicons, folds=params.fold)

    def judge(scene: Scene) -> Iterator[Hit]:
        conditions = [(passage, spans) for passage in scene.passages() if (spans := when.find(passage.text))]
        if not conditions:
            yield NOT_APPLICABLE
        for passage, spans in conditions:
            if not _said(then, passage.text, spans, params.within):
                target = span_of(passage, spans[0])
                yield Hit(target, {"quote": target.quote or ""})

    return judge


def _said(then: Matcher, text: str, conditions: tuple[Span, ...], within: int | None) -> bool:
    spans = then.find(text)
    if within is None:
        return bool(spans)
    return any(
        start - condition_end <= within and condition_start - end <= within
        for start, end in spans
        for condition_start, condition_end in conditions
    )
