"""Faults planted by somebody who had not seen the rules, and honest listings that must stay quiet.

A miss stays in the data and in ``MISSED.md``; a listing is never changed to make its fault found.
``python -m tests.planted.test_planted`` writes the table anew.
"""

import sys
from functools import cache

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.listing import Listing
from tests.planted.planted import LANGUAGES, clean, honest, judge, planted, verdict
from tests.planted.recall import TABLE, Told, share, told, written


@cache
def catalogue() -> RuleSet:
    return load()


@cache
def results() -> tuple[Told, ...]:
    return told(catalogue())


def test_nineteen_of_twenty_planted_faults_are_found() -> None:
    assert share(results()) >= 0.95, written(results())


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_of_ten_are_found_in_each_language(language: str) -> None:
    chosen = [result for result in results() if result.planted.language == language]
    assert share(chosen) >= 0.9, written(chosen)


def test_the_table_of_misses_is_up_to_date() -> None:
    assert TABLE.read_text("utf-8") == written(results()), "run: python -m tests.planted.test_planted"


def test_no_planted_listing_breaks_a_rule() -> None:
    broken = {
        (entry.name, finding.rule)
        for entry in planted()
        for finding in judge(catalogue(), entry.listing).findings
        if finding.outcome == "error"
    }
    assert broken == set()


def test_a_fault_is_told_because_it_was_planted() -> None:
    """The honest listing below a planted one does not already show the fault."""
    told_before = [
        (entry.name, fault.what)
        for entry in planted()
        for report in [judge(catalogue(), entry.honest)]
        for fault in entry.faults
        if verdict(fault, entry.honest, report) != "missed"
    ]
    assert told_before == []


def test_the_data_is_sound() -> None:
    known = {bound.rule.id for bound in catalogue().rules}
    assert {rule for entry in planted() for fault in entry.faults for rule in fault.rules} <= known
    assert len({entry.name for entry in planted()}) == len(planted())
    for entry in planted():
        for fault in entry.faults:
            if fault.where and fault.quote:
                value = getattr(entry.listing, fault.where)
                assert fault.quote in (value if isinstance(value, str) else "\n".join(value)), entry.name


def test_there_are_enough_of_each_language() -> None:
    for language, least in {"ja": 130, "zh": 50, "en": 70, "de": 35, "nl": 35}.items():
        assert sum(entry.language == language for entry in planted()) >= least
        assert sum(of == language for of, _ in clean().values()) >= 15


@pytest.mark.parametrize("name", honest())
def test_an_honest_listing_has_no_violation(name: str) -> None:
    """Neither an error nor a warning; hints may stand."""
    ruleset = catalogue()
    severe = {bound.rule.id for bound in ruleset.rules if bound.rule.severity in ("error", "warning")}
    listing = Listing.model_validate(honest()[name])
    findings = judge(ruleset, listing).findings
    alarms = [(one.rule, one.target.quote) for one in findings if one.outcome == "violation"]
    assert [alarm for alarm in alarms if alarm[0] in severe] == []


if __name__ == "__main__":
    TABLE.write_text(written(results()), "utf-8")
    sys.stdout.write(TABLE.read_text("utf-8"))
