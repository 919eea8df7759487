"""Words are found where they stand alone, and not inside others."""

import pytest

from agent.text.matcher import Boundary, compile_matcher


def found(text: str, *words: str, boundary: Boundary = "none", allow: tuple[str, ...] = ()) -> list[str]:
    matcher = compile_matcher(words=words, allow=allow, boundary=boundary)
    return [text[start:end] for start, end in matcher.find(text)]


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
def test_latin_words_need_word_edges(text: str, word: str, expected: list[str]) -> None:
    assert found(text, word, boundary="word") == expected


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


def test_allowed_stretches_are_blanked_before_the_search() -> None:
    assert found("クーポンケースとクーポン", "クーポン", allow=("クーポンケース",)) == ["クーポン"]


def test_overlapping_hits_become_the_leftmost_longest_one() -> None:
    assert found("送料無料です", "送料", "送料無料", "無料") == ["送料無料"]


def test_spans_are_in_offsets_of_the_original_text() -> None:
    matcher = compile_matcher(words=["送料無料"])
    assert matcher.find("𠮷😀㈱送料無料") == ((3, 7),)


def test_a_pattern_that_matches_nothing_visible_is_no_hit() -> None:
    assert compile_matcher(patterns=["x*"]).find("abc") == ()
