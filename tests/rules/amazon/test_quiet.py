"""What the Amazon rules say about 200 real titles of Amazon.co.jp from 2019, finding by finding.

``titles_2019.tsv`` holds one row for each error or warning, read by a person: ``true`` (the title breaks
the rule), ``unclear`` (only suspected, and shown so). A finding that is not in the table is new noise:
read it, and correct the rule or add the row. The titles themselves stay outside the project.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from agent.report import Finding

TITLES = Path(__file__).resolve().parents[4] / "shared" / "csv" / "amazon_cojp_2019_titles.csv"
REVIEWED = Path(__file__).parent / "titles_2019.tsv"
TODAY = date(2026, 11, 22)
LOUD = ("violation", "incomplete", "error")
SHORT_QUOTE = 12
"""Longer quotes are parts of titles and not kept; their rows have none."""

NOTES = {"amazon/title-brackets-japan": 3, "amazon/title-long-japan": 15}
"""Titles with a finding of severity info, by rule; rules that are not named are silent on all 200."""

pytestmark = pytest.mark.skipif(
    not TITLES.is_file(), reason="the shared collection of real titles is not here"
)


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


@pytest.fixture(scope="module")
def found(ruleset: RuleSet) -> list[tuple[int, str, Finding]]:
    """Each loud finding with the row (from 1) and ASIN of its title."""
    return [
        (row, listing.asin or "", finding)
        for row, listing in enumerate(_listings(), 1)
        for finding in run(ruleset, listing, {}, TODAY).findings
        if finding.outcome in LOUD and finding.rule.startswith("amazon/")
    ]


def _listings() -> Iterator[Listing]:
    with TITLES.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield Listing(
                platform="amazon",
                marketplace="jp",
                title=row["title"],
                brand=None if row["brand"] == "null" else row["brand"],
                asin=row["ASIN"],
            )


def _table() -> list[dict[str, str]]:
    with REVIEWED.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def _severity(ruleset: RuleSet, rule_id: str) -> str:
    rule = ruleset.rule(rule_id)
    assert rule is not None
    return rule.severity


def _shown(quote: str | None) -> str:
    """A quote as the table writes it: spaces by their code, long ones not at all."""
    if quote is None or len(quote) > SHORT_QUOTE:
        return ""
    return quote if quote.strip() else quote.encode("ascii", "backslashreplace").decode()


def test_every_error_and_warning_on_real_titles_was_reviewed(
    ruleset: RuleSet, found: list[tuple[int, str, Finding]]
) -> None:
    said = Counter(
        (str(row), asin, finding.rule, _shown(finding.target.quote))
        for row, asin, finding in found
        if _severity(ruleset, finding.rule) != "info"
    )
    reviewed = Counter((row["row"], row["asin"], row["rule"], row["quote"]) for row in _table())
    assert said == reviewed


def test_no_finding_on_real_titles_is_false_and_doubtful_ones_are_only_suspected(
    found: list[tuple[int, str, Finding]],
) -> None:
    table = _table()
    assert {row["verdict"] for row in table} <= {"true", "unclear"}
    assert all(row["why"] for row in table)
    unclear = {(row["row"], row["rule"]) for row in table if row["verdict"] == "unclear"}
    suspected = {(str(row), finding.rule) for row, _, finding in found if finding.outcome == "incomplete"}
    assert suspected == unclear


def test_notes_on_style_are_few_and_one_a_listing(
    ruleset: RuleSet, found: list[tuple[int, str, Finding]]
) -> None:
    notes = Counter(
        (row, finding.rule) for row, _, finding in found if _severity(ruleset, finding.rule) == "info"
    )
    assert set(notes.values()) <= {1}
    assert dict(Counter(rule for _, rule in notes)) == NOTES
