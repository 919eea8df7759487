"""All findings of a batch by rule, worst first; grows with the rules, not with the listings."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from agent.batch.issues import Standing
from agent.batch.judging import Told, Verdict
from agent.batch.row import Row
from agent.report import Severity

EXAMPLES = 5
"""Places named for each rule."""
_SHORT = 40
_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Example:
    """One place of a finding."""

    file: str
    where: str
    message: str
    quote: str | None


@dataclass(slots=True)
class Group:
    """All findings of one rule and one outcome."""

    rule: str
    outcome: str
    severity: Severity
    title: str
    count: int = 0
    listings: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class IssueGroup:
    """All issues of one code."""

    code: str
    message: str
    standings: Counter[Standing] = field(default_factory=Counter)


@dataclass(slots=True)
class Summary:
    """What a batch has found so far."""

    listings: int = 0
    clean: int = 0
    """Listings without a violation."""
    waiting: int = 0
    """Findings that need the pictures."""
    waived: int = 0
    """Findings that are not told, for a waiver fits them."""
    expired: int = 0
    """Findings that are told because their waiver is over."""
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    issues: dict[str, IssueGroup] = field(default_factory=dict)
    compared: int = 0
    """Listings that came with Amazon's own issues."""
    only_ours: Counter[str] = field(default_factory=Counter)

    def add(self, file: str, row: Row, verdict: Verdict) -> None:
        """Count one listing's verdict."""
        self.listings += 1
        self.waived += verdict.waived
        self.expired += verdict.expired
        self.clean += all(told.outcome != "violation" for told in verdict.told)
        seen: set[tuple[str, str]] = set()
        for told in verdict.told:
            if told.pending:
                self.waiting += 1
                continue
            group = self._group(told)
            group.count += 1
            key = (told.rule, told.outcome)
            group.listings += key not in seen
            if key not in seen and len(group.examples) < EXAMPLES:
                group.examples.append(Example(file, row.where, told.message, _short(told.quote)))
            seen.add(key)
        if verdict.compared is not None:
            self.compared += 1
            self.only_ours.update(set(verdict.compared.only_ours))
            for issue, standing in verdict.compared.issues:
                entry = self.issues.setdefault(issue.code, IssueGroup(issue.code, issue.message))
                entry.standings[standing] += 1

    def _group(self, told: Told) -> Group:
        key = (told.rule, told.outcome)
        if key not in self.groups:
            self.groups[key] = Group(told.rule, told.outcome, told.severity, told.title)
        return self.groups[key]

    def worst_first(self, outcome: str) -> list[Group]:
        """The groups of an outcome by severity, then by how often."""
        groups = [group for group in self.groups.values() if group.outcome == outcome]
        return sorted(groups, key=lambda group: (_ORDER[group.severity], -group.count, group.rule))

    def reaches(self, severity: Severity | Literal["never"]) -> bool:
        """Whether there is a violation at least as severe."""
        return severity != "never" and any(
            _ORDER[group.severity] <= _ORDER[severity] for group in self.worst_first("violation")
        )


def _short(quote: str | None) -> str | None:
    return quote if quote is None or len(quote) <= _SHORT else quote[: _SHORT - 1] + "…"
