"""Words used too often in one text."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import regex

from agent.checks.base import Hit, Judge, Params as Base, Scene, span_of
from agent.listing import TextField
from agent.rules.lexicon import Lexicons
from agent.text.fold import BLANK, fold
from agent.text.matcher import Span

DATA = frozenset({"word", "count", "limit"})

# Letters next to a digit are a unit or part of a model number (10cm, 7plus, iPhone8), not a word.
_WORD = regex.compile(r"(?<!\w)[^\W\d_](?:[\w'’]*[^\W_])?")
# What stands beside another script's run is part of a longer word: 収納 in 玩具収納ボックス.
_LETTERS = r"\p{Script=Katakana}ー・ｰ\p{Script=Han}々〆\p{Script=Latin}\p{M}"
_LATIN_RUN = (
    r"(?>(?<![\d_]|[\p{Script=Latin}\p{M}]['’]+)\p{Script=Latin}(?:[\p{Script=Latin}\p{M}'’]*\p{Script=Latin})?"
    r"(?![\p{Script=Latin}\d_]))"
)
_RUN = regex.compile(
    rf"(?<![{_LETTERS}])(?:{_LATIN_RUN}|[\p{{Script=Katakana}}ー・ｰ]++|[\p{{Script=Han}}々〆]++)(?![{_LETTERS}])"
)

_POSSESSIVE = regex.compile(r"['’]s$")


class Params(Base):
    """``max`` uses of one word are free; ``free`` words and those of ``lexicons`` never count.

    ``words`` are runs of letters, compared without case and possessive 's. ``japanese-runs`` are runs
    of katakana, of kanji, or Latin words that no other such run continues: タオル, バスタオル and 収納
    in 収納ボックス are words of their own. The text of ``separate_field`` (the brand) is one word
    wherever it stands.
    """

    max: int = 2
    unit: Literal["words", "japanese-runs"] = "words"
    free: tuple[str, ...] = ()
    lexicons: tuple[str, ...] = ()
    min_characters: int = 2
    separate_field: TextField | None = None
    plurals: bool = False
    """Count a word and its English plural (cup, cups; box, boxes) as one."""


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at every use beyond the maximum."""
    free = {fold(word).text for word in params.free}
    free |= {fold(word).text for name in params.lexicons for word in lexicons[name].words}

    def judge(scene: Scene) -> Iterator[Hit]:
        brand_text = getattr(scene.listing, params.separate_field) if params.separate_field else None
        brand = fold((brand_text or "").strip()).text
        for passage in scene.passages():
            words = _words(passage.text, brand, params.unit)
            known = {word for word, _ in words} if params.plurals else set()
            uses: defaultdict[str, list[Span]] = defaultdict(list)
            for word, span in words:
                if len(word) >= params.min_characters and word not in free:
                    uses[_singular(word, known)].append(span)
            for spans in uses.values():
                for span in spans[params.max :]:
                    target = span_of(passage, span)
                    yield Hit(target, {"word": target.quote or "", "count": len(spans), "limit": params.max})

    return judge


def _singular(word: str, known: set[str]) -> str:
    """The word without its plural ending, if the text has it in that form too."""
    forms = (word[: -len(ending)] for ending in ("es", "s") if word.endswith(ending))
    return next((form for form in forms if form in known), word)


@lru_cache(maxsize=64)
def _words(text: str, brand: str, unit: str) -> tuple[tuple[str, Span], ...]:
    return tuple(_each_word(text, brand, unit))


def _each_word(text: str, brand: str, unit: str) -> Iterator[tuple[str, Span]]:
    """Each word with its span in the original; the brand first, and then never as part of others."""
    folded = fold(text)
    subject = folded.text
    if brand:
        # Not by regex, whose time grows with the cube of a name that a page may make as long as it likes.
        pattern = re.compile(rf"(?<!\w){re.escape(brand)}(?!\w)")
        for match in pattern.finditer(subject):
            yield brand, folded.span(*match.span())
        subject = pattern.sub(lambda match: BLANK * len(match[0]), subject)
    for start, end in _word_spans(subject) if unit == "words" else _run_spans(subject):
        yield _POSSESSIVE.sub("", subject[start:end]), folded.span(start, end)


def _word_spans(text: str) -> Iterator[Span]:
    return (match.span() for match in _WORD.finditer(text))


def _run_spans(text: str) -> Iterator[Span]:
    return (match.span() for match in _RUN.finditer(text))
