"""How much the Amazon rules say about 200 real titles of Amazon.co.jp from 2019.

Every hit was read once. All name what the rule means, but for two records of music that carry no
brand, no category and no disc mark ("Los! Los! Los!" and "DJ★Scandal!"): five marks
that a page with its category does not get. A changed number is a changed noise: read the new hits.
"""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing

TITLES = Path(__file__).resolve().parents[4] / "shared" / "csv" / "amazon_cojp_2019_titles.csv"
TODAY = date(2026, 11, 22)
LOUD = ("violation", "incomplete", "error")

REVIEWED = {
    "amazon/half-width-katakana": 3,
    "amazon/title-decorative-symbols": 3,
    "amazon/title-forbidden-characters": 6,
    "amazon/title-forbidden-characters-full-width": 6,
    "amazon/title-full-width-alphanumerics": 12,
    "amazon/title-irregular-spaces": 16,
    "amazon/title-machine-dependent-characters": 3,
    "amazon/title-over-field-limit": 1,
    "amazon/title-promotional-phrase": 2,
    "amazon/title-subjective-phrase": 3,
    "amazon/title-too-long-japan": 64,
    "amazon/title-word-repetition-japan": 5,
}
"""Hits a rule; rules that are not named are silent on all 200 titles."""


def _listings() -> list[Listing]:
    with TITLES.open(encoding="utf-8", newline="") as rows:
        return [
            Listing(
                platform="amazon",
                marketplace="jp",
                title=row["title"],
                brand=None if row["brand"] == "null" else row["brand"],
                asin=row["ASIN"],
            )
            for row in csv.DictReader(rows)
        ]


@pytest.mark.skipif(not TITLES.is_file(), reason="the shared collection of real titles is not here")
def test_rules_say_of_real_titles_what_was_reviewed() -> None:
    ruleset = load()
    listings = _listings()
    found = Counter(
        finding.rule
        for listing in listings
        for finding in run(ruleset, listing, {}, TODAY).findings
        if finding.outcome in LOUD and finding.rule.startswith("amazon/")
    )
    assert len(listings) == 200
    assert dict(found) == REVIEWED
