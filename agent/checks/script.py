"""Whether a text is written as the store's language is written."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from agent.checks.base import Hit, Judge, Params as Base, Scene, span_of, uses, whole
from agent.listing import Listing, TextField
from agent.rules.lexicon import Lexicons
from agent.text.fold import BLANK
from agent.text.matcher import Span
from agent.text.script import HAN, KANA, in_japanese_code_page, simplified_only

DATA = frozenset({"quote", "letters"})

MANY_HAN = 4
"""So many Han characters without one kana are no Japanese title (policy C2)."""


class Params(Base):
    """``require`` kana or any Japanese letters; ``forbid`` Simplified-only characters or Han without kana."""

    require: Literal["japanese", "kana"] | None = None
    forbid: Literal["simplified-only", "han-only"] | None = None
    min_letters: int = 1
    """Of a required script, at least so many letters."""
    outside_field: TextField | None = None
    """Simplified characters within what this field says (the brand) are its own and never count."""


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation at each forbidden run, or on a field that lacks the script."""

    def judge(scene: Scene) -> Iterator[Hit]:
        for passage in scene.passages():
            text = passage.text
            if not text.strip():
                continue
            if params.forbid == "simplified-only":
                for span in _outside(text, scene.listing, params.outside_field):
                    target = span_of(passage, span)
                    yield Hit(target, {"quote": target.quote or ""})
            elif params.forbid == "han-only" and not KANA.search(text) and len(HAN.findall(text)) >= MANY_HAN:
                yield Hit(whole(passage), {"letters": len(HAN.findall(text))})
            if params.require:
                letters = len(KANA.findall(text)) + (
                    len(HAN.findall(text)) if params.require == "japanese" else 0
                )
                if letters < params.min_letters:
                    yield Hit(whole(passage), {"letters": letters})

    return judge


def _outside(text: str, listing: Listing, field: TextField | None) -> tuple[Span, ...]:
    """The stretches outside of what ``field`` says."""
    spans = _simplified_runs(text)
    named = uses(text, listing, field) if spans else []
    if not named:
        return spans
    letters = list(text)
    for start, end in named:
        letters[start:end] = BLANK * (end - start)
    return _simplified_runs("".join(letters))


@lru_cache(maxsize=64)
def _simplified_runs(text: str) -> tuple[Span, ...]:
    """Stretches of Simplified-only characters, joined over Han characters between them."""
    # The code page has none of them, and tells much faster.
    return () if in_japanese_code_page(text) else tuple(_runs(text))


def _runs(text: str) -> Iterator[Span]:
    if simplified_only().isdisjoint(text):
        return
    start = end = -1
    for position, char in enumerate(text):
        if char not in simplified_only():
            continue
        if start >= 0 and all(HAN.match(between) for between in text[end:position]):
            end = position + 1
            continue
        if start >= 0:
            yield start, end
        start, end = position, position + 1
    if start >= 0:
        yield start, end
