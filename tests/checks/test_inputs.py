"""A check reads of a listing no more than it declares, or what it said of another would be told again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from agent.bound import BoundRule, RuleSet
from agent.catalogue import load
from agent.checks.base import Scene
from agent.listing import SCREEN_FIELDS, Listing
from agent.planning import kind_of
from agent.proving import case_listing

_TOLD: set[str] = set()
READABLE = {*SCREEN_FIELDS, "context"}
OTHER_TEXTS: tuple[dict[str, Any], ...] = (
    {
        "title": "Acme 急須 500ml 2個セット",
        "brand": "Acme",
        "category": "ホーム&キッチン > 急須",
        "gtin": "4901234567894",
    },
    {"title": "", "bullets": ["特長: 軽い", "特長: 軽い"], "search_terms": "急須 茶", "asin": "4873119030"},
    {
        "title": "美顔器 美白 No.1",
        "description": "<b>送料無料</b> PSE 30日間返金",
        "gtin_type": "UPC",
        "price": "¥100",
    },
)


class Watched(Listing):
    """A listing that tells which of its parts were looked at."""

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - whatever it holds
        if name in READABLE:
            _TOLD.add(name)
        return super().__getattribute__(name)


@contextmanager
def looked_at() -> Iterator[set[str]]:
    _TOLD.clear()
    yield _TOLD


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def listings(bound: BoundRule) -> Iterator[Listing]:
    rule = bound.rule
    first: Listing | None = None
    for case in (*rule.fail, *rule.passes):
        first = case_listing(rule, case)
        yield first
    for other in OTHER_TEXTS:
        yield Listing.model_validate({**(first.model_dump(exclude={"also"}) if first else {}), **other})


def test_a_check_reads_no_more_than_it_declares(ruleset: RuleSet) -> None:
    beyond: dict[str, set[str]] = {}
    for bound in ruleset.rules:
        if bound.inputs is None:
            continue
        for listing in listings(bound):
            watched = Watched.model_validate(listing.model_dump())
            kind_of(watched)  # what it tells is part of the plan
            with looked_at() as told:
                list(bound.judge(Scene(watched, {}, bound.fields)))
            if told - bound.inputs:
                beyond.setdefault(bound.rule.check, set()).update(told - bound.inputs)
    assert not beyond
