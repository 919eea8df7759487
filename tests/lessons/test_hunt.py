"""Attempts of a hunt: generous about the place, strict about the reason."""

from typing import Any

import pytest

from agent.groups import Group
from agent.lessons.hunt import judge_attempt, quoted
from agent.lessons.key import key_of
from agent.lessons.run import KeyFault
from agent.listing import Listing
from agent.picture import Region
from agent.wire import Annotation, WireTarget
from agent.wire_lesson import Attempt, AttemptPlace

LONG = "あ" * 200 + "絶対に痩せる" + "い" * 200
LISTING = Listing.model_validate(
    {
        "platform": "amazon",
        "title": "𠮷野 ★水筒★ 日本一の水筒です",
        "bullets": ["軽い", "No.1の人気", "洗いやすい"],
        "description": LONG,
        "brand": "",
        "images": [],
    }
)
BOX = {"x": 0.1, "y": 0.1, "width": 0.2, "height": 0.2}


def fault(number: int, outcome: str = "violation", **target: Any) -> Annotation:  # noqa: ANN401 - wire
    return Annotation.model_validate(
        {
            "id": f"{number:016x}",
            "rule": f"test/{number}",
            "outcome": outcome,
            "severity": "error",
            "target": WireTarget.model_validate(target),
            "title": "t",
            "message": "m",
            "help": "h",
            "reason": None,
            "consequence": None,
            "sources": (),
            "fix": None,
        }
    )


STAR = fault(1, field="title", start=4, end=5, quote="★")
FIRST = fault(2, field="title", start=9, end=12, quote="日本一")
BULLET = fault(3, field="bullets", index=1, start=0, end=4, quote="No.1")
MISSING = fault(4, field="brand")
CLAIM = fault(5, field="description", start=200, end=206, quote="絶対に痩せる")
GROUND = fault(6, field="images", index=0, region=BOX)
FEW = fault(7, field="images")
SUSPECTED = fault(8, "incomplete", field="title", start=13, end=15, quote="水筒")
LENGTH = fault(9, field="description", start=300, end=400, quote="い" * 100)
COUNT = fault(10, field="bullets")
GROUPS: dict[str, Group] = {
    "test/1": "characters",
    "test/2": "claim",
    "test/3": "claim",
    "test/4": "missing",
    "test/5": "law",
    "test/6": "picture",
    "test/7": "picture",
    "test/8": "claim",
    "test/9": "length",
    "test/10": "length",
}
ALL = (STAR, FIRST, BULLET, MISSING, CLAIM, GROUND, FEW, SUSPECTED, LENGTH, COUNT)
KEY = key_of(ALL, GROUPS.__getitem__, None)


def attempt(reason: Group, **place: Any) -> Attempt:  # noqa: ANN401 - wire
    return Attempt(page="p", revision=1, id="a", place=AttemptPlace.model_validate(place), reason=reason)


def judged(
    reason: Group,
    found: tuple[str, ...] = (),
    key: tuple[KeyFault, ...] = KEY,
    **place: Any,  # noqa: ANN401 - wire
) -> tuple[str, str | None]:
    verdict, finding = judge_attempt(attempt(reason, **place), ALL, key, found, LISTING.text_at)
    return verdict, finding


@pytest.mark.parametrize(
    ("reason", "place", "verdict", "finding"),
    [
        ("characters", {"field": "title", "start": 4, "end": 5}, "found", STAR),
        ("characters", {"field": "title", "start": 0, "end": 9}, "found", STAR),  # a little too much
        ("claim", {"field": "title", "start": 9, "end": 12}, "found", FIRST),
        ("claim", {"field": "title", "start": 10, "end": 11}, "found", FIRST),  # within the words
        ("claim", {"field": "title", "start": 11, "end": 13}, "found", FIRST),  # half of what is selected
        ("law", {"field": "description", "start": 205, "end": 220}, "wrong-place", None),  # a sixth of them
        ("length", {"field": "title", "start": 9, "end": 12}, "wrong-reason", FIRST),
        ("law", {"field": "description", "start": 198, "end": 208}, "found", CLAIM),
        ("law", {"field": "description", "start": 0, "end": 406}, "wrong-place", None),  # all of the text
        ("law", {"field": "description"}, "wrong-reason", LENGTH),
        ("length", {"field": "description"}, "found", LENGTH),  # of the field: a click is enough
        ("claim", {"field": "bullets", "index": 1, "start": 0, "end": 4}, "found", BULLET),
        ("claim", {"field": "bullets", "index": 1}, "found", BULLET),  # a short field as a whole
        ("claim", {"field": "bullets", "index": 2, "start": 0, "end": 3}, "wrong-reason", COUNT),
        ("length", {"field": "bullets", "index": 0}, "found", COUNT),
        ("missing", {"field": "brand"}, "found", MISSING),
        ("missing", {"field": "brand", "start": 0, "end": 0}, "found", MISSING),
        ("claim", {"field": "brand"}, "wrong-reason", MISSING),
        ("picture", {"field": "images", "index": 0, "region": BOX}, "found", GROUND),
        ("picture", {"field": "images", "index": 0}, "found", GROUND),  # by the keyboard
        ("picture", {"field": "images", "index": 1}, "found", FEW),
        ("missing", {"field": "price"}, "wrong-place", None),
        ("claim", {"field": "title", "start": 13, "end": 15}, "too-late", None),  # only suspected
        ("claim", {"field": "title", "start": 400, "end": 402}, "too-late", None),  # not in the text
    ],
)
def test_an_attempt_is_judged(
    reason: Group, place: dict[str, Any], verdict: str, finding: Annotation | None
) -> None:
    assert judged(reason, **place) == (verdict, finding and finding.id)


def test_a_box_far_from_the_region_meets_only_what_is_the_whole_picture() -> None:
    key = tuple(one for one in KEY if one.annotation is not FEW)
    current = [one for one in ALL if one is not FEW]
    far = {"x": 0.7, "y": 0.7, "width": 0.2, "height": 0.2}
    missed = attempt("picture", field="images", index=0, region=far)
    assert judge_attempt(missed, current, key, (), LISTING.text_at) == ("wrong-place", None)
    wide = attempt("picture", field="images", index=0, region={"x": 0, "y": 0, "width": 0.9, "height": 0.9})
    assert judge_attempt(wide, current, key, (), LISTING.text_at) == ("found", GROUND.id)


def test_what_was_found_is_not_found_again() -> None:
    assert judged("characters", found=(STAR.id,), field="title", start=4, end=5) == ("already-found", STAR.id)


def test_of_two_faults_at_one_place_the_second_is_found_next() -> None:
    other = fault(11, field="title", start=3, end=7, quote=" ★水筒")
    current = (*ALL, other)
    key = key_of(current, lambda rule: GROUPS.get(rule, "characters"), None)
    first = judge_attempt(
        attempt("characters", field="title", start=4, end=5), current, key, (), LISTING.text_at
    )
    assert first == ("found", STAR.id)
    second = judge_attempt(
        attempt("characters", field="title", start=4, end=5), current, key, {STAR.id}, LISTING.text_at
    )
    assert second == ("found", other.id)


def test_a_fault_that_came_after_the_key_was_made_is_not_counted() -> None:
    key = tuple(one for one in KEY if one.annotation is not FIRST)
    assert judged("claim", key=key, field="title", start=9, end=12) == ("too-late", None)


def test_a_fault_that_is_gone_cannot_be_found() -> None:
    current = [one for one in ALL if one is not STAR]
    verdict = judge_attempt(
        attempt("characters", field="title", start=4, end=5), current, KEY, (), LISTING.text_at
    )
    assert verdict == ("wrong-place", None)


def test_words_are_quoted_by_utf16_offsets() -> None:
    assert quoted(AttemptPlace(field="title", start=0, end=3), LISTING.text_at) == "𠮷野"
    assert quoted(AttemptPlace(field="title"), LISTING.text_at) == ""
    assert quoted(AttemptPlace(field="images", region=Region.model_validate(BOX)), LISTING.text_at) == ""


def test_the_key_holds_the_violations_that_have_a_place() -> None:
    nowhere = fault(12)
    key = key_of((STAR, SUSPECTED, nowhere, BULLET), lambda _: "claim", None)
    assert [one.annotation for one in key] == [STAR, BULLET]


def test_on_a_practice_page_only_the_planted_rules_count() -> None:
    key = key_of((STAR, FIRST, BULLET), lambda _: "claim", frozenset({"test/2"}))
    assert [one.annotation for one in key] == [FIRST]
