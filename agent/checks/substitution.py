"""Words or characters that have a right form to be put in their place."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Literal

import regex
from pydantic import Field

from agent.checks.base import Hit, Judge, Params as Base, Scene, span_of, watching
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold
from agent.text.matcher import Boundary, compile_matcher

DATA = frozenset({"quote", "replacement"})

_TRANSFORMS: dict[str, Callable[[str], str]] = {
    "nfkc": lambda text: unicodedata.normalize("NFKC", text),
    "spaces": lambda text: " " if regex.search(r"\s", text) else "",
    "none": lambda text: text,
}


class Params(Base):
    """``swap`` maps wrong words to right ones; hits of ``patterns`` go through ``transform``."""

    swap: dict[str, str] = Field(default_factory=dict)
    patterns: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    transform: Literal["nfkc", "spaces", "none"] = "none"
    boundary: Boundary = "token"
    fold: bool = False


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation at every hit whose right form differs, with that form as the suggestion."""
    matcher = compile_matcher(
        words=params.swap,
        patterns=params.patterns,
        allow=params.allow,
        boundary=params.boundary,
        folds=params.fold,
    )
    swap = {fold(wrong).text if params.fold else wrong: right for wrong, right in params.swap.items()}

    def right_form(quote: str) -> str:
        known = swap.get(fold(quote).text if params.fold else quote)
        return _TRANSFORMS[params.transform](quote) if known is None else known

    def judge(scene: Scene) -> Iterator[Hit]:
        for passage in scene.passages():
            for start, end in matcher.find(passage.text):
                quote = passage.text[start:end]
                # A space at either end of the text has no right form but none at all.
                at_edge = params.transform == "spaces" and (start == 0 or end == len(passage.text))
                right = "" if at_edge else right_form(quote)
                if right != quote:
                    data = {"quote": quote, "replacement": right}
                    yield Hit(span_of(passage, (start, end)), data, replacement=right)

    return watching(matcher, judge)
