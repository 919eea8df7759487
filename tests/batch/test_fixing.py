"""Safe fixes: what is applied without asking, and what is not."""

from datetime import date

import pytest

from agent.batch.judging import Item, JudgeWork, Verdict
from agent.batch.row import Part
from agent.listing import TEXT_FIELDS, Listing

WORK = JudgeWork(rules=(), shop=None, today=date(2026, 11, 22), locale="en", fix=True)


def judge(listing: Listing, parts: frozenset[Part] | None = None) -> Verdict:
    given = frozenset(
        (name, passage.index) for name in TEXT_FIELDS for passage in listing.passages(name) or ()
    )
    return WORK.start()(Item(listing, parts=given if parts is None else parts))


def title(text: str) -> Listing:
    return Listing(platform="amazon", marketplace="jp", mercari_link=False, title=text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("保温ボトル 送料無料 ステンレス", "保温ボトル ステンレス"),
        ("保温ボトル ５００ｍｌ 送料無料", "保温ボトル 500ml"),
        ("ｽﾃﾝﾚｽ 保温ボトル", "ステンレス 保温ボトル"),
    ],
)
def test_what_is_wrong_by_itself_is_taken_out_or_rewritten(before: str, after: str) -> None:
    assert judge(title(before)).fixed == ((("title", None), after),)


@pytest.mark.parametrize(
    "text",
    [
        "保温ボトル ステンレス",  # nothing is wrong
        "iPhone 7 ガラス iPhone 8 ガラス iPhone 9 フィルム",  # each word belongs to its number
        "送料無料",  # nothing would be left
        "タオル_紺色",  # two words would become one
        "ボトル " * 80,  # what to shorten is the seller's choice
        "送料無料=SUM(A1)",  # a formula would be left
    ],
)
def test_what_a_person_has_to_decide_is_left(text: str) -> None:
    assert judge(title(text)).fixed == ()


def test_a_sentence_loses_no_words() -> None:
    listing = Listing(
        platform="amazon", marketplace="jp", mercari_link=False, bullets=("これは送料無料です",)
    )
    assert judge(listing).fixed == ()


def test_a_field_that_cannot_be_written_back_is_left() -> None:
    assert judge(title("保温ボトル 送料無料"), frozenset()).fixed == ()


def test_the_fixed_listing_has_nothing_new_wrong() -> None:
    listing = title("【送料無料】　保温ボトル　５００ｍｌ ★ ｽﾃﾝﾚｽ!")
    [(_, text)] = judge(listing).fixed
    before = {told.rule for told in judge(listing).told}
    after = judge(title(text))
    assert {told.rule for told in after.told} < before
    assert after.fixed == ()


def test_a_promise_of_the_seller_is_never_written() -> None:
    listing = Listing(platform="mercari", marketplace="jp", mercari_link=True, description="保温ボトルです。")
    verdict = judge(listing)
    assert any(told.rule == "mercari-link/initial-defect-notice-missing" for told in verdict.told)
    assert verdict.fixed == ()
