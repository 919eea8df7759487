"""Words are found where they stand alone, and not inside others; each place can say why."""

import pytest
import regex
from hypothesis import given, settings, strategies as st

from agent.text.matcher import Boundary, Matcher, Verdict, compile_matcher
from agent.text.vocabulary import Vocabulary, collecting


def found(text: str, *words: str, boundary: Boundary = "none", allow: tuple[str, ...] = ()) -> list[str]:
    matcher = compile_matcher(words=words, allow=allow, boundary=boundary)
    return [text[start:end] for start, end in matcher.find(text)]


def verdicts(matcher: Matcher, text: str) -> list[tuple[str, Verdict, str]]:
    return [(text[one.start : one.end], one.verdict, one.because) for one in matcher.trace(text)]


@pytest.mark.parametrize("boundary", ["word", "token"])
@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Big SALE today", "sale", ["SALE"]),
        ("wholesale goods", "sale", []),
        ("SALE2", "sale", []),
        ("大SALE中", "sale", ["SALE"]),
        ("ＳＡＬＥ開催", "sale", ["ＳＡＬＥ"]),
    ],
)
def test_latin_words_need_word_edges(text: str, word: str, expected: list[str], boundary: Boundary) -> None:
    assert found(text, word, boundary=boundary) == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("イエローのバッグ", "エロ", []),
        ("エロ本", "エロ", ["エロ"]),
        ("カシミヤ", "シミ", []),
        ("ｺﾋﾟｰ品", "コピー", ["ｺﾋﾟｰ"]),
        ("がんに効く", "がん", ["がん"]),
        ("がんばれ", "がん", []),
    ],
)
def test_kana_words_do_not_match_inside_longer_kana_runs(text: str, word: str, expected: list[str]) -> None:
    assert found(text, word, boundary="script") == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("シミが消える", "シミ", ["シミ"]),
        ("がんに効く", "がん", ["がん"]),
        ("超激安の急須", "激安", ["激安"]),
        ("出品停止中", "停止", ["停止"]),
        ("模倣品です", "模倣", ["模倣"]),
        ("割引券", "割引", []),
        ("LINE交換できます", "line交換", ["LINE交換"]),
        ("ONLINE交換", "line交換", []),
        ("ﾊﾞｶ売れ", "バカ", ["ﾊﾞｶ"]),
        ("500円OFFｸｰﾎﾟﾝ", "クーポン", ["ｸｰﾎﾟﾝ"]),
        ("全国包邮", "包邮", ["包邮"]),
    ],
)
def test_japanese_words_count_on_token_edges(text: str, word: str, expected: list[str]) -> None:
    assert found(text, word, boundary="token") == expected


def test_words_count_on_token_edges_unless_told_otherwise() -> None:
    assert compile_matcher(words=["割引"]).find("割引券") == ()


def test_allowed_stretches_are_blanked_before_the_search() -> None:
    assert found("クーポンケースとクーポン", "クーポン", allow=("クーポンケース",)) == ["クーポン"]


def test_an_allowed_stretch_may_hold_another() -> None:
    assert found("激安の店 激安の殿堂", "激安", allow=("激安の殿堂", "^.*の店")) == []


def test_overlapping_hits_become_the_leftmost_longest_one() -> None:
    assert found("送料無料です", "送料", "送料無料", "無料") == ["送料無料"]


def test_spans_are_in_offsets_of_the_original_text() -> None:
    matcher = compile_matcher(words=["送料無料"])
    assert matcher.find("𠮷😀㈱送料無料") == ((3, 7),)


def test_a_pattern_that_matches_nothing_visible_is_no_hit() -> None:
    assert compile_matcher(patterns=["x*"]).find("abc") == ()


def test_a_pattern_finds_what_its_regular_expression_finds() -> None:
    matcher = compile_matcher(patterns=[r"中古(?:品)?(?:です|ですので)"])
    assert matcher.find("中古品ですので") == ((0, 5),)


def test_half_a_surrogate_pair_hides_nothing() -> None:
    assert found("a\ud800激安", "激安", boundary="token") == ["激安"]


def test_denied_words_are_left_out_where_the_rule_says_so() -> None:
    matcher = compile_matcher(words=["コピー品"], patterns=["偽物"], unless_negated=True)
    assert matcher.find("コピー品ではありません。偽物じゃないです。コピー品です。") == ((21, 25),)


def test_each_place_says_why_it_counts_or_not() -> None:
    matcher = compile_matcher(
        words=["激安", "安", "エロ", "sale"],
        patterns=["激安の急須"],
        allow=["激安店"],
        unless_negated=True,
    )
    assert verdicts(matcher, "激安店 激安の急須 イエロー wholesale 激安ではない") == [
        ("激安", "allowed", "激安店"),
        ("安", "allowed", "激安店"),
        ("激安の急須", "counted", ""),
        ("激安", "covered", "激安|の"),
        ("安", "token", "激安"),
        ("エロ", "token", "イエロー"),
        ("sale", "word", "wholesale"),
        ("激安", "negated", "ではない"),
        ("安", "token", "激安"),
    ]


def test_a_run_of_kana_that_goes_on_is_told() -> None:
    matcher = compile_matcher(words=["シミ"], boundary="script")
    assert verdicts(matcher, "カシミヤのシミ") == [
        ("シミ", "script", "カシミヤのシミ"),
        ("シミ", "counted", ""),
    ]


def test_a_pattern_that_is_not_well_formed_is_refused_when_it_is_made() -> None:
    with pytest.raises(regex.error):
        compile_matcher(patterns=["(cheap"])


ALPHABET = "abc あいアイ漢字。"


@settings(max_examples=300, deadline=None)
@given(
    words=st.lists(st.text(ALPHABET, min_size=1, max_size=3), max_size=6),
    patterns=st.lists(st.sampled_from(["a|bc", "[あい]+", "ア.", r"\bab", "(?:ab|漢)字?"]), max_size=3),
    text=st.text(ALPHABET, max_size=30),
)
def test_matchers_find_the_same_alone_and_in_company(
    words: list[str], patterns: list[str], text: str
) -> None:
    alone = compile_matcher(words=words, patterns=patterns, boundary="none")
    with collecting(Vocabulary()) as listed:
        compile_matcher(words=["あ", "字", "b"], patterns=["[a-c]", "漢"])
        together = compile_matcher(words=words, patterns=patterns, boundary="none")
    assert list(listed.values())[1] is together
    assert alone.find(text) == together.find(text) == together.find(text)
    covered = {place for start, end in alone.find(text) for place in range(start, end)}
    expected = {
        place
        for pattern in (*map(regex.escape, words), *patterns)
        for match in regex.finditer(pattern, text, overlapped=True)
        for place in range(*match.span())
    }
    assert covered <= expected
    assert bool(covered) == bool(expected)
