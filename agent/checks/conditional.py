"""Where one thing is said, another must be said too."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.rules.lexicon import Lexicons
from agent.text.matcher import Matcher, Span, compile_matcher

DATA = frozenset({"quote"})


class Params(Base):
    """Patterns: ``when`` one is there, one of ``then`` must be, ``within`` so many characters of it."""

    when: tuple[str, ...]
    then: tuple[str, ...]
    allow: tuple[str, ...] = ()
    """Stretches that count for neither."""
    within: int | None = None
    fold: bool = True


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation at the first ``when`` of a text that has no ``then``."""
    when = compile_matcher(patterns=params.when, allow=params.allow, folds=params.fold)
    then = compile_matcher(patterns=params.then, allow=params.allow, folds=params.fold)

    def judge(scene: Scene) -> Iterator[Hit]:
        conditions = [(passage, spans) for passage in scene.passages() if (spans := when.find(passage.text))]
        if not conditions:
            yield NOT_APPLICABLE
        for passage, spans in conditions:
            if not _said(then, passage.text, spans, params.within):
                target = span_of(passage, spans[0])
                yield Hit(target, {"quote": target.quote or ""})

    return judge


def _said(then: Matcher, text: str, conditions: list[Span], within: int | None) -> bool:
    spans = then.find(text)
    if within is None:
        return bool(spans)
    return any(
        start - condition_end <= within and condition_start - end <= within
        for start, end in spans
        for condition_start, condition_end in conditions
    )
