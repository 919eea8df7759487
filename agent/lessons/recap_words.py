"""The recap's own words, from ``recap_files/words.toml``."""

from pathlib import Path

from agent.annotate import say
from agent.reports.words import words_in
from agent.wire_parts import Locale

FILES = Path(__file__).parent / "recap_files"


def text(key: str, locale: Locale, **values: object) -> str:
    """One text in that language, with ``values`` in its places."""
    return say(words_in(FILES / "words.toml")[key], locale).format(**values)


def stretch(seconds: float, locale: Locale) -> str:
    """A stretch of time in its two largest units."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    key = "hours" if hours else "minutes" if minutes else "seconds"
    return text(key, locale, hours=hours, minutes=minutes, seconds=rest)
