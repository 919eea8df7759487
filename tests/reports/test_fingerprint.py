"""A finding is the same finding when its text moves or its message is reworded, and no other ever is."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from agent.fingerprint import Fingerprint, mark, pair
from agent.listing import Listing, ListingImage
from agent.report import Finding, Report, Target

WORD = "送料無料"
SENTENCES = (
    "この商品は送料無料でお届けします",
    "ステンレスで軽い",
    "Free送料無料 shipping",
    "三年保証付き",
    "保温は六時間",
)


def listing(description: str | None = None, **fields: object) -> Listing:
    return Listing.model_validate(
        {"platform": "amazon", "marketplace": "jp", "description": description} | fields
    )


def report(of: Listing, word: str = WORD, rule: str = "amazon/copy") -> Report:
    findings = [
        Finding(
            rule, "violation", Target(passage.field, passage.index, *match.span(), match[0]), {"count": 1}
        )
        for field in ("title", "bullets", "description")
        for passage in of.passages(field) or ()
        for match in re.finditer(word, passage.text, re.IGNORECASE)
    ]
    return Report("0" * 16, "read", tuple(findings))


def marks(of: Listing, word: str = WORD) -> list[Fingerprint]:
    return [one.fingerprint for one in mark(report(of, word), of)]


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" < char <= "~" else char for char in text)


@given(st.permutations(SENTENCES), st.sampled_from(["\n", "。", "。\n", "<br>", "\n\n", "</p><p>"]))
def test_moving_a_paragraph_changes_no_fingerprint(order: list[str], stop: str) -> None:
    assert set(marks(listing("\n".join(SENTENCES)))) == set(marks(listing(stop.join(order))))


@given(st.permutations(SENTENCES))
def test_moving_a_bullet_changes_no_fingerprint(order: list[str]) -> None:
    assert set(marks(listing(bullets=SENTENCES))) == set(marks(listing(bullets=order)))


@given(st.sampled_from(SENTENCES), st.text("abcXYZ 12", max_size=8), st.text("abcXYZ 12", max_size=8))
def test_width_case_and_spaces_change_no_fingerprint(sentence: str, before: str, after: str) -> None:
    text = f"{before}{sentence}{after}"
    expected = marks(listing(text))
    assert marks(listing(wide(text))) == expected
    assert marks(listing(text.upper())) == expected
    assert marks(listing(text.replace(" ", "  "))) == expected


def test_the_message_its_numbers_and_the_fix_are_no_part_of_it() -> None:
    of = listing("送料無料です")
    said = report(of)
    reworded = replace(
        said, findings=tuple(replace(one, data={"other": "words", "n": 7}) for one in said.findings)
    )
    assert mark(said, of)[0].fingerprint == mark(reworded, of)[0].fingerprint


@given(st.text("あいうえお漢字かな", min_size=1, max_size=6))
def test_another_word_in_the_same_place_is_another_finding(word: str) -> None:
    known, found = marks(listing("この送料無料の品")), marks(listing(f"この{word}の品"), word)
    assert pair(known, found[:1]) == {}


@pytest.mark.parametrize("field", ["rule", "store", "platform", "field"])
def test_rule_store_platform_and_field_tell_findings_apart(field: str) -> None:
    base = listing("送料無料")
    other = {
        "rule": base,
        "store": base.model_copy(update={"marketplace": "us"}),
        "platform": base.model_copy(update={"platform": "mercari"}),
        "field": listing(title="送料無料"),
    }[field]
    said = mark(report(other, rule="amazon/other" if field == "rule" else "amazon/copy"), other)
    assert pair(marks(base), [one.fingerprint for one in said]) == {}


@given(st.integers(2, 6))
def test_equal_findings_are_numbered(count: int) -> None:
    found = marks(listing("\n".join(["送料無料です"] * count)))
    assert [one.number for one in found] == list(range(1, count + 1))
    assert len({str(one) for one in found}) == count


@pytest.mark.parametrize(
    "edited",
    [
        "保温ボトル 送料無料 赤い色",
        "保冷ボトル 送料無料 青い色",
        "保冷ボトル 送料無料 赤い色",
        "青い色 保温ボトル 送料無料",
    ],
)
def test_words_beside_it_may_change_and_it_may_move_within_its_sentence(edited: str) -> None:
    assert pair(marks(listing("保温ボトル 送料無料 青い色")), marks(listing(edited))) == {0: 0}


def test_equal_ones_are_paired_before_near_ones_and_these_before_the_rest() -> None:
    known = marks(listing("青 送料無料 大\n赤 送料無料 小\n黒 送料無料 高"))
    found = marks(listing("緑 送料無料 低\n赤 送料無料 小\n青 送料無料 中\n白 送料無料 長"))
    assert pair(known, found) == {1: 1, 2: 0, 0: 2}


def test_what_is_said_of_a_whole_field_stays_while_the_field_is_edited() -> None:
    def whole(text: str) -> Fingerprint:
        of = listing(title=text)
        said = Report("0" * 16, "read", (Finding("amazon/title-too-long", "violation", Target("title")),))
        return mark(said, of)[0].fingerprint

    assert whole("長い商品名") == whole("さらに長い別の商品名")


def test_a_length_is_said_of_the_whole_text_whatever_end_of_it_is_marked() -> None:
    def too_long(text: str) -> Fingerprint:
        of = listing(title=text)
        where = Target("title", None, 5, len(text), text[5:])
        said = (Finding("amazon/title-too-long", "violation", where, {"count": len(text), "excess": 1}),)
        return mark(Report("0" * 16, "read", said), of)[0].fingerprint

    assert too_long("保温ボトル ステンレス") == too_long("保温ボトル 軽いチタン")


def test_findings_without_a_quote_are_told_apart_by_what_they_name() -> None:
    of = listing("x")
    findings = tuple(
        Finding("offer/reported", "violation", data={"code": code}) for code in ("90220", "18155")
    )
    first, second = mark(Report("0" * 16, "read", findings), of)
    swapped = mark(Report("0" * 16, "read", findings[::-1]), of)
    assert first.fingerprint.what != second.fingerprint.what
    assert {one.fingerprint for one in swapped} == {first.fingerprint, second.fingerprint}


def test_a_picture_is_known_by_its_content_wherever_it_stands() -> None:
    first, second = (ListingImage(slot="MAIN", digest=char * 64) for char in "ab")

    def blurred(images: list[ListingImage], index: int) -> Fingerprint:
        of = listing(images=[image.model_dump() for image in images])
        said = Report("0" * 16, "read", (Finding("image/blurred", "violation", Target("images", index)),))
        return mark(said, of)[0].fingerprint

    assert blurred([first, second], 0) == blurred([second, first], 1)
    assert not blurred([first, second], 0).near(blurred([second], 0))


def test_silent_outcomes_have_no_fingerprint() -> None:
    of = listing("x")
    findings = (Finding("a/b", "pass"), Finding("a/c", "inapplicable"), Finding("a/d", "error"))
    assert [one.finding.rule for one in mark(Report("0" * 16, "read", findings), of)] == ["a/d"]


@given(st.from_regex(r"[0-9a-f]{16}-[0-9a-f]{8}-[1-9][0-9]{0,3}", fullmatch=True))
def test_a_token_reads_as_it_was_written(token: str) -> None:
    assert str(Fingerprint.parse(token)) == token


@pytest.mark.parametrize(
    "token", ["", "x", "3f2a9c81d0e4b7aa-1c2d9e0f-0", "3f2a9c81d0e4b7aa-1c2d9e0f-1 ", "3F2A-1-1"]
)
def test_what_is_no_token_is_refused_with_an_example(token: str) -> None:
    with pytest.raises(ValueError, match="expected a fingerprint such as 3f2a9c81d0e4b7aa"):
        Fingerprint.parse(token)
