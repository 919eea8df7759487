"""What is planted is found, and nothing else."""

from typing import Literal

import pytest

from agent.lessons.checking import differences
from agent.lessons.lesson import Lesson
from agent.lessons.obstacles import WHY
from agent.lessons.plantable import Plantable, probe
from agent.lessons.planting import PlantingError, plant
from agent.listing import Platform
from tests.lessons.beds import bed

NEVER_ALONE = 25
"""Rules that bring another rule's finding along; there are fewer, and may be some more."""


def rules_of(site: Platform) -> list[str]:
    return [bound.rule.id for bound in bed().ruleset.rules if site in bound.rule.applies.platforms]


@pytest.fixture(scope="module")
def probed() -> list[Plantable]:
    return [probe(bed(), bound.rule) for bound in bed().ruleset.rules]


def test_every_rule_is_planted_or_says_why_not(probed: list[Plantable]) -> None:
    unexplained = [one.rule.id for one in probed if one.grown is None and one.why not in WHY]
    untried = [one.rule.id for one in probed if one.why in {"no-way", "store"}]
    assert (unexplained, untried) == ([], [])


def test_the_key_of_every_planted_rule_is_what_the_engine_finds(probed: list[Plantable]) -> None:
    for one in probed:
        if one.grown is None:
            continue
        found = [entry for entry in bed().spoken(one.grown.draft) if entry.outcome == "violation"]
        assert {entry.rule for entry in found} == {one.rule.id, *one.others}, one.rule.id
        assert all(entry.target.field is not None for entry in found), one.rule.id
        shown = set(one.grown.draft.listing.present())
        assert all(entry.target.field in shown for entry in found), one.rule.id


def test_most_rules_are_planted_alone(probed: list[Plantable]) -> None:
    assert sum(bool(one.others) for one in probed) <= NEVER_ALONE
    assert sum(one.grown is not None for one in probed) >= 270


@pytest.mark.parametrize("seed", range(9))
def test_a_random_lesson_has_no_unplanned_finding(seed: int) -> None:
    site: Platform = ("amazon", "mercari", "mercari-shops")[seed % 3]
    made = plant(bed(), site, rules_of(site), 7, seed, "ja")
    assert differences(bed(), made.lesson, "ja") == []
    assert len(made.lesson.rules()) - len(made.companions) == 7


def test_the_same_seed_makes_the_same_faults() -> None:
    one, other = (plant(bed(), "mercari", rules_of("mercari"), 4, 11, "ja").lesson for _ in range(2))
    assert (one.listing, one.pictures, one.planted) == (other.listing, other.pictures, other.planted)
    assert one.id != other.id


def test_the_title_of_a_lesson_gives_nothing_away() -> None:
    lesson = plant(bed(), "mercari", ["mercari/title-too-long"], 1, 1, "ja").lesson
    assert lesson.title != lesson.listing.title


def test_a_rule_that_cannot_stand_alone_brings_its_companion_and_says_so() -> None:
    made = plant(bed(), "amazon", ["image/main-image-contact"], 1, 1, "en")
    assert made.companions == ("image/main-image-text",)
    assert differences(bed(), made.lesson, "en") == []


def test_rules_that_are_only_suspicions_plant_nothing() -> None:
    with pytest.raises(PlantingError, match="tenken lesson plantable --site mercari"):
        plant(bed(), "mercari", ["mercari/outside-link"], 1, 1, "ja")


@pytest.mark.parametrize("store", ["us", "de"])
def test_a_store_can_be_chosen(store: Literal["us", "de"]) -> None:
    lesson = plant(bed(), "amazon", rules_of("amazon"), 3, 2, "en", store=store).lesson
    assert lesson.listing.marketplace == store


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return plant(bed(), "mercari", ["mercari/outside-contact"], 1, 1, "ja").lesson


def test_a_fault_that_is_not_found_any_more_is_told(lesson: Lesson) -> None:
    mended = lesson.model_copy(update={"listing": lesson.listing.model_copy(update={"description": "水筒"})})
    assert any("mercari/outside-contact" in line for line in differences(bed(), mended, "ja"))


def test_a_fault_that_was_not_planted_is_told(lesson: Lesson) -> None:
    worse = lesson.model_copy(update={"listing": lesson.listing.model_copy(update={"price": "¥1"})})
    assert differences(bed(), worse, "ja") == ["found, and not planted: mercari/price-outside-range at price"]
