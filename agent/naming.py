"""What the interface calls fields and severities, in each language: the extension's own texts, read once."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from agent.listing import ScreenField
from agent.report import Severity
from agent.rules.rule import Words
from agent.wire_parts import Locale

_LOCALES = Path(__file__).resolve().parents[1] / "extension" / "_locales"
_FOLDERS: Mapping[Locale, str] = {"ja": "ja", "zh": "zh_CN", "en": "en"}
LANGUAGE_TAGS: Mapping[Locale, str] = {"ja": "ja", "zh": "zh-CN", "en": "en"}
"""As HTML and SARIF name the languages (BCP 47)."""


def field_name(field: ScreenField | None) -> Words:
    """The name of ``field``; of the whole page for none."""
    return _words(f"field_{field or 'page'}")


def severity_name(severity: Severity) -> Words:
    """The name of ``severity``."""
    return _words(f"severity_{severity}")


def confidence_name(confidence: str) -> Words:
    """How sure a source is, by its name in ``rules/sources.toml``."""
    return _words(f"confidence_{confidence.replace('-', '_')}")


def cannot_tell() -> Words:
    """What is said of the outcome ``incomplete``."""
    return _words("group_incomplete")


@cache
def _words(key: str) -> Words:
    texts = {locale: str(_texts(locale)[key]["message"]) for locale in _FOLDERS}
    return Words(ja=texts["ja"], zh=texts["zh"], en=texts["en"])


@cache
def _texts(locale: Locale) -> Mapping[str, Mapping[str, object]]:
    content = (_LOCALES / _FOLDERS[locale] / "messages.json").read_text("utf-8")
    texts: Mapping[str, Mapping[str, object]] = json.loads(content)
    return texts
