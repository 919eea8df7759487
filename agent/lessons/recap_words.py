"""The recap's own words, from ``recap_files/words.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from agent.annotate import say
from agent.rules.rule import Words
from agent.wire_parts import Locale

FILES = Path(__file__).parent / "recap_files"


@cache
def _texts() -> Mapping[str, Words]:
    content = tomllib.loads((FILES / "words.toml").read_text("utf-8"))
    return {key: Words.model_validate(words) for key, words in content.items()}


def text(key: str, locale: Locale, **values: object) -> str:
    """One text in that language, with ``values`` in its places."""
    return say(_texts()[key], locale).format(**values)


def stretch(seconds: float, locale: Locale) -> str:
    """A stretch of time in its two largest units."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    key = "hours" if hours else "minutes" if minutes else "seconds"
    return text(key, locale, hours=hours, minutes=minutes, seconds=rest)
