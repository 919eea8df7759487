"""Folding keeps an exact map back to the original text."""

import re
import unicodedata

from hypothesis import given, strategies as st

from agent.text.fold import fold


def test_half_width_katakana_with_voicing_marks_maps_back_to_both_characters() -> None:
    folded = fold("ﾊﾞｯｸﾞ")
    assert folded.text == "バッグ"
    assert [folded.span(i, i + 1) for i in range(3)] == [(0, 2), (2, 3), (3, 5)]


def test_ligatures_and_squared_words_map_every_folded_character_to_their_one_original() -> None:
    folded = fold("㈱ﬁ㌔")
    assert folded.text == "(株)fiキロ"
    assert folded.span(0, 3) == (0, 1)
    assert folded.span(3, 5) == (1, 2)
    assert folded.span(5, 7) == (2, 3)


def test_characters_outside_the_basic_plane_count_as_one() -> None:
    folded = fold("𠮷野家😀ＡＢ")
    start = folded.text.index("ab")
    assert folded.span(start, start + 2) == (4, 6)


def test_a_word_begins_after_the_sign_that_chooses_how_an_emoji_is_drawn() -> None:
    folded = fold("❤️Free ✔︎OK")
    assert re.findall(r"\w+", folded.text) == ["free", "ok"]
    assert folded.span(folded.text.index("free"), folded.text.index("free") + 4) == (2, 6)


@given(st.text(st.characters(exclude_characters="\ufe0e\ufe0f", exclude_categories=["Cs"]), max_size=60))
def test_folding_in_pieces_equals_folding_the_whole(text: str) -> None:
    whole = unicodedata.normalize("NFKC", text).casefold()
    assert unicodedata.normalize("NFKC", fold(text).text) == unicodedata.normalize("NFKC", whole)


@given(st.text(min_size=1, max_size=60))
def test_spans_lie_inside_the_original_in_order(text: str) -> None:
    folded = fold(text)
    spans = [folded.span(i, i + 1) for i in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
