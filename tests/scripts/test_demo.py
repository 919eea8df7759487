"""``scripts/demo.py``: plays the operator, tells what it saw, and ends with a reason when it cannot."""

import os
import re
import string
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.practice import chromium, report
from scripts.practice.player import Act, Step
from scripts.practice.words import WORDS, say

ROOT = Path(__file__).resolve().parents[2]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def finding(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    return {
        "kind": "error",
        "field": "title",
        "index": None,
        "span": {"start": 0, "end": 4},
        "quote": "<b>&",
        "message": "“<b>&” is not text",
        "rule": "amazon/copy-html",
        **changes,
    }


def english(key: str, *values: object) -> str:
    return say("en", key, *values)


@pytest.mark.parametrize("key", WORDS)
def test_every_text_is_there_in_three_languages_with_the_same_values(key: str) -> None:
    texts = WORDS[key]
    assert set(texts) == {"en", "ja", "zh"}
    assert len({frozenset(placeholders(text)) for text in texts.values()}) == 1


def test_the_report_shows_listing_text_as_text() -> None:
    page = report.html([Act("https://a.example/?a=1&b=2", (finding(),), ())], "en", english)
    assert "<td>&lt;b&gt;&amp;</td>" in page
    assert "<b>" not in page


def test_the_report_needs_nothing_beside_it(tmp_path: Path) -> None:
    picture = tmp_path / "seen.png"
    picture.write_bytes(b"\x89PNG")
    page = report.html([Act("https://a.example/", (), (Step("seen", picture),))], "ja", english)
    assert '<html lang="ja">' in page
    assert re.findall(r'src="([^"]{15})', page) == ["data:image/png;"]
    assert "http" not in page.replace("https://a.example/", "")


def test_the_regions_of_one_picture_are_one_row() -> None:
    picture = finding(field="images", index=0, span=None, quote=None)
    assert len(report.rows([picture, dict(picture), finding()], english)) == 2


def test_a_finding_without_a_word_says_that_it_is_about_the_whole_field() -> None:
    (row,) = report.rows([finding(span=None, quote=None, field="bullets", index=1)], english)
    assert row[:3] == ("error", "bullets 2", "(whole field)")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_a_display_is_one_of_x_or_wayland() -> None:
    assert not chromium.has_display({})
    assert chromium.has_display({"DISPLAY": ":0"})
    assert chromium.has_display({"WAYLAND_DISPLAY": "wayland-0"})


def run_demo(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "demo.py"), "--headless", *arguments]
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        timeout=180,
    )


@pytest.mark.browser
def test_both_pages_are_played_and_a_report_is_left(tmp_path: Path) -> None:
    ran = run_demo("--locale", "ja", "--report", str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    for rule in ("amazon/title-promotional-phrase", "mercari-link/initial-defect-notice-missing"):
        assert f"[{rule}]" in ran.stdout
    page = (tmp_path / "index.html").read_text("utf-8")
    assert page.count("<img ") == 8
    assert "送料無料" in page


def test_a_wrong_browser_ends_it_with_the_setting_to_change() -> None:
    ran = run_demo(TENKEN_BROWSER="/nowhere/chromium")
    assert ran.returncode == 1
    assert "error: TENKEN_BROWSER is '/nowhere/chromium', expected the path of a program" in ran.stderr


@pytest.mark.browser
def test_a_browser_that_cannot_start_ends_it_with_a_reason(tmp_path: Path) -> None:
    ran = run_demo("--report", str(tmp_path), TENKEN_BROWSER=sys.executable)
    assert ran.returncode == 1
    assert ran.stderr.startswith("error: ")
    assert "Traceback" not in ran.stderr
