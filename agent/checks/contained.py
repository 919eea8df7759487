"""Words of one field that already stand in another."""

from collections.abc import Iterator

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of
from agent.listing import TextField
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold

DATA = frozenset({"word", "field"})

_WORD = regex.compile(r"[^\W_]+")


class Params(Base):
    """The fields to compare with; words shorter than ``min_characters`` and ``free`` ones never count."""

    within: tuple[TextField, ...]
    min_characters: int = 2
    free: tuple[str, ...] = ()
    lexicons: tuple[str, ...] = ()


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at each word of the rule's fields that a compared field has too."""
    free = {fold(word).text for word in params.free}
    free |= {fold(word).text for name in params.lexicons for word in lexicons[name].words}

    def judge(scene: Scene) -> Iterator[Hit]:
        known = {
            word: passage.field
            for name in reversed(params.within)
            for passage in scene.listing.passages(name) or ()
            for word in _WORD.findall(fold(passage.text).text)
        }
        if not known:
            yield NOT_APPLICABLE
        for passage in scene.passages():
            folded = fold(passage.text)
            for match in _WORD.finditer(folded.text):
                word = match[0]
                if len(word) >= params.min_characters and word in known and word not in free:
                    target = span_of(passage, folded.span(*match.span()))
                    yield Hit(target, {"word": target.quote or "", "field": known[word]})

    return judge
