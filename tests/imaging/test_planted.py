"""Each planted fault is found where it is, by its rule and no other; its clean twin is silent."""

from functools import cache

import pytest

from agent.imaging.measure import measure
from agent.picture import ImageFacts, Region
from agent.report import Finding
from tests.imaging.auditing import spoken
from tests.imaging.drawing import region
from tests.imaging.planted import Planted, planted

ALL = tuple(planted())


@cache
def facts_of(data: bytes) -> ImageFacts:
    return measure(data)


def found_in(pictures: tuple[bytes, ...]) -> list[Finding]:
    return spoken([facts_of(data) for data in pictures])


def overlap(one: Region, other: Region) -> float:
    """Area in common as a share of the area of both."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    common = max(0.0, width) * max(0.0, height)
    return common / (one.width * one.height + other.width * other.height - common)


def test_there_are_at_least_forty() -> None:
    assert len({case.name for case in ALL}) == len(ALL) >= 40


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_the_fault_is_found_where_it_is_and_nothing_else_is(case: Planted) -> None:
    findings = {finding.rule.removeprefix("image/"): finding for finding in found_in(case.bad)}
    assert case.rule in findings, sorted(findings)
    found = findings[case.rule]
    assert found.outcome == case.outcome
    if case.box is not None:
        assert found.target.region is not None
        assert overlap(found.target.region, region(case.box)) >= 0.5, found.target.region
    if "*" not in case.also:
        assert findings.keys() <= {case.rule} | case.also


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_its_twin_is_silent(case: Planted) -> None:
    assert [(finding.rule, finding.outcome) for finding in found_in(case.good)] == []
