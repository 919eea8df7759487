"""The reports' own words in three languages, from ``assets/words.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from agent.annotate import say
from agent.naming import field_name
from agent.reports.run import AuditedTarget, Cause, Outcome
from agent.rules.rule import Words
from agent.wire_parts import Locale

ASSETS = Path(__file__).parent / "assets"


@cache
def words_in(path: Path) -> Mapping[str, Words]:
    """The texts of a file such as ``assets/words.toml``, by key."""
    content = tomllib.loads(path.read_text("utf-8"))
    return {key: Words.model_validate(words) for key, words in content.items()}


def texts() -> Mapping[str, Words]:
    """Every text by its key."""
    return words_in(ASSETS / "words.toml")


def text(key: str, locale: Locale, **values: object) -> str:
    """One text in that language, with ``values`` in its places."""
    return say(texts()[key], locale).format(**values)


def outcome_key(outcome: Outcome) -> str:
    """The key of what is said of that outcome."""
    return f"outcome_{outcome.replace('-', '_')}"


def cause_text(cause: Cause, locale: Locale) -> str:
    """Why a page was not judged, in that language."""
    return text(f"cause_{cause.key.replace('-', '_')}", locale, **cause.values)


def why(target: AuditedTarget, locale: Locale) -> str:
    """What is said beside an outcome: why it was not judged, or which fields its page did not show."""
    if target.cause is not None:
        return cause_text(target.cause, locale)
    if target.missing:
        return text(
            "not_shown", locale, fields=", ".join(say(field_name(one), locale) for one in target.missing)
        )
    return target.why
