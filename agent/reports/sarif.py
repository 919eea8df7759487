"""SARIF 2.1.0 (OASIS), as code hosts read it. Messages are plain text only, never Markdown."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from agent.baseline import Accepted
from agent.naming import LANGUAGE_TAGS
from agent.report import Severity
from agent.reports.run import AuditedTarget, Run, WaivedFinding
from agent.reports.verdict import Row, rows
from agent.reports.words import outcome_key, text, why
from agent.wire import Annotation
from agent.wire_parts import Locale

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "tenken/v1"
"""The name under which results carry our fingerprint, with the version of its scheme."""
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
Node = dict[str, Any]


def write_sarif(run: Run, locale: Locale) -> str:
    """The run as one SARIF log with one run in it."""
    cards = _rules(run, locale)
    places = {rule: place for place, rule in enumerate(cards)}
    results = [_result(row, run, places, locale) for row in rows(run)]
    for target in run.targets:
        waived = [_waived(one, target, places) for one in target.waived]
        if run.comparison is not None:  # where one result has a state, all have (3.27.24)
            waived = [one | {"baselineState": "unchanged"} for one in waived]
        results += waived
        results += [_gone(one, target, places) for one in _gone_of(run, target)]
    driver = {
        "name": "Tenken",
        "semanticVersion": run.version,
        "rules": [{"id": rule} | card for rule, card in cards.items()],
    }
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "language": LANGUAGE_TAGS[locale],
                "columnKind": "utf16CodeUnits",
                "invocations": [_invocation(run, locale)],
                "results": results,
                "properties": run.conditions.model_dump(mode="json", exclude={"rules"}, exclude_none=True),
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _rules(run: Run, locale: Locale) -> dict[str, Node]:
    """Every rule that a result names, in the order of ids."""
    cards: dict[str, Node] = {}
    for row in rows(run):
        if row.marked.finding.rule not in cards:
            cards[row.marked.finding.rule] = _card(row.words(locale))
    for target in run.targets:
        for rule in [*(one.rule for one in target.waived), *(one.rule for one in _gone_of(run, target))]:
            cards.setdefault(rule, {})
    return dict(sorted(cards.items()))


def _card(words: Annotation) -> Node:
    card: Node = {
        "shortDescription": {"text": words.title},
        "fullDescription": {"text": words.help},
        "help": {"text": words.help},
        "defaultConfiguration": {"level": _LEVELS[words.severity]},
        "properties": {"tags": [words.rule.partition("/")[0]]},
    }
    address = next(
        (source.url for source in words.sources if (source.url or "").startswith("https://")), None
    )
    return card if address is None else card | {"helpUri": address}


def _result(row: Row, run: Run, places: Mapping[str, int], locale: Locale) -> Node:
    words = row.words(locale)
    violation = words.outcome == "violation"
    message = " ".join(filter(None, (words.message, words.reason, row.note(locale))))
    node: Node = {
        "ruleId": words.rule,
        "ruleIndex": places[words.rule],
        # A kind other than "fail" has no level (3.27.10): what only a person can tell is for review.
        "kind": "fail" if violation else "review",
        "level": _LEVELS[words.severity] if violation else "none",
        "message": {"text": message},
        "locations": [_location(row.target, words.target.field, words.target.index, words.target.quote)],
        "partialFingerprints": {FINGERPRINT: row.token},
    }
    if run.comparison is not None:
        node["baselineState"] = "new" if row.state == "new" else "unchanged"
    if words.fix is not None:
        node["properties"] = {"fix": words.fix.label}
    return node


def _location(target: AuditedTarget, field: str | None, index: int | None, quoted: str | None) -> Node:
    region: Node = {"startLine": target.line or 1}
    if quoted:
        region["snippet"] = {"text": quoted}
    physical = {"artifactLocation": {"uri": _uri(target.file or target.label)}, "region": region}
    name = field or "listing"
    path = name if index is None else f"{name}/{index + 1}"
    return {
        "physicalLocation": physical,
        "logicalLocations": [{"name": name, "fullyQualifiedName": f"{target.label}#{path}"}],
    }


def _uri(label: str) -> str:
    """``label`` as a valid URI or relative reference."""
    encoded = quote(label.replace("\\", "/"), safe="/:?#[]@!$&'()*+,;=%~-._", errors="replace")
    encoded = encoded.replace("[", "%5B").replace("]", "%5D")
    scheme = encoded.partition("://")[0]
    # A colon in the first part of a path would be read as a scheme: row 3 of "C:\list.csv".
    return encoded if scheme in {"http", "https", "file"} else encoded.replace(":", "%3A")


def _remembered(one: WaivedFinding | Accepted, target: AuditedTarget, places: Mapping[str, int]) -> Node:
    """What is known of a finding that a file remembers."""
    return {
        "ruleId": one.rule,
        "ruleIndex": places[one.rule],
        "message": {"text": one.quote or one.rule},
        "locations": [_location(target, one.field, None, one.quote)],
        "partialFingerprints": {FINGERPRINT: one.fingerprint},
    }


def _waived(one: WaivedFinding, target: AuditedTarget, places: Mapping[str, int]) -> Node:
    return _remembered(one, target, places) | {
        "suppressions": [
            {
                "kind": "external",
                "status": "accepted",
                "justification": f"{one.reason} ({one.author}, {one.waiver})",
            }
        ],
    }


def _gone_of(run: Run, target: AuditedTarget) -> tuple[Accepted, ...]:
    return () if run.comparison is None else tuple(run.comparison.gone.get(target.label, ()))


def _gone(one: Accepted, target: AuditedTarget, places: Mapping[str, int]) -> Node:
    return _remembered(one, target, places) | {"baselineState": "absent"}


def _invocation(run: Run, locale: Locale) -> Node:
    notes = list(_notifications(run, locale))
    return {
        "executionSuccessful": not notes,
        "endTimeUtc": run.made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": notes,
    }


def _notifications(run: Run, locale: Locale) -> Iterator[Node]:
    """What was not audited, and rules that failed: no result says so, and it is not clean."""
    for target in run.targets:
        if target.outcome != "judged":
            told = (
                f"{text(outcome_key(target.outcome), locale)}: {target.label} {why(target, locale)}".strip()
            )
            yield {
                "level": "error",
                "message": {"text": told},
                "locations": [_location(target, None, None, None)],
            }
    for row in rows(run):
        if row.marked.finding.outcome == "error":
            words = row.words(locale)
            yield {"level": "error", "message": {"text": f"{words.rule}: {words.reason}"}}
