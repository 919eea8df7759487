"""Questions: the same for the same seed, one right answer, and nothing that gives it away."""

from functools import partial

import pytest

from agent.lessons.planting import plant
from agent.lessons.quiz import Posed, QuizError, check, pose
from agent.lessons.run import KeyFault
from agent.listing import Listing
from agent.wire import Annotation
from agent.wire_lesson import QuestionKind
from tests.lessons.beds import TODAY, bed

RULES = ["mercari/outside-contact", "mercari/return-refusal", "image/images-few-mercari", "mercari/medicine"]


@pytest.fixture(scope="module")
def listing() -> Listing:
    return plant(bed(), "mercari", RULES, 4, 2, "ja").lesson.listing.model_copy(update={"images": None})


def faults(listing: Listing) -> tuple[Annotation, ...]:
    return bed().violations(listing, (), "ja")


def of(listing: Listing, rule: str) -> Annotation:
    return next(one for one in faults(listing) if one.rule == rule)


def posed(kind: QuestionKind, listing: Listing, rule: str = "mercari/return-refusal", seed: int = 1) -> Posed:
    return pose(kind, of(listing, rule), listing, bed().ruleset, "ja", seed, TODAY)


def test_which_rule_has_four_choices_and_one_right_answer(listing: Listing) -> None:
    for seed in range(12):
        asked = posed("rule", listing, seed=seed)
        words = {choice.id: choice.words for choice in asked.question.choices}
        assert len(set(words.values())) == 4
        assert words[asked.right or ""] == of(listing, "mercari/return-refusal").title
        assert check(asked, asked.right or "", faults) == (True, asked.words)
        wrong = next(name for name in words if name != asked.right)
        assert check(asked, wrong, faults) == (False, asked.words)


def test_no_wrong_choice_is_a_rule_that_finds_something_here(listing: Listing) -> None:
    said = {one.title for one in faults(listing)}
    for seed in range(12):
        asked = posed("rule", listing, seed=seed)
        others = {choice.words for choice in asked.question.choices if choice.id != asked.right}
        assert not others & said


def test_the_same_seed_asks_the_same_question_and_another_seed_another(listing: Listing) -> None:
    assert posed("rule", listing, seed=3) == posed("rule", listing, seed=3)
    assert posed("rule", listing, seed=3).question.id != posed("rule", listing, seed=4).question.id


def test_the_words_in_question_stand_at_their_offsets(listing: Listing) -> None:
    question = posed("rule", listing).question
    units = question.text.encode("utf-16-le")
    quote = units[2 * (question.start or 0) : 2 * (question.end or 0)].decode("utf-16-le")
    assert quote == of(listing, "mercari/return-refusal").target.quote


def test_error_or_fine_is_sometimes_the_one_and_sometimes_the_other(listing: Listing) -> None:
    asked = [posed("fine", listing, seed=seed) for seed in range(20)]
    assert {one.right for one in asked} == {"fault", "fine"}
    assert all(one.question.finding is None and one.question.start is None for one in asked)


def test_a_text_that_is_called_fine_breaks_no_rule_where_it_stands(listing: Listing) -> None:
    for seed in range(20):
        asked = posed("fine", listing, seed=seed)
        if asked.right == "fine":
            field = asked.annotation.target.field
            instead = listing.model_copy(update={str(field): asked.question.text})
            assert [one.rule for one in faults(instead) if one.target.field == field] == []


def test_a_mended_text_is_right_once_the_fault_is_gone_and_no_other_came(listing: Listing) -> None:
    asked = posed("fix", listing)
    fault = asked.annotation.target.quote or ""
    mended = asked.question.text.replace(fault, "")
    assert check(asked, mended, faults) == (True, asked.words)
    assert asked.words


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "   ",
        "短い",
        "{text}",
        "{mended} ノークレームノーリターンでお願いします",
        "{mended}LINEのIDはこちら",
    ],
)
def test_a_text_that_is_not_mended_may_be_tried_again(listing: Listing, answer: str) -> None:
    listing = listing.model_copy(update={"description": "水筒です。傷はありません。返品不可です。"})
    asked = posed("fix", listing)
    text = asked.question.text
    mended = text.replace(asked.annotation.target.quote or "", "")
    assert check(asked, answer.format(text=text, mended=mended), faults) == (False, "")


def test_a_missing_field_is_mended_by_filling_it() -> None:
    listing = plant(bed(), "mercari", ["offer/condition-missing"], 1, 1, "ja").lesson.listing
    listing = listing.model_copy(update={"images": None})
    asked = posed("fix", listing, "offer/condition-missing")
    assert asked.question.text == ""
    assert check(asked, "新品、未使用", faults)[0]


def test_a_picture_can_be_asked_about_by_its_rule_only() -> None:
    lesson = plant(bed(), "mercari", ["image/images-few-mercari"], 1, 2, "ja").lesson
    pictures = [picture.content() for picture in lesson.pictures]
    annotation = next(iter(bed().violations(lesson.listing, pictures, "ja")))
    ask = partial(
        pose,
        annotation=annotation,
        listing=lesson.listing,
        ruleset=bed().ruleset,
        locale="en",
        seed=1,
        today=TODAY,
    )
    assert len(ask("rule").question.choices) == 4
    for kind in ("fine", "fix"):
        with pytest.raises(QuizError):
            ask(kind)


def test_every_question_of_a_key_can_be_asked_in_every_language(listing: Listing) -> None:
    key = [KeyFault(annotation=one, group="claim") for one in faults(listing)]
    for fault in key:
        for locale in ("ja", "zh", "en"):
            asked = pose("rule", fault.annotation, listing, bed().ruleset, locale, 5, TODAY)
            assert asked.question.prompt


def test_a_mere_suspicion_makes_no_question(listing: Listing) -> None:
    suspected = of(listing, "mercari/return-refusal").model_copy(update={"outcome": "incomplete"})
    for kind in ("fine", "rule", "fix"):
        with pytest.raises(QuizError, match="only suspect"):
            pose(kind, suspected, listing, bed().ruleset, "ja", 1, TODAY)


def test_a_text_that_is_called_a_fault_has_it_as_it_is_shown() -> None:
    rule = "mercari/description-too-long"
    listing = plant(bed(), "mercari", [rule], 1, 2, "ja").lesson.listing.model_copy(update={"images": None})
    called = {asked.right for seed in range(8) for asked in [posed("fine", listing, rule, seed)]}
    assert "fault" in called
    for seed in range(8):
        asked = posed("fine", listing, rule, seed)
        if asked.right == "fault":
            shown = listing.model_copy(update={"description": asked.question.text})
            assert rule in {one.rule for one in faults(shown)}
