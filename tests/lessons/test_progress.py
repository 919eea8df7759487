"""How learners get on: who is weak in what, and when to repeat it."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.groups import NAMES, Group
from agent.lessons.progress import Outcome, plain_name, progress, strength
from agent.wire_console import ProgressList
from agent.wire_parts import Locale

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def outcome(group: Group, *, right: bool, days: float = 1, learner: str = "佐藤") -> Outcome:
    return Outcome(learner, group, right, NOW - timedelta(days=days))


def told(*outcomes: Outcome, locale: Locale = "ja") -> ProgressList:
    return progress(outcomes, NOW, locale)


def test_groups_are_counted_and_the_weakest_is_first() -> None:
    (learner,) = told(
        *[outcome("claim", right=True)] * 9,
        outcome("claim", right=False, days=3),
        outcome("law", right=False),
        outcome("picture", right=True),
        outcome("style", right=False),
        outcome("style", right=True),
    ).learners
    counted = [(row.group, row.right, row.asked) for row in learner.groups]
    assert counted == [("law", 0, 1), ("style", 1, 2), ("picture", 1, 1), ("claim", 9, 10)], (
        "one of one says less than nine of ten"
    )


def test_groups_of_one_strength_are_in_the_order_of_the_groups() -> None:
    (learner,) = told(*(outcome(group, right=True) for group in ("offer", "claim", "length"))).learners
    assert [row.group for row in learner.groups] == ["claim", "length", "offer"]


@pytest.mark.parametrize(
    ("outcomes", "due"),
    [
        ([outcome("claim", right=True, days=6.99)], False),
        ([outcome("claim", right=True, days=7)], True),
        ([outcome("claim", right=False, days=0)], True),
        ([outcome("claim", right=False, days=5), outcome("claim", right=True, days=1)], False),
        ([outcome("claim", right=True, days=1), outcome("claim", right=False, days=5)], False),
        ([outcome("claim", right=True, days=5), outcome("claim", right=False, days=1)], True),
        ([outcome("claim", right=True, days=-365)], False),  # the clock was set back since
    ],
)
def test_a_group_is_due_after_a_week_or_when_it_went_wrong_the_last_time(
    outcomes: list[Outcome],
    due: bool,  # noqa: FBT001 - a parameter
) -> None:
    (learner,) = told(*outcomes).learners
    assert learner.groups[0].due == due
    assert learner.groups[0].last == max(one.at for one in outcomes)


def test_learners_are_apart_and_by_name_and_nobody_is_nobody() -> None:
    found = told(
        outcome("claim", right=True, learner="b"),
        outcome("claim", right=False, learner="a"),
        outcome("claim", right=True, learner=""),
    )
    assert [(one.learner, one.groups[0].right) for one in found.learners] == [("a", 0), ("b", 1)]
    assert told().learners == ()


@pytest.mark.parametrize("locale", ["ja", "zh", "en"])
def test_groups_are_named_in_the_language_asked_for(locale: Locale) -> None:
    (learner,) = told(outcome("offer", right=True), locale=locale).learners
    assert learner.groups[0].words == getattr(NAMES["offer"], locale)


def test_strength_is_between_none_and_all_and_grows_with_what_is_known() -> None:
    assert strength(0, 0) == 0.5
    assert (
        0 < strength(0, 100) < strength(0, 1) < strength(1, 2) == 0.5 < strength(1, 1) < strength(99, 99) < 1
    )


def test_a_name_is_one_however_it_is_typed() -> None:
    assert plain_name("  Jose\u0301\u3000 Garci\u0301a ") == "José García"
    assert plain_name("") == ""
    assert len(plain_name("\u0958" * 64)) == 64, "which become two each"
