"""Innocent words that hold a suspicious one: the text alone tells most, the rules must tell them all."""

from datetime import date

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from agent.text.matcher import compile_matcher

TOLD_BY_EDGES = (
    *(("ブルマ", "リバーシブルマフラー"), ("ブルマ", "テーブルマット"), ("セックス", "ユニセックス")),
    *(
        ("クソ", "ミルクソープ"),
        ("クソ", "デスクソファ"),
        ("カス", "カスタムパーツ"),
        ("イク", "ワイヤレスマイク"),
    ),
    *(("イク", "メイクブラシ"), ("イク", "バイク"), ("エロ", "イエロー"), ("バカ", "カバカバー")),
    *(("シミ", "カシミヤ"), ("シミ", "シミュレーター"), ("ガン", "オーガンジー"), ("ガン", "ガンメタル")),
    *(("がん", "がんばれ"), ("風", "扇風機"), ("訳あり", "申し訳ありません"), ("デブ", "デブリ")),
    *(("現金", "現金出納帳"), ("LINE", "OUTLINE"), ("痩せ", "痩せ型"), ("治", "自治会")),
    *(("sale", "wholesale"), ("cure", "manicure"), ("cure", "secure"), ("heal", "health")),
    *(("treat", "dog treats"), ("virus", "antivirus"), ("flu", "fluid")),
)
TOLD_BY_ALLOWING = (
    *(("3P", "3Pプラグ"), ("SM", "SMサイズ"), ("コピー", "コピー用紙"), ("タイプ", "タイプC")),
    *(("完全", "完全ワイヤレスイヤホン"), ("最高", "最高出力100W"), ("アダルト", "アダルトサイズ")),
    *(("予約", "予約録画"), ("AAA", "単4 AAA電池"), ("専用", "iPhone専用ケース")),
    *(("new", "New Balance shoes"), ("best", "Best Friends mug"), ("mold", "silicone mold")),
    *(("stroke", "4-stroke engine"), ("aids", "hearing aids"), ("cancer", "Cancer zodiac pendant")),
)
"""A whole word in a harmless company: a rule about it needs an allow pattern."""
FORM = {
    "amazon/bullet-lower-case-start",  # about a small letter at the start
    "amazon/search-terms-other-brand",  # New Balance is a brand
    "amazon/search-terms-punctuation",  # about capitals
    "mercari/filtered-word-within-word",  # warns that Mercari's own filter takes these for the word
}


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


@pytest.mark.parametrize(("word", "text"), TOLD_BY_EDGES)
def test_a_word_inside_another_is_told_by_its_edges(word: str, text: str) -> None:
    assert compile_matcher(words=[word]).find(text) == ()
    assert compile_matcher(words=[word]).find(f"{word}、{text}") == ((0, len(word)),)


@pytest.mark.parametrize(("word", "text"), TOLD_BY_ALLOWING)
def test_a_word_in_harmless_company_is_told_by_an_allow_pattern(word: str, text: str) -> None:
    assert len(compile_matcher(words=[word]).find(text)) == 1
    assert compile_matcher(words=[word], allow=[text.lower()]).find(text) == ()


@pytest.mark.parametrize(("word", "text"), TOLD_BY_EDGES + TOLD_BY_ALLOWING)
@pytest.mark.parametrize("platform", ["amazon", "mercari", "mercari-shops"])
def test_no_rule_speaks_of_them(ruleset: RuleSet, word: str, text: str, platform: str) -> None:
    store = "us" if platform == "amazon" and word.isascii() and text.isascii() else "jp"
    for field in ("title", "description", "search_terms", "bullets"):
        content = {field: [text] if field == "bullets" else text}
        listing = Listing.model_validate({"platform": platform, "marketplace": store, **content})
        spoken = [
            (finding.rule, finding.target.quote)
            for finding in run(ruleset, listing, {}, date(2026, 11, 22)).findings
            if finding.outcome not in {"pass", "inapplicable"}
            and finding.target.quote is not None
            and finding.rule not in FORM
        ]
        assert spoken == []


@pytest.mark.parametrize(
    ("title", "quotes"),
    [
        ("シャネル風 バッグ", ["シャネル風"]),
        ("グッチ系 財布", ["グッチ系"]),
        ("和風 北欧風 扇風機 風呂敷", []),
        ("アイボリー系 タイプC ケーブル", []),
    ],
)
def test_a_likeness_is_one_only_behind_a_brand(ruleset: RuleSet, title: str, quotes: list[str]) -> None:
    listing = Listing(platform="mercari", marketplace="jp", title=title)
    findings = run(ruleset, listing, {}, date(2026, 11, 22)).findings
    assert [
        one.target.quote for one in findings if one.rule == "mercari/brand-likeness" and one.target.quote
    ] == quotes
