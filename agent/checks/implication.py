"""What one field says decides what another must say, or must not."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of, statement
from agent.listing import Passage, TextField
from agent.report import Target
from agent.rules.lexicon import Lexicons
from agent.text.matcher import Matcher

DATA = frozenset({"quote", "said"})


class Params(Base):
    """Where one of ``when_fields`` says ``when``, one of ``then_fields`` must say ``then``.

    With ``never`` none of them may. Patterns; a stretch that ``allow`` matches counts for neither.
    """

    when: tuple[str, ...]
    when_fields: tuple[TextField, ...]
    then: tuple[str, ...]
    then_fields: tuple[TextField, ...]
    never: bool = False
    allow: tuple[str, ...] = ()
    fold: bool = True


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation on the first field that lacks ``then``, or at each ``then`` that should not be there.

    ``said`` is what ``when`` matched, ``quote`` what ``then`` matched (or ``said`` where it is missing).
    """
    when = statement(params.when, (), params.allow, lexicons, folds=params.fold)
    then = statement(params.then, (), params.allow, lexicons, folds=params.fold)

    def judge(scene: Scene) -> Iterator[Hit]:
        said = _first(when, _passages(scene, params.when_fields))
        answers = _passages(scene, params.then_fields)
        if said is None or not answers:
            yield NOT_APPLICABLE
            return
        spans = [(passage, span) for passage in answers for span in then.find(passage.text)]
        if params.never:
            for passage, span in spans:
                target = span_of(passage, span)
                yield Hit(target, {"quote": target.quote or "", "said": said})
        elif not spans:
            yield Hit(Target(answers[0].field), {"quote": said, "said": said})

    return judge


def _passages(scene: Scene, fields: tuple[TextField, ...]) -> list[Passage]:
    return [passage for name in fields for passage in scene.listing.passages(name) or ()]


def _first(matcher: Matcher, passages: list[Passage]) -> str | None:
    return next((p.text[start:end] for p in passages for start, end in matcher.find(p.text)), None)
