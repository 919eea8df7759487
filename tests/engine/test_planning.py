"""One run over all rules says what each rule says when it is asked alone."""

import random
from datetime import date
from itertools import chain, product
from typing import Any

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import judge_rule, run
from agent.listing import Listing
from agent.picture import ImageFacts
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


def alone(ruleset: RuleSet, listing: Listing, facts: dict[str, ImageFacts], day: date) -> list[Finding]:
    """What each rule says when nobody else is asked."""
    said = (
        judge_rule(bound, listing, facts)
        for bound in ruleset.rules
        if in_force(bound.rule, listing.platform, day)
    )
    return list(chain.from_iterable(said))


@pytest.mark.parametrize("texts", TEXTS)
@pytest.mark.parametrize("day", [date(2026, 7, 26), date(2026, 11, 22)])
def test_all_rules_together_say_what_each_says_alone(
    ruleset: RuleSet, texts: dict[str, Any], day: date
) -> None:
    for platform, store, page, linked in WHERE:
        where = {"platform": platform, "marketplace": store, "page": page, "mercari_link": linked}
        listing = Listing.model_validate(where | texts)
        assert list(run(ruleset, listing, {}, day).findings) == alone(ruleset, listing, {}, day)


def test_of_the_rules_own_cases_they_say_together_what_each_says_alone(ruleset: RuleSet) -> None:
    day = date(2026, 11, 22)
    cases = [(bound.rule, case) for bound in ruleset.rules for case in (*bound.rule.fail, *bound.rule.passes)]
    for rule, case in cases[::40]:
        listing, facts = case_listing(rule, case), case_facts(case)
        if listing.also:
            continue
        assert list(run(ruleset, listing, facts, day).findings) == alone(ruleset, listing, facts, day)


CHOICES: dict[str, tuple[Any, ...]] = {
    "title": ("Acme 急須 送料無料 1 l", "美顔器 美白 No.1 Acme 2個セット", "充電式 ワイヤレスイヤホン", ""),
    "highlights": ("", "軽い。丈夫。", "100% eco-friendly"),
    "bullets": ((), ("特長: 軽い", "特長: 軽い"), ("シミが消える美容液", "PSEマーク取得済み!")),
    "description": (
        "",
        "コピー品ではありません。激安",
        "<b>送料無料</b> 初期不良は7日以内。返品不可",
    ),
    "search_terms": ("急須 茶", "Acme 急須 急須", "eco-friendly"),
    "brand": ("Acme", "ノーブランド", ""),
    "manufacturer": ("Acme", "Acme Tea GmbH"),
    "model": ("X200", ""),
    "gtin": ("4901234567894", "123", "9784873119038"),
    "gtin_type": ("EAN", "UPC", "ISBN"),
    "asin": ("B000000000", "4873119030"),
    "price": ("¥100", "¥0", ""),
    "category": ("ビューティー > スキンケア > 美容液", "ホーム&キッチン > 急須", "本 > 料理"),
    "condition": ("新品、未使用", "目立った傷や汚れなし"),
}


@pytest.mark.parametrize("platform", ["amazon", "mercari", "mercari-shops"])
def test_what_is_remembered_of_other_listings_is_what_is_said_of_this_one(
    ruleset: RuleSet, platform: str
) -> None:
    chance = random.Random(platform)  # noqa: S311 - the same listings every time
    day = date(2026, 11, 22)
    filled = {name: texts[0] for name, texts in CHOICES.items()}
    for _ in range(80):
        changed = chance.sample(sorted(CHOICES), 2)
        filled |= {name: chance.choice(CHOICES[name]) for name in changed}
        context = chance.choice(({}, {"seller": {"shop_name": "急須"}}))
        where = {"platform": platform, "marketplace": "jp", "page": "edit", "context": context}
        listing = Listing.model_validate(where | filled)
        assert list(run(ruleset, listing, {}, day).findings) == alone(ruleset, listing, {}, day)


def test_a_part_that_nobody_told_is_no_part_of_the_kind() -> None:
    kind = kind_of(Listing.model_validate({"platform": "amazon", **TEXTS[3]}))
    assert kind.fields == {"gtin", "images"}
    assert kind.context == {"documents"}
