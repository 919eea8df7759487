"""The interface texts: the same keys in three languages, each of them used, each used one there."""

import json
import re
from pathlib import Path
from typing import get_args

from agent.listing import SCREEN_FIELDS, Platform
from agent.report import Consequence, Severity
from agent.wire import Source

EXTENSION = Path(__file__).parents[3] / "extension"
FOLDERS = ("en", "ja", "zh_CN")
STATES = ("connecting", "ready", "not_running", "not_paired", "wrong_agent", "version", "not_answering")
SAME = {"language_zh", "language_ja", "language_en", "field_numbered"}
"""Names that are alike in every language."""


def texts(folder: str) -> dict[str, str]:
    raw = json.loads((EXTENSION / "_locales" / folder / "messages.json").read_text(encoding="utf-8"))
    return {key: entry["message"] for key, entry in raw.items()}


def sources() -> str:
    found = [*EXTENSION.rglob("*.js"), *EXTENSION.rglob("*.html"), EXTENSION / "manifest.json"]
    return "\n".join(path.read_text(encoding="utf-8") for path in found)


def used(source: str) -> tuple[set[str], set[str]]:
    """Keys named whole, and the beginnings of keys that are put together."""
    whole = set(re.findall(r"""(?:text|say)\(\s*"([a-z]+_[a-z0-9_]+)\"""", source))
    whole |= set(re.findall(r'data-(?:text|label|placeholder)="([a-z0-9_]+)"', source))
    whole |= set(re.findall(r"__MSG_([a-z0-9_]+)__", source))
    whole |= set(re.findall(r"strings(?:\(\))?\.([a-z][a-z0-9]*_[a-z0-9_]+)", source))
    whole |= set(re.findall(r"\bs\.([a-z]+_[a-z0-9_]+)", source))
    whole |= set(re.findall(r"""speak\(state, "([a-z_]+)"\)""", source))
    whole |= set(re.findall(r"""text\([a-z]+ \? "([a-z_]+)" """, source))
    for one, other in re.findall(r"""(?:text|say)\([a-zA-Z]+ \? "([a-z_]+)" : "([a-z_]+)"\)""", source):
        whole |= {one, other}
    return whole, set(re.findall(r"`([a-z]+_(?:[a-z]+_)*)\$\{", source))


def test_all_languages_have_the_same_keys_in_the_same_order() -> None:
    english = list(texts("en"))
    assert list(texts("ja")) == english
    assert list(texts("zh_CN")) == english


def test_placeholders_are_the_same_in_all_languages() -> None:
    english = texts("en")
    for folder in FOLDERS:
        for key, text in texts(folder).items():
            assert sorted(re.findall(r"\$\d", text)) == sorted(re.findall(r"\$\d", english[key])), (
                folder,
                key,
            )


def test_no_text_is_empty_or_left_in_english() -> None:
    english = texts("en")
    kana_or_han = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    names = {
        key for key, text in english.items() if re.fullmatch(r"[A-Z]{2,5}|Amazon|Mercari.*|[$\d ,:]+", text)
    } | SAME
    for folder in ("ja", "zh_CN"):
        for key, text in texts(folder).items():
            assert text.strip(), (folder, key)
            assert key in names or kana_or_han.search(text), (folder, key, text)


def test_every_key_is_used_and_every_used_key_exists() -> None:
    keys = set(texts("en"))
    whole, beginnings = used(sources())
    assert whole - keys == set()
    unused = {key for key in keys - whole if not any(key.startswith(beginning) for beginning in beginnings)}
    assert unused == set()


def test_everything_that_has_a_name_on_the_wire_has_one_on_the_screen() -> None:
    keys = set(texts("en"))
    confidences = get_args(Source.model_fields["confidence"].annotation)
    wanted = {f"field_{field}" for field in SCREEN_FIELDS}
    wanted |= {f"severity_{severity}" for severity in get_args(Severity)}
    wanted |= {f"group_{name}" for name in (*get_args(Severity), "incomplete", "failed")}
    wanted |= {f"consequence_{consequence}" for consequence in get_args(Consequence)}
    wanted |= {f"confidence_{confidence.replace('-', '_')}" for confidence in confidences}
    wanted |= {f"platform_{platform.replace('-', '_')}" for platform in get_args(Platform)}
    wanted |= {f"state_{state}" for state in STATES}
    wanted |= {f"remedy_{state}" for state in STATES if state != "ready"}
    wanted |= {f"refused_{code}" for code in ("bad_message", "busy", "timed_out", "failed", "too_large")}
    problems = ("host", "fetch", "too_large", "not_image", "heic", "page", "agent")
    wanted |= {f"image_problem_{problem}" for problem in problems}
    reasons = ("check_character", "not_running", "wrong_string", "wrong_agent", "version", "ok", "busy")
    wanted |= {f"pair_{reason}" for reason in reasons}
    assert wanted - keys == set()
