"""What ``tenken audit`` prints: a line for each page as it is done, and the findings at the end."""

import sys
from collections import Counter

from agent.commands.terminal import printable
from agent.reports.run import AuditedTarget, Run
from agent.reports.verdict import Row, rows, totals
from agent.wire_parts import Locale

_OTHERS = {"incomplete": "cannot tell", "error": "of a rule that failed"}


class Progress:
    """Tells on standard error of every page that is done.

    Args:
        total: pages in all.
        before: of these, done by an earlier call.

    """

    def __init__(self, total: int, before: int) -> None:
        self._total = total
        self._done = before
        if before:
            print(f"{before} of {total} were done before", file=sys.stderr)

    def tell(self, target: AuditedTarget) -> None:
        """One more is done."""
        self._done += 1
        said = _counts(target) if target.outcome == "judged" else f"{target.outcome}: {target.why}"
        missing = f" ({target.why})" if target.outcome == "judged" and target.why else ""
        line = printable(f"[{self._done}/{self._total}] {target.label}: {said}{missing}")
        print(line, file=sys.stderr, flush=True)


def tell(run: Run, locale: Locale) -> None:
    """The findings that count, page by page, and the totals."""
    shown: str | None = None
    for row in rows(run):
        if row.state == "known" or row.marked.finding.outcome == "incomplete":
            continue
        if row.target.label != shown:
            shown = row.target.label
            print(printable(shown))
        _print(row, locale)
    for target in run.targets:
        if target.outcome != "judged":
            print(printable(target.label))
            print(printable(f"  {target.outcome}: {target.why}"))
    sums = totals(run)
    graves = ", ".join(f"{sums.violations.get(one, 0)} {one}s" for one in ("error", "warning"))
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(sums.outcomes.items()))
    failed = f", {sums.errors} of a rule that failed" if sums.errors else ""
    told = f"{graves}, {sums.violations.get('info', 0)} hints, {sums.incomplete} cannot tell{failed}"
    print(f"{len(run.targets)} targets ({outcomes}): {told}; {sums.waived} waived")


def _counts(target: AuditedTarget) -> str:
    spoken = next(iter(target.annotations.values()), ())
    counts = Counter(one.severity if one.outcome == "violation" else _OTHERS[one.outcome] for one in spoken)
    told = [
        f"{counts[name]} {name}" for name in ("error", "warning", "info", *_OTHERS.values()) if counts[name]
    ]
    return ", ".join(told) or "clean"


def _print(row: Row, locale: Locale) -> None:
    words = row.words(locale)
    place: str = words.target.field or "listing"
    if words.target.index is not None:
        place += f" {words.target.index + 1}"
    kind = words.severity if words.outcome == "violation" else words.outcome
    print(printable(f"  {kind:<8} {place}: {words.message}"))
    note = row.note(locale)
    print(printable(f"  {'':<8} {row.marked.finding.rule} · {row.token}{' · ' + note if note else ''}"))
