"""Reports for machines and spreadsheets: JSON, CSV. No listing text becomes a formula or a second row."""

import csv
import io
import re
from collections.abc import Iterator

from agent.annotate import say
from agent.naming import cannot_tell, field_name, severity_name
from agent.packs.table import safe
from agent.reports.run import AuditedTarget, Run, WaivedFinding
from agent.reports.verdict import Row, rows
from agent.reports.words import outcome_key, text, why
from agent.wire import Annotation
from agent.wire_parts import Locale

COLUMNS = (
    "target",
    "line",
    "outcome",
    "state",
    "severity",
    "rule",
    "title",
    "field",
    "index",
    "quote",
    "message",
    "reason",
    "fix",
    "source",
    "fingerprint",
)
"""The headings of the CSV report; they are the same in every language, for whoever computes with it."""
Cells = dict[str, str | int]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def write_json(run: Run) -> str:
    """The run itself; ``agent.reports.run.Run`` reads it again."""
    return run.model_dump_json(indent=1) + "\n"


def write_csv(run: Run, locale: Locale) -> str:
    """One row a finding, and one for each target that was not audited; values in that language.

    With the mark that tells Excel that it is UTF-8.
    """
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for cells in _table(run, locale):
        writer.writerow({name: _shown(cell) for name, cell in cells.items()})
    return "\ufeff" + buffer.getvalue()


def _shown(cell: str | int) -> str | int:
    return safe(_CONTROL.sub("\ufffd", cell)) if isinstance(cell, str) else cell


def _table(run: Run, locale: Locale) -> Iterator[Cells]:
    for target in run.targets:
        if target.outcome != "judged":
            outcome = text(outcome_key(target.outcome), locale)
            yield {**_named(target), "outcome": outcome, "reason": why(target, locale)}
    for row in rows(run):
        yield {**_named(row.target), **_finding(row, locale)}
    for target in run.targets:
        for one in target.waived:
            yield {**_named(target), **_waived(one, locale)}


def _named(target: AuditedTarget) -> Cells:
    return {"target": target.label, "line": target.line or ""}


def _finding(row: Row, locale: Locale) -> Cells:
    words = row.words(locale)
    where = words.target
    return {
        "outcome": said_outcome(words, locale),
        "state": "" if row.state == "open" else text(row.state, locale),
        "severity": say(severity_name(words.severity), locale),
        "rule": words.rule,
        "title": words.title,
        "field": say(field_name(where.field), locale),
        "index": "" if where.index is None else where.index + 1,
        "quote": where.quote or "",
        "message": words.message,
        "reason": " ".join(filter(None, (words.reason, row.note(locale)))),
        "fix": "" if words.fix is None else words.fix.label,
        "source": words.sources[0].title if words.sources else "",
        "fingerprint": row.token,
    }


def said_outcome(words: Annotation, locale: Locale) -> str:
    """What is said of a finding's outcome: its severity for a violation."""
    if words.outcome == "violation":
        return say(severity_name(words.severity), locale)
    return text("failed", locale) if words.outcome == "error" else say(cannot_tell(), locale)


def _waived(one: WaivedFinding, locale: Locale) -> Cells:
    return {
        "outcome": text("waived", locale),
        "rule": one.rule,
        "field": say(field_name(one.field), locale),
        "quote": one.quote,
        "reason": f"{one.reason} ({one.author}, {one.waiver})",
        "fingerprint": one.fingerprint,
    }
