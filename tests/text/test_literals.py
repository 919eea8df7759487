"""What a pattern needs is told without compiling it, and never wrongly."""

import warnings

import pytest
import regex
from hypothesis import given, settings, strategies as st

from agent.text.literals import UnreadableError, required
from agent.text.pattern import Pattern

PARTS = (
    *"abあ漢-^$.|()[]{}?*+,1",
    *("(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?P<n>", "{2}", "{0,3}", "{1,}", "{,2}", "(?i)", "(?i:"),
    *(r"\d", r"\b", r"\s", r"\.", r"\n", r"\x61", r"\p{Han}", "a-c", "[^", "a-z"),
)


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("送料無料", {"送料無料"}),
        ("(?:スーパー|ブランド)コピー品?", {"スーパーコピー", "ブランドコピー"}),
        (r"\d{1,2}\s?%\s?(?:オフ|引き)", {"オフ", "引き"}),
        (r"(?<!糖質)\d+%オフ(?!セット)", {"%オフ"}),
        ("[がをに](?:効く|治る)", {"が効く", "を効く", "に効く", "が治る", "を治る", "に治る"}),
        ("a+b?", {"a"}),
        ("a?b*", None),
        (r"[\s\p{Han}]+", None),
        ("(?:です|ます)[^。]*返品", {"返品"}),
    ],
)
def test_the_rarest_text_that_must_occur_is_found(pattern: str, needs: set[str] | None) -> None:
    found = required(pattern)
    assert found == (None if needs is None else frozenset(needs))


def test_without_case_only_texts_that_have_none_are_told() -> None:
    assert required("(?i:https?)://[a-z]+", caseless=True) == frozenset({"://"})


@settings(max_examples=3000, deadline=None)
@given(
    st.lists(st.sampled_from(PARTS), max_size=10).map("".join),
    st.text("abAcあ漢1- \n", max_size=8),
)
def test_a_pattern_that_can_be_read_is_well_formed_and_matches_only_with_what_it_needs(
    pattern: str, text: str
) -> None:
    try:
        needs = required(pattern, caseless="(?i" in pattern)
    except UnreadableError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiled = regex.compile(pattern, regex.VERSION1 | regex.MULTILINE)
    for match in compiled.finditer(text, overlapped=True):
        assert needs is None or not match[0] or any(need in match[0] for need in needs)


def test_a_pattern_is_compiled_when_it_may_match_and_not_before() -> None:
    pattern = Pattern("激安(?!店)", folds=True)
    assert not pattern.may_match("急須")
    assert "compiled" not in vars(pattern)
    assert list(pattern.spans("激安")) == [(0, 2)]


@pytest.mark.parametrize(
    "wrong", ["(a", "a)", "[z-a]", "a{3,1}", "*a", "a**", r"\q", "(?P<1>a)", r"\p{Klingon}"]
)
def test_what_is_not_well_formed_is_refused_at_once(wrong: str) -> None:
    with pytest.raises(regex.error):
        Pattern(wrong, folds=True)
