"""Token edges of Japanese: where SudachiPy sees them, whatever the text and the thread."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from agent.text import tokens


def cut(text: str) -> list[str]:
    places = [place for place in range(len(text) + 1) if tokens.is_edge(text, place)]
    return [text[start:end] for start, end in pairwise(places)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ワイヤレスマイクとリバーシブルマフラー", ["ワイヤレスマイク", "と", "リバーシブル", "マフラー"]),
        ("申し訳ありません", ["申し訳", "あり", "ませ", "ん"]),
        ("停止中", ["停止", "中"]),
        ("割引券", ["割引券"]),
        ("送料無料!新品", ["送料", "無料", "!", "新品"]),
        ("𠮷野堂 急須", ["𠮷", "野", "堂", " ", "急須"]),
    ],
)
def test_words_are_cut_where_the_dictionary_says(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_an_edge_beside_a_space_or_a_mark_needs_no_dictionary() -> None:
    tokens.edges.cache_clear()
    assert all(tokens.is_edge("激安 シミ、マイク", place) for place in (0, 2, 3, 5, 6, 9))
    assert tokens.edges.cache_info().misses == 0


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("あ漢ア ー・。a1\n𠮷"), max_size=40))
def test_what_stands_around_a_span_holds_it(text: str) -> None:
    for start in range(len(text)):
        around = "".join(tokens.around(text, start, start + 1))
        assert text[start] in around
        assert around in text


def test_a_stretch_of_any_length_is_cut_and_answered_soon() -> None:
    text = "激安" * 25_000
    assert tokens.is_edge(text, tokens.LONGEST)
    assert sum(tokens.is_edge(text, place) for place in range(0, len(text), 2)) == 25_000


def test_many_threads_get_the_answers_that_one_gets() -> None:
    words = ["リバーシブル", "マフラー", "停止中", "割引券", "送料無料", "シミ", "が", "消える"]
    texts = ["".join(words[(at * step) % 8] for step in range(1, 6)) for at in range(200)]
    alone = [tokens.edges(text) for text in texts]
    tokens.edges.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: [tokens.edges.__wrapped__(text) for text in texts], range(8)))
    assert all(answer == alone for answer in answers)
