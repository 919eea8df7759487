"""Advice must not break a rule: a listing after a fix has no fault that it did not have before."""

from collections.abc import Iterator
from datetime import date

import pytest

from agent.bound import BoundRule, RuleSet
from agent.catalogue import load
from agent.engine import judge_rule, run
from agent.listing import Listing
from agent.proving import CASE_DAY, apply, case_facts, case_listing
from agent.report import Replacement
from agent.rules.rule import Case

LENGTHS = ("-too-short", "-missing", "-without-product-type", "-too-few")
"""A case is a few words long: without the one at fault, too little is left of it to be a listing."""
TOLD = {("mercari-link/initial-defect-notice-missing", "mercari-link/notice-contradiction")}
"""The seller's own sentence refuses what the inserted notice promises: that contradiction must be told."""
ROUNDS = 40


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def faults(ruleset: RuleSet, listing: Listing, case: Case, day: date) -> set[tuple[str, str | None]]:
    report = run(ruleset, listing, case_facts(case), day)
    return {
        (finding.rule, finding.target.field)
        for finding in report.findings
        if finding.outcome in ("violation", "incomplete")
    }


def fixes(bound: BoundRule, listing: Listing, case: Case) -> Iterator[Replacement]:
    findings = judge_rule(bound, listing, case_facts(case))
    return (finding.fix for finding in findings if finding.fix is not None)


def fixed(listing: Listing, fix: Replacement) -> Listing:
    field = fix.target.field
    assert field is not None
    text = apply(listing, fix)
    value = getattr(listing, field)
    if isinstance(value, tuple):
        value = tuple(text if index == fix.target.index else old for index, old in enumerate(value))
    else:
        value = text
    return Listing.model_validate(listing.model_dump() | {field: value})


def test_a_listing_after_its_fixes_has_no_new_fault(ruleset: RuleSet) -> None:
    tried = 0
    new: list[str] = []
    for bound in ruleset.rules:
        if bound.rule.fix is None:
            continue
        for case in bound.rule.fail:
            listing = case_listing(bound.rule, case)
            day = case.today or max(CASE_DAY, bound.rule.valid_from or CASE_DAY)
            before = faults(ruleset, listing, case, day)
            for _ in range(ROUNDS):
                fix = next(fixes(bound, listing, case), None)
                if fix is None:
                    break
                tried += 1
                listing = fixed(listing, fix)
            else:
                pytest.fail(f"{bound.rule.id}: the fix does not come to an end")
            new += [
                f"{bound.rule.id}: {rule} in {field}"
                for rule, field in faults(ruleset, listing, case, day) - before
                if not rule.endswith(LENGTHS) and (bound.rule.id, rule) not in TOLD
            ]
    assert tried > 200
    assert new == []
