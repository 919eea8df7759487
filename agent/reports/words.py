"""The reports' own words in three languages, from ``assets/words.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from agent.annotate import say
from agent.reports.run import Outcome
from agent.rules.rule import Words
from agent.wire import Locale

ASSETS = Path(__file__).parent / "assets"


@cache
def texts() -> Mapping[str, Words]:
    """Every text by its key."""
    content = tomllib.loads((ASSETS / "words.toml").read_text("utf-8"))
    return {key: Words.model_validate(words) for key, words in content.items()}


def text(key: str, locale: Locale, **values: object) -> str:
    """One text in that language, with ``values`` in its places."""
    return say(texts()[key], locale).format(**values)


def outcome_key(outcome: Outcome) -> str:
    """The key of what is said of that outcome."""
    return f"outcome_{outcome.replace('-', '_')}"
