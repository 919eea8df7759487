"""What the rules of law say about real titles and pages. Each hit was read once; read every new one."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing

TODAY = date(2026, 11, 22)
SHARED = Path(__file__).resolve().parents[4] / "shared"
STORES = {"com": "us", "couk": "uk", "de": "de", "fr": "fr", "it": "it", "es": "es", "ae": "ae", "cojp": "jp"}

TITLES = {
    # A claim of comparison ("the industry's highest hardness") without a test or a date: true.
    ("law-jp/superlative", "violation", "業界最高"),
    # An unnamed massager that relieves fatigue; it may be certified, the title does not say: a doubt.
    ("law-jp/goods-medical-effect", "incomplete", "疲労回復"),
}
PAGES = {
    # "Materiali robusti ecocompatibili": a generic green claim in the Italian store, without proof: true.
    ("law-eu/environmental-claim", "violation", "ecocompatibili"),
    # A children's walkie-talkie; neither title nor bullets give an age or a warning: a doubt.
    ("law-eu/toy-warning-missing", "incomplete", None),
}

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the real texts are not in the project")


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def _said(ruleset: RuleSet, listing: Listing) -> Iterator[tuple[str, str, str | None]]:
    for finding in run(ruleset, listing, {}, TODAY).findings:
        rule = ruleset.rule(finding.rule)
        of_law = rule is not None and finding.rule.startswith("law-") and rule.severity != "info"
        if of_law and finding.outcome in ("violation", "incomplete", "error"):
            yield finding.rule, finding.outcome, finding.target.quote


def test_real_japanese_titles(ruleset: RuleSet) -> None:
    said = set()
    with (SHARED / "csv" / "amazon_cojp_2019_titles.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            brand = None if row["brand"] == "null" else row["brand"]
            listing = Listing(
                platform="amazon", marketplace="jp", asin=row["ASIN"], title=row["title"], brand=brand
            )
            said |= set(_said(ruleset, listing))
    assert said == TITLES


def test_real_product_pages(ruleset: RuleSet) -> None:
    said = set()
    for path in sorted((SHARED / "pages" / "amazon").glob("*.html")):
        page = BeautifulSoup(path.read_text("utf-8", errors="replace"), "html.parser")
        title = page.select_one("#productTitle")
        description = page.select_one("#productDescription")
        if title is None:
            continue
        store = next((STORES[part] for part in path.stem.split("_") if part in STORES), None)
        listing = Listing(
            platform="amazon",
            marketplace=store,
            title=title.get_text(" ", strip=True),
            bullets=tuple(li.get_text(" ", strip=True) for li in page.select("#feature-bullets li")) or None,
            description=description.get_text(" ", strip=True) if description else None,
            category=" > ".join(
                link.get_text(strip=True) for link in page.select("#wayfinding-breadcrumbs_feature_div a")
            )
            or None,
        )
        said |= set(_said(ruleset, listing))
    assert said == PAGES
