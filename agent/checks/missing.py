"""Words that should be somewhere in the fields and are not."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, MatchParams, Scene
from agent.rules.lexicon import Lexicons
from agent.text.matcher import compile_matcher

DATA: frozenset[str] = frozenset()


class Params(MatchParams):
    """``unless``: a text that matches one of these needs no such words."""

    unless: tuple[str, ...] = ()


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """One violation, on the first field, when no field that is present has a hit."""
    matcher = params.matcher(lexicons)
    exempt = compile_matcher(patterns=params.unless, folds=params.fold)

    def judge(scene: Scene) -> Iterator[Hit]:
        if getattr(scene.listing, scene.fields[0]) is None:
            yield NOT_APPLICABLE
            return
        texts = [passage.text for passage in scene.passages()]
        if any(exempt.find(text) for text in texts):
            yield NOT_APPLICABLE
        elif not any(matcher.find(text) for text in texts):
            yield Hit(scene.first_present())

    return judge
