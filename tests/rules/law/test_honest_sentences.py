"""Advertising law in copy: what honest sellers write must stay unmarked, whatever it looks like."""

from collections.abc import Iterator
from datetime import date

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from tests.rules.law import honest

TODAY = date(2026, 11, 22)
LOUD = ("violation", "incomplete", "error")
COSMETICS = "ビューティー > スキンケア・ボディケア > フェイスケア > 化粧水"
FOOD = "食品・飲料・お酒 > 健康食品"
GOODS = "ホーム&キッチン > 寝具"
RADIO = "家電&カメラ > イヤホン > ワイヤレスイヤホン"

JAPANESE = (
    *((sentence, COSMETICS) for sentence in honest.COSMETIC_JA),
    *((sentence, FOOD) for sentence in honest.FOOD_JA),
    *((sentence, GOODS) for sentence in honest.GOODS_JA),
    *((sentence, GOODS) for sentence in honest.ADVERTISING_JA),
    *((sentence, COSMETICS) for sentence in honest.ADVERTISING_JA),
    *((sentence, FOOD) for sentence in honest.ADVERTISING_JA),
    *((sentence, RADIO) for sentence in honest.RADIO_JA),
    *((word, GOODS) for word in honest.FALSE_FRIENDS_JA),
    *((word, COSMETICS) for word in honest.FALSE_FRIENDS_JA),
    *((word, FOOD) for word in honest.FALSE_FRIENDS_JA),
)
LATIN = (*honest.ENGLISH, *honest.GERMAN, *honest.DUTCH)


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def _said(ruleset: RuleSet, listing: Listing) -> Iterator[tuple[str, str, str | None]]:
    for finding in run(ruleset, listing, {}, TODAY).findings:
        rule = ruleset.rule(finding.rule)
        if rule is None or not finding.rule.startswith("law-") or finding.outcome not in LOUD:
            continue
        if rule.severity != "info":
            yield finding.rule, finding.outcome, finding.target.quote


def _japanese(sentence: str, category: str, platform: str) -> Listing:
    return Listing.model_validate(
        {
            "platform": platform,
            "marketplace": "jp",
            "category": category,
            "title": f"ノルデック {sentence}",
            "bullets": (sentence, f"𠮷🍵 {sentence}"),
            "description": f"見本の商品です。{sentence}",
        }
    )


def test_there_are_more_than_a_hundred_sentences() -> None:
    sentences = {sentence for sentence, _ in JAPANESE} | set(LATIN)
    assert len(sentences) >= 150


@pytest.mark.parametrize(("sentence", "category"), JAPANESE)
@pytest.mark.parametrize("platform", ["amazon", "mercari", "mercari-shops"])
def test_honest_japanese_is_left_alone(ruleset: RuleSet, sentence: str, category: str, platform: str) -> None:
    assert list(_said(ruleset, _japanese(sentence, category, platform))) == []


@pytest.mark.parametrize("sentence", LATIN)
@pytest.mark.parametrize("store", ["us", "uk", "de", "nl", "fr", "ie"])
def test_honest_english_german_and_dutch_are_left_alone(ruleset: RuleSet, sentence: str, store: str) -> None:
    listing = Listing(
        platform="amazon",
        marketplace=store,
        title=f"Acme {sentence}",
        bullets=(sentence,),
        description=f"A product. {sentence}",
    )
    assert list(_said(ruleset, listing)) == []
