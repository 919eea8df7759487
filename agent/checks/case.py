"""Latin texts and words in capitals only, or without any."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of, whole
from agent.listing import Passage, TextField
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold
from agent.text.matcher import Span
from agent.text.script import LATIN_LETTER

DATA = frozenset({"share", "quote"})

MOSTLY_LATIN = 0.8
"""Case is a matter of texts whose letters are Latin; one brand name in a Japanese title is none."""
ABBREVIATION = 3
"""USB, LED, HDR: words of so many letters are written in capitals and tell nothing."""

_LETTER = regex.compile(r"\p{L}")
_TOKEN = regex.compile(r"[^\s,;/()\[\]&+|–—-]+")
_WORD = regex.compile(r"\p{Script=Latin}[\p{Script=Latin}\p{M}'’]*")


class Params(Base):
    """``style``: all letters capitals (a share beyond ``share``), none, or single words in capitals.

    A text needs ``min_letters`` Latin letters in words that are neither abbreviations, nor part of a
    model number (next to a digit), nor what one of ``outside_fields`` (the brand) says. A single word
    needs ``min_letters`` too, and ``free`` words are none; only the first of a listing is reported.
    """

    style: Literal["all-caps", "all-lower", "capital-word"]
    min_letters: int = 8
    share: float = 0.8
    outside_fields: tuple[TextField, ...] = ()
    free: tuple[str, ...] = ()


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on the field, with the share of capitals in percent, or on the first word in capitals."""
    free = {word.casefold() for word in params.free}

    def words_of(scene: Scene, passage: Passage) -> list[Span]:
        names = [getattr(scene.listing, name) or "" for name in params.outside_fields]
        known = free | {word for name in names for word in _TOKEN.findall(fold(name).text)}
        return list(_words(passage.text, known))

    def judge(scene: Scene) -> Iterator[Hit]:
        judged = False
        for passage in scene.passages():
            if not _mostly_latin(passage.text):
                continue
            words = words_of(scene, passage)
            letters = "".join(passage.text[start:end] for start, end in words)
            if len(letters) < params.min_letters:
                continue
            judged = True
            share = sum(letter.isupper() for letter in letters) / len(letters)
            if params.style == "capital-word":
                first = (
                    _first_capital(passage.text, words, params.min_letters) if share <= params.share else None
                )
                if first is not None:
                    yield Hit(
                        span_of(passage, first),
                        {"quote": passage.text[slice(*first)], "share": round(share * 100)},
                    )
                    return
            elif share > params.share if params.style == "all-caps" else share == 0:
                yield Hit(whole(passage), {"share": round(share * 100), "quote": passage.text})
        if not judged:
            yield NOT_APPLICABLE

    return judge


@lru_cache(maxsize=256)
def _mostly_latin(text: str) -> bool:
    latin = len(LATIN_LETTER.findall(text))
    return latin > 0 and latin >= MOSTLY_LATIN * len(_LETTER.findall(text))


def _words(text: str, known: set[str]) -> Iterator[Span]:
    for token, words in _tokens(text):
        if token not in known:
            yield from words


@lru_cache(maxsize=256)
def _tokens(text: str) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """Tokens without a digit, folded, each with its words that are no abbreviations."""
    return tuple(
        (
            fold(token[0]).text,
            tuple(word.span() for word in _WORD.finditer(text, *token.span()) if len(word[0]) > ABBREVIATION),
        )
        for token in _TOKEN.finditer(text)
        if not any(char.isdigit() for char in token[0])
    )


def _first_capital(text: str, words: Sequence[Span], min_letters: int) -> Span | None:
    return next(((s, e) for s, e in words if e - s >= min_letters and text[s:e].isupper()), None)
