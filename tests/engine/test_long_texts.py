"""A page may be as long and as odd as its owner likes: every rule comes to an end, and none fails."""

from datetime import date

import pytest

from agent.annotate import annotate
from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import MOST_HITS, run
from agent.listing import MAX_TEXT, Listing

# Each once made a rule take minutes: patterns from the page's own words, unclosed tags, equal words.
SHAPES = (
    "a ",
    "ア",
    "<",
    "(a",
    "😀",
    "亚",
    "漢字",
    "<b>",
    "<!--",
    "<a ",
    "送料無料",
    "初期不良保証期間:3日\r",
)
MOST_ANNOTATIONS = 5_000
"""So many the extension takes; it refuses a report with more."""


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("platform", ["amazon", "mercari"])
def test_the_longest_texts_are_judged_to_the_end(ruleset: RuleSet, platform: str, shape: str) -> None:
    text = (shape * MAX_TEXT)[:MAX_TEXT]
    listing = Listing.model_validate(
        {
            "platform": platform,
            "marketplace": "jp",
            "page": "edit",
            "mercari_link": True,
            **dict.fromkeys(("title", "highlights", "description", "search_terms", "brand", "model"), text),
            "bullets": (text, text),
        }
    )
    report = run(ruleset, listing, {}, date(2026, 11, 22))
    assert [finding for finding in report.findings if finding.outcome == "error"] == []
    assert max(
        sum(f.rule == name for f in report.findings) for name in {f.rule for f in report.findings}
    ) <= (MOST_HITS)
    assert len(annotate(report, ruleset, listing, "ja")) < MOST_ANNOTATIONS
