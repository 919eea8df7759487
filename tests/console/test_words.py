"""The console's words: the same keys in three languages, and the extension's names of fields."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {"en": "en", "ja": "ja", "zh": "zh_CN"}


def words(locale: str) -> dict[str, str]:
    text = (ROOT / "agent" / "console" / f"words-{locale}.js").read_text("utf-8")
    lines = re.findall(r'^  (\w+): ("(?:[^"\\]|\\.)*"),$', text, re.MULTILINE)
    assert len(lines) > 100
    return {key: json.loads(value) for key, value in lines}


@pytest.mark.parametrize("locale", ["ja", "zh"])
def test_every_text_is_there_with_the_same_places_for_values(locale: str) -> None:
    english, other = words("en"), words(locale)
    assert list(other) == list(english)
    for key, text in other.items():
        assert sorted(re.findall(r"\$\d", text)) == sorted(re.findall(r"\$\d", english[key])), key


@pytest.mark.parametrize("locale", FOLDERS)
def test_fields_and_sites_are_called_as_in_the_extension(locale: str) -> None:
    folder = ROOT / "extension" / "_locales" / FOLDERS[locale]
    theirs = json.loads((folder / "messages.json").read_text("utf-8"))
    shared = re.compile(r"(field|platform|confidence|consequence)_")
    ours = {key: text for key, text in words(locale).items() if shared.match(key)}
    assert ours == {key: theirs[key]["message"] for key in ours}


def test_every_key_is_used() -> None:
    sources = [*(ROOT / "agent" / "console").glob("*.js"), ROOT / "agent" / "console" / "console.html"]
    text = "\n".join(path.read_text("utf-8") for path in sources if not path.name.startswith("words-"))
    composed = re.compile(r"^(field|platform|consequence|mode|ask|said|key|confidence)_")
    unused = [
        key for key in words("en") if not composed.match(key) and not re.search(rf'["`]{key}["`]', text)
    ]
    assert unused == []
