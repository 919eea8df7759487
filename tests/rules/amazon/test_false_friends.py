"""Innocent words that hold a suspicious one: no Amazon rule may speak of any of them."""

from datetime import date

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing

TODAY = date(2026, 11, 22)
SHAPE = {"length", "empty", "similarity", "shape", "case", "residue"}

JAPANESE = (
    *(
        "リバーシブルマフラー",
        "テーブルマット",
        "ユニセックス",
        "ミルクソープ",
        "デスクソファ",
        "カスタムパーツ",
    ),
    *("ワイヤレスマイク", "メイクブラシ", "バイク", "イエロー", "カバカバー", "3Pプラグ", "SMサイズ"),
    *(
        "カシミヤ",
        "シミュレーター",
        "オーガンジー",
        "ガンメタル",
        "がんばれ",
        "コピー用紙",
        "扇風機",
        "タイプC",
    ),
    *(
        "申し訳ありません",
        "完全ワイヤレスイヤホン",
        "最高出力100W",
        "アダルトサイズ",
        "予約録画",
        "単4 AAA電池",
    ),
    *("デブリ", "現金出納帳", "iPhone専用ケース", "OUTLINE ペン", "痩せ型", "自治会"),
    *("セールスマン手帳", "パラセール", "クーポンケース", "格安SIM対応", "糖質50%オフ", "500円玉貯金箱"),
    *(
        "大人気分メイクセット",
        "のぼり旗 大特価 セール",
        "国内正規品 学校 会社",
        "髙﨑屋の急須",
        "10℃～20℃ －5",
    ),
)
LATIN = (
    *("wholesale", "manicure set", "secure", "dog treats", "health", "New Balance", "Best Friends"),
    *("silicone mold", "antivirus", "4-stroke", "2-stroke engine oil", "hearing aids", "first aid"),
    *(
        "cancer zodiac",
        "fluid",
        "50% off-white",
        "garage sale sign",
        "no. 1 pencil",
        "ground clearance 20 cm",
    ),
    *(
        "reduziert Geräusche um 20 %",
        "Gutscheinkarte",
        "linge sale",
        "macina sale",
        "Pâte à tarte",
        "Körting",
    ),
)


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def _spoken(ruleset: RuleSet, words: str, store: str) -> list[tuple[str, str | None]]:
    listing = Listing(
        platform="amazon",
        marketplace=store,
        title=f"Acme {words}",
        brand="Acme",
        highlights=words,
        bullets=(f"𠮷🄰 {words}", words),
        description=words,
        search_terms="tumbler 魔法瓶",
    )
    findings = run(ruleset, listing, {}, TODAY).findings
    return [
        (finding.rule, finding.target.quote)
        for finding in findings
        if finding.outcome not in ("pass", "inapplicable") and _is_about_words(ruleset, finding.rule)
    ]


def _is_about_words(ruleset: RuleSet, rule_id: str) -> bool:
    """Whether an innocent word could offend it: not a rule about lengths, counts or style."""
    rule = ruleset.rule(rule_id)
    assert rule is not None
    return rule_id.startswith("amazon/") and rule.severity != "info" and rule.check not in SHAPE


@pytest.mark.parametrize("words", JAPANESE)
def test_innocent_japanese_words_are_left_alone(ruleset: RuleSet, words: str) -> None:
    assert _spoken(ruleset, words, "jp") == []


@pytest.mark.parametrize("words", LATIN)
@pytest.mark.parametrize("store", ["us", "de", "nl", "fr"])
def test_innocent_latin_words_are_left_alone(ruleset: RuleSet, words: str, store: str) -> None:
    assert _spoken(ruleset, words, store) == []


def test_a_listing_in_order_gets_no_word_in_any_store(ruleset: RuleSet) -> None:
    for store in ("us", "uk", "de", "nl", "fr", "it", "es", "se", "pl", "be", "ca", "au", "jp", "ae", None):
        listing = Listing(
            platform="amazon",
            marketplace=store,
            title="Acme ステンレスボトル 500 ml" if store == "jp" else "Acme Stainless Bottle, Black, 500 ml",
            brand="Acme",
            highlights="Leakproof lid, dishwasher safe",
            bullets=(
                "Leakproof lid: stays dry in the bag",
                "Easy care: dishwasher safe",
                "Wide mouth: takes ice cubes and a brush",
            ),
            description=(
                "A bottle of 500 ml for school and work. It keeps tea warm for six hours, "
                "and its lid locks with one hand."
            ),
            search_terms="flask tumbler",
        )
        findings = run(ruleset, listing, {}, TODAY).findings
        assert {f.outcome for f in findings if f.rule.startswith("amazon/")} <= {"pass", "inapplicable"}, (
            store
        )
