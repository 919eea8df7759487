"""Advertising law in copy: planted faults are found, as violations, by the rule that is made for them."""

from datetime import date

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from tests.rules.law import planted

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def _found(ruleset: RuleSet, listing: Listing) -> set[str]:
    findings = run(ruleset, listing, {}, TODAY).findings
    return {finding.rule for finding in findings if finding.outcome == "violation"}


@pytest.mark.parametrize(("rule", "category", "sentence"), planted.JAPANESE)
def test_a_japanese_breach_is_found(ruleset: RuleSet, rule: str, category: str, sentence: str) -> None:
    listing = Listing(
        platform="amazon",
        marketplace="jp",
        title="ノルデック 見本",
        category=category or None,
        bullets=("見本の商品です。", f"𠮷🍵 {sentence}"),
    )
    assert rule in _found(ruleset, listing)


@pytest.mark.parametrize(("rule", "store", "sentence"), planted.LATIN)
def test_a_breach_in_a_western_store_is_found(ruleset: RuleSet, rule: str, store: str, sentence: str) -> None:
    listing = Listing(
        platform="amazon", marketplace=store, title="Acme sample", bullets=("A sample.", f"𠮷 {sentence}")
    )
    assert rule in _found(ruleset, listing)


def test_green_claims_were_lawful_before_the_directive_applied(ruleset: RuleSet) -> None:
    listing = Listing(platform="amazon", marketplace="de", title="Acme Flasche, umweltfreundlich")
    before, since = date(2026, 9, 26), date(2026, 9, 27)
    spoken = [
        "law-eu/environmental-claim" in {f.rule for f in run(ruleset, listing, {}, day).findings}
        for day in (before, since)
    ]
    assert spoken == [False, True]
