"""When two names may be one, and how alike two titles are."""

import pytest
from hypothesis import given, strategies as st

from agent.text.likeness import bag, cosine, likeness, other_code, other_name, plain, shared_start


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ＡＣＭＥ"),
        ("Acme", "ACME Japan"),
        ("ソニー", "SONY ソニー"),
        ("Acme", "アクメ"),
        ("アクメ化学・水工房", "アクメ工業・水工房"),
        ("Acme", ""),
    ],
)
def test_names_that_may_be_one_do_not_surely_differ(one: str, other: str) -> None:
    assert not other_name(one, other)
    assert not other_name(other, one)


def test_names_with_nothing_in_common_differ() -> None:
    assert other_name("Acme", "Nordek")
    assert other_name("アクメ", "ノルデック")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("X-200", "x200", False),
        ("X200", "X200/B", False),
        ("X200", "X300", True),
        ("X200", "ブラック", False),
    ],
)
def test_model_numbers_differ_unless_one_holds_the_other(one: str, other: str, *, expected: bool) -> None:
    assert other_code(one, other) is expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_symmetric_and_within_bounds(one: str, other: str) -> None:
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert 0 <= likeness(one, other) <= 1 + 1e-9


def test_a_title_is_wholly_like_itself_in_another_width_and_case() -> None:
    assert likeness("Acme ボトル 500ml", "ＡＣＭＥ ﾎﾞﾄﾙ 500ML") == pytest.approx(1)


def test_words_left_out_do_not_count() -> None:
    one = bag("Acme Bottle Red", frozenset({"Red", "Acme"}))
    other = bag("Acme Bottle Blue", frozenset({"Blue", "Acme"}))
    assert cosine(one, other) == pytest.approx(1)


def test_leaving_words_out_does_not_change_the_title_for_others() -> None:
    bag("Acme Bottle Green", frozenset({"Bottle"}))
    assert bag("Acme Bottle Green").counts == {"acme": 1, "bottle": 1, "green": 1}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["ts01-red", "ts01-blue"], "ts01-"),
        (["a", "b"], ""),
        (["ts01"], "ts01"),
        ([], ""),
        (["ts", "ts01"], "ts"),
        (["abab", "abba", "abac"], "ab"),
    ],
)
def test_the_shared_start_is_the_longest_that_all_have(texts: list[str], expected: str) -> None:
    assert shared_start(texts) == expected


def test_plain_text_has_single_spaces() -> None:
    assert plain(" Ａ\u3000 b\n") == "a b"
