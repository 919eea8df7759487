"""A text that says nothing once names and numbers are taken away."""

from collections.abc import Iterator

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, names_of_field, whole
from agent.listing import Listing, TextField
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold

DATA: frozenset[str] = frozenset()

_TOKEN = regex.compile(r"[^\s,、/()\[\]【】（）]+")
_LETTER = regex.compile(r"\p{L}")
_LATIN = regex.compile(r"\p{Script=Latin}")


class Params(Base):
    """``without``: fields whose text is taken away (brand, maker, model); ``free`` words say nothing either.

    So do tokens with a digit, which are model numbers or sizes: ``Acme X200`` says nothing.
    """

    without: tuple[TextField, ...]
    free: tuple[str, ...] = ()


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on a text that has no letter left; nothing to say where the first field is unknown."""
    free = {fold(word).text for word in params.free}

    def judge(scene: Scene) -> Iterator[Hit]:
        passages = [passage for passage in scene.passages() if passage.text.strip()]
        if not (getattr(scene.listing, params.without[0]) or "").strip() or not passages:
            yield NOT_APPLICABLE
            return
        names = _names(scene.listing, params.without)
        for passage in passages:
            subject = fold(passage.text).text
            for name in names:
                subject = subject.replace(name, " ")
            tokens = (token for token in _TOKEN.findall(subject) if token not in free)
            if not any(_says_something(token) for token in tokens):
                yield Hit(whole(passage))

    return judge


def _names(listing: Listing, fields: tuple[TextField, ...]) -> list[str]:
    """What the fields say, whole and by their parts, the longest first."""
    names = {name for field in fields for name in names_of_field(getattr(listing, field))}
    return sorted(names, key=len, reverse=True)


def _says_something(token: str) -> bool:
    """Whether it is a word: any letters but those next to a digit in a Latin token (X200, 500ml)."""
    if not _LETTER.search(token):
        return False
    return not any(char.isdigit() for char in token) or bool(_LETTER.search(_LATIN.sub("", token)))
