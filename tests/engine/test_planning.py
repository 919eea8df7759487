"""One run over all rules says what each rule says when it is asked alone."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import judge_rule, run
from agent.listing import Listing
from agent.planning import in_force, kind_of
from agent.proving import case_facts, case_listing
from agent.report import Finding

TEXTS: tuple[dict[str, Any], ...] = (
    {"title": "Acme 急須 送料無料 1 l", "description": "箱なし。コピー品ではありません。激安"},
    {"title": "", "bullets": ["eco-friendly", "ワイヤレスマイク"], "search_terms": None, "brand": "Acme"},
    {"asin": "4873119030", "title": "本", "price": "¥100", "context": {"offer": {"quantity": 0}}},
    {"gtin": "4901234567894", "context": {"offer": None, "documents": []}, "images": []},
)
WHERE = tuple(
    product(("amazon", "mercari", "mercari-shops"), ("jp", "us", None), ("edit", "public"), (None, False))
)


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


@pytest.mark.parametrize("texts", TEXTS)
@pytest.mark.parametrize("day", [date(2026, 7, 26), date(2026, 11, 22)])
def test_all_rules_together_say_what_each_says_alone(
    ruleset: RuleSet, texts: dict[str, Any], day: date
) -> None:
    for platform, store, page, linked in WHERE:
        where = {"platform": platform, "marketplace": store, "page": page, "mercari_link": linked}
        listing = Listing.model_validate(where | texts)
        expected: list[Finding] = []
        for bound in ruleset.rules:
            if in_force(bound.rule, listing.platform, day):
                expected += judge_rule(bound, listing, {})
        assert list(run(ruleset, listing, {}, day).findings) == expected


def test_of_the_rules_own_cases_they_say_together_what_each_says_alone(ruleset: RuleSet) -> None:
    day = date(2026, 11, 22)
    cases = [(bound.rule, case) for bound in ruleset.rules for case in (*bound.rule.fail, *bound.rule.passes)]
    for rule, case in cases[::40]:
        listing, facts = case_listing(rule, case), case_facts(case)
        if listing.also:
            continue
        expected: list[Finding] = []
        for bound in ruleset.rules:
            if in_force(bound.rule, listing.platform, day):
                expected += judge_rule(bound, listing, facts)
        assert list(run(ruleset, listing, facts, day).findings) == expected


def test_a_part_that_nobody_told_is_no_part_of_the_kind() -> None:
    kind = kind_of(Listing.model_validate({"platform": "amazon", **TEXTS[3]}))
    assert kind.fields == {"gtin", "images"}
    assert kind.context == {"documents"}
