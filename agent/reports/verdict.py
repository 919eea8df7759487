"""What a run comes to: its findings one by one, their counts, and the exit code.

Exit codes of every command that audits (``agent/commands/exits.py``): 0 clean; 1 new findings at or above
``--fail-on``; 2 some target could not be audited, or a rule failed, whatever else was found: nobody knows;
3 the words of the call are off.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from agent.fingerprint import Marked
from agent.report import Severity
from agent.reports.run import AuditedTarget, Outcome, Run, WaivedFinding
from agent.reports.words import text
from agent.wire import Annotation
from agent.wire_parts import Locale

FailOn = Literal["error", "warning", "info", "never"]
State = Literal["open", "new", "known"]
"""``open``: there is no baseline to tell whether it is new."""
_RANKS: Mapping[Severity, int] = {"info": 0, "warning": 1, "error": 2}
CLEAN, FOUND, NOT_AUDITED = 0, 1, 2


@dataclass(frozen=True)
class Row:
    """One finding of a run."""

    target: AuditedTarget
    place: int
    """Among the target's findings, from 0."""
    marked: Marked
    state: State
    expired: WaivedFinding | None
    """The waiver of it that is over."""

    def note(self, locale: Locale) -> str:
        """What is said of a waiver that is over: until when, why and by whom; empty without one."""
        if self.expired is None:
            return ""
        return text("expired_note", locale, **self.expired.model_dump(include={"until", "reason", "author"}))

    def words(self, locale: Locale) -> Annotation:
        """The finding in that language, else in the first that the run has."""
        spoken = self.target.annotations
        return spoken.get(locale, next(iter(spoken.values())))[self.place]

    @cached_property
    def severity(self) -> Severity:
        """Of its rule, as the shop has it."""
        return self.words("en").severity

    @property
    def token(self) -> str:
        """Its fingerprint."""
        return self.target.fingerprints[self.place]

    def fails(self, fail_on: FailOn) -> bool:
        """Whether it makes the run fail: a violation that is not known, and grave enough."""
        if fail_on == "never" or self.state == "known" or self.marked.finding.outcome != "violation":
            return False
        return _RANKS[self.severity] >= _RANKS[fail_on]


def rows(run: Run) -> Iterator[Row]:
    """Every finding of every target, in the run's order."""
    for target in run.targets:
        expired = {one.fingerprint: one for one in target.expired}
        new = set(run.comparison.new.get(target.label, ())) if run.comparison else set()
        for place, marked in enumerate(target.marked()):
            token = target.fingerprints[place]
            state: State = "open" if run.comparison is None else "new" if token in new else "known"
            yield Row(target, place, marked, state, expired.get(token))


@dataclass(frozen=True, slots=True)
class Totals:
    """The counts at the head of a report."""

    outcomes: Mapping[Outcome, int]
    violations: Mapping[Severity, int]
    incomplete: int
    errors: int
    """Rules that failed internally; never clean."""
    new: int
    known: int
    gone: int
    waived: int
    expired: int
    clean: int
    """Judged targets without any finding."""


def totals(run: Run) -> Totals:
    """The counts of ``run``."""
    violations: Counter[Severity] = Counter()
    outcomes: Counter[str] = Counter()
    states: Counter[State] = Counter()
    for row in rows(run):
        outcome = row.marked.finding.outcome
        outcomes[outcome] += 1
        states[row.state] += 1
        if outcome == "violation":
            violations[row.severity] += 1
    gone = run.comparison.gone.values() if run.comparison else ()
    return Totals(
        outcomes=Counter(target.outcome for target in run.targets),
        violations=violations,
        incomplete=outcomes["incomplete"],
        errors=outcomes["error"],
        new=states["new"],
        known=states["known"],
        gone=sum(map(len, gone)),
        waived=sum(len(target.waived) for target in run.targets),
        expired=sum(len(target.expired) for target in run.targets),
        clean=sum(target.outcome == "judged" and not target.fingerprints for target in run.targets),
    )


def exit_code(run: Run, fail_on: FailOn = "error") -> int:
    """0, 1 or 2, as the module says."""
    if not run.targets or any(target.outcome != "judged" for target in run.targets):
        return NOT_AUDITED
    if any(row.marked.finding.outcome == "error" for row in rows(run)):
        return NOT_AUDITED
    return FOUND if any(row.fails(fail_on) for row in rows(run)) else CLEAN
