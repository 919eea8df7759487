"""Texts of one field that say the same twice."""

from collections.abc import Iterator
from functools import lru_cache

import regex

from agent.checks.base import Hit, Judge, Params as Base, Scene, whole
from agent.listing import Passage
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold

DATA = frozenset({"other", "share", "quote"})

_HEADER = regex.compile(r"\s*(?:([^:：【】\[\]]{2,40})[:：]|【([^】]{2,40})】|\[([^\]]{2,40})\])")
_NOT_LETTERS = regex.compile(r"[^\p{L}\p{Nd}]+")
_NUMBER = regex.compile(r"\p{Nd}+(?:[.,]\p{Nd}+)?")


class Params(Base):
    """Two texts of ``min_characters`` are the same when ``share`` of their trigrams is common to both.

    Their numbers must agree: "Fits 30 cm pots" and "Fits 20 cm pots" are two facts. With ``headers``
    the check is about one header ("Care: …", 【お手入れ】…) over two texts that differ; ``free`` ones do
    not count.
    """

    share: float = 0.7
    min_characters: int = 12
    headers: bool = False
    free: tuple[str, ...] = ()


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on each text that repeats an earlier one; ``other`` counts texts from 1."""
    free = {"", *(fold(header).text for header in params.free)}

    def common(one: str, other: str) -> float:
        if min(len(one), len(other)) < params.min_characters or _numbers(one) != _numbers(other):
            return 0.0
        first, second = _trigrams(one), _trigrams(other)
        return len(first & second) / (len(first | second) or 1)

    def alike(one: str, other: str) -> float:
        if not params.headers:
            return common(one, other)
        header = _header(one)
        same = header not in free and header == _header(other)
        return 1.0 if same and common(one, other) < params.share else 0.0

    def judge(scene: Scene) -> Iterator[Hit]:
        earlier: list[Passage] = []
        for passage in scene.passages():
            if not passage.text.strip():
                continue
            for other in earlier:
                share = alike(passage.text, other.text)
                if share >= params.share:
                    place = (other.index or 0) + 1
                    quote = _header(passage.text) or other.text
                    yield Hit(whole(passage), {"other": place, "share": round(share * 100), "quote": quote})
                    break
            earlier.append(passage)

    return judge


@lru_cache(maxsize=256)
def _header(text: str) -> str:
    match = _HEADER.match(fold(text).text)
    return next((group.strip() for group in match.groups() if group), "") if match else ""


@lru_cache(maxsize=256)
def _trigrams(text: str) -> frozenset[str]:
    plain = _NOT_LETTERS.sub("", fold(text).text)
    return frozenset(plain[at : at + 3] for at in range(len(plain) - 2))


@lru_cache(maxsize=256)
def _numbers(text: str) -> tuple[str, ...]:
    return tuple(sorted(set(_NUMBER.findall(fold(text).text))))
