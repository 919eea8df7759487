"""Running a rule's own cases: a rule whose examples do not hold is not loaded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from agent.bound import BoundRule
from agent.engine import judge_rule
from agent.listing import Listing, Passage
from agent.picture import ImageFacts
from agent.planning import in_force
from agent.report import Finding, Outcome, Replacement
from agent.rules.rule import Case, Rule

MARK = re.compile(r"[⟦⟧]")
CASE_DAY = date(2026, 11, 22)
"""The day of a case that gives none, for a rule that is valid on it."""
DIGEST = "0" * 64
Place = tuple[str, int | None, int, int]


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A case's listing without its marks, and the marked spans as (field, index, start, end)."""

    listing: dict[str, Any]
    spans: frozenset[Place]


def unmark(values: dict[str, Any]) -> Unmarked:
    """Take ``⟦…⟧`` out of every text of a case's listing."""
    spans: set[Place] = set()

    def clean(field: str, index: int | None, text: str) -> str:
        offsets = [match.start() - number for number, match in enumerate(MARK.finditer(text))]
        spans.update((field, index, *pair) for pair in zip(offsets[::2], offsets[1::2], strict=True))
        return MARK.sub("", text)

    def cleaned(field: str, value: object) -> object:
        if isinstance(value, str):
            return clean(field, None, value)
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return [clean(field, index, entry) for index, entry in enumerate(value)]
        return value

    listing = {field: cleaned(field, value) for field, value in values.items()}
    return Unmarked(listing, frozenset(spans))


def case_listing(rule: Rule, case: Case) -> Listing:
    """The listing of a case, with the defaults its rule implies. Raises ``ValidationError``."""
    stores = rule.applies.marketplaces
    defaults: dict[str, Any] = {
        "platform": rule.applies.platforms[0],
        "marketplace": stores[0] if stores else "jp",
        "page": rule.applies.pages[0] if rule.applies.pages else "file",
        "mercari_link": True if rule.applies.program else None,
    }
    if case.facts is not None:
        after = [
            {"slot": f"PT{place:02}", "digest": _digest(place)} for place in range(1, len(case.more) + 1)
        ]
        defaults["images"] = [{"slot": "MAIN", "digest": DIGEST}, *after]
    return Listing.model_validate(defaults | unmark(case.listing).listing)


def case_facts(case: Case) -> dict[str, ImageFacts]:
    """The image facts of a case, as the engine takes them."""
    if case.facts is None:
        return {}
    pictures = {_digest(place): facts for place, facts in enumerate((case.facts, *case.more))}
    return {
        digest: ImageFacts.model_validate({"digest": digest, "bytes": 100_000} | facts)
        for digest, facts in pictures.items()
    }


def _digest(place: int) -> str:
    """That of the picture at ``place`` of a case's gallery; the main image's is ``DIGEST``."""
    return f"{place:064x}"


def complaints(bound: BoundRule) -> list[tuple[str, int, str]]:
    """What does not hold: (``fail`` or ``pass``, number of the case from 1, what was expected and found)."""
    rule = bound.rule
    result: list[tuple[str, int, str]] = []
    expectations: tuple[tuple[str, tuple[Case, ...], Outcome], ...] = (
        ("fail", rule.fail, "violation" if rule.suspicion is None else "incomplete"),
        ("pass", rule.passes, "pass"),
    )
    for kind, cases, default in expectations:
        for number, case in enumerate(cases, 1):
            complaint = _complaint(bound, case, case.outcome or default)
            if complaint is not None:
                result.append((kind, number, complaint))
    return result


def _complaint(bound: BoundRule, case: Case, expected: Outcome) -> str | None:
    try:
        listing = case_listing(bound.rule, case)
        facts = case_facts(case)
    except (ValidationError, ValueError) as error:
        return f"the listing cannot be read: {error}"
    day = case.today or max(CASE_DAY, bound.rule.valid_from or CASE_DAY)
    if bound.rule.valid_to is not None:
        day = case.today or min(day, bound.rule.valid_to)
    if not in_force(bound.rule, listing.platform, day):
        return f"the rule is not in force on {day} or not for platform {listing.platform}"
    findings = judge_rule(bound, listing, facts)
    outcomes = {finding.outcome for finding in findings}
    if outcomes != {expected}:
        return f"expected {expected}, found {_shown(findings)}"
    if case.reason is not None and {finding.reason for finding in findings} != {case.reason}:
        return f"expected the reason {case.reason}, found {findings[0].reason}"
    marked = unmark(case.listing).spans
    found = {
        (target.field, target.index, target.start, target.end)
        for finding in findings
        if (target := finding.target).start is not None
    }
    if marked != found:
        return f"expected the marks at {sorted(marked, key=str)}, found {_shown(findings)}"
    return _fix_complaint(listing, findings[0], case.fixed)


def _fix_complaint(listing: Listing, finding: Finding, fixed: str | None) -> str | None:
    if fixed is None:
        return None
    if finding.fix is None:
        return "expected a fix, found none"
    result = apply(listing, finding.fix)
    return None if result == fixed else f"expected the fixed text '{fixed}', found '{result}'"


def apply(listing: Listing, fix: Replacement) -> str:
    """The text of the fix's field with the fix applied."""
    target = fix.target
    passages: tuple[Passage, ...] = listing.passages(target.field) or ()  # type: ignore[arg-type]
    text = next(passage.text for passage in passages if passage.index == target.index)
    return text[: target.start] + fix.text + text[target.end :]


def _shown(findings: Sequence[Finding]) -> str:
    return "; ".join(" ".join(_details(finding)) for finding in findings)


def _details(finding: Finding) -> Iterator[str]:
    yield finding.outcome
    if finding.reason:
        yield f"({finding.reason})"
    if finding.outcome == "error":
        yield str(finding.data["exception"])
    target = finding.target
    if target.quote is not None:
        yield f"at {target.start}-{target.end} '{target.quote}'"
