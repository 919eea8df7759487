"""JUnit's XML, as CI servers read it: a suite for each target, a case for each finding.

A finding that makes the run fail is a failure; what is known, waived, too mild or cannot be told is skipped,
with the reason; what was not audited, and a rule that failed, is an error.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree as ET

from agent.reports.plain import said_outcome
from agent.reports.run import AuditedTarget, Run, WaivedFinding
from agent.reports.verdict import FailOn, Row, rows
from agent.reports.words import outcome_key, text, why
from agent.wire_parts import Locale

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything outside the characters of XML 1.0, which ElementTree writes and no parser takes."""
_Result = Literal["failure", "error", "skipped"]


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    classname: str
    result: _Result | None = None
    kind: str = ""
    message: str = ""
    details: str = ""


def write_junit(run: Run, locale: Locale, fail_on: FailOn = "error") -> str:
    """The run as XML; ``fail_on`` says which findings are failures."""
    by_target: dict[str, list[Row]] = {target.label: [] for target in run.targets}
    for row in rows(run):
        by_target[row.target.label].append(row)
    root = ET.Element("testsuites", name="tenken")
    sums: Counter[str] = Counter()
    for target in run.targets:
        cases = list(_cases(target, by_target[target.label], locale, fail_on))
        counts = Counter({"tests": len(cases), "failure": 0, "error": 0, "skipped": 0})
        counts.update(case.result for case in cases if case.result)
        sums.update(counts)
        suite = ET.SubElement(root, "testsuite", _counts(counts, skipped=True), name=_xml(target.label))
        suite.attrib.update(timestamp=run.made.strftime("%Y-%m-%dT%H:%M:%S"), time="0")
        for case in cases:
            _write(suite, case)
    root.attrib.update(_counts(sums, skipped=False), time="0")
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _counts(counts: Counter[str], *, skipped: bool) -> dict[str, str]:
    said = {"tests": counts["tests"], "failures": counts["failure"], "errors": counts["error"]}
    if skipped:  # the schema has it on a suite and not on the whole
        said["skipped"] = counts["skipped"]
    return {name: str(count) for name, count in said.items()}


def _cases(target: AuditedTarget, found: list[Row], locale: Locale, fail_on: FailOn) -> Iterator[_Case]:
    if target.outcome != "judged":
        told = text(outcome_key(target.outcome), locale)
        yield _Case("audit", target.label, "error", target.outcome, told, why(target, locale))
        return
    yield _Case(f"audit: {target.passed} rules passed", target.label)
    for row in found:
        yield _case(row, locale, fail_on)
    for one in target.waived:
        yield _waived(one, target, locale)


def _case(row: Row, locale: Locale, fail_on: FailOn) -> _Case:
    words = row.words(locale)
    place: str = words.target.field or "listing"
    if words.target.index is not None:
        place += f" {words.target.index + 1}"
    details = [row.note(locale), words.reason, words.target.quote, words.help, words.fix and words.fix.label]
    result: _Result = "error" if words.outcome == "error" else "failure" if row.fails(fail_on) else "skipped"
    told = words.message
    if result == "skipped":
        state = text("known", locale) if row.state == "known" else said_outcome(words, locale)
        told = f"{state}: {words.message}"
    return _Case(
        f"{words.rule} [{place}] {row.token}",
        row.target.label,
        result,
        words.rule,
        told,
        "\n".join(part for part in details if part),
    )


def _waived(one: WaivedFinding, target: AuditedTarget, locale: Locale) -> _Case:
    told = f"{text('waived', locale)}: {one.reason} ({one.author}, {one.waiver})"
    name = f"{one.rule} [{one.field or 'listing'}] {one.fingerprint}"
    return _Case(name, target.label, "skipped", one.rule, told)


def _write(suite: ET.Element, case: _Case) -> None:
    node = ET.SubElement(suite, "testcase", name=_xml(case.name), classname=_xml(case.classname), time="0")
    if case.result is None:
        return
    told = ET.SubElement(node, case.result, message=_xml(case.message))
    if case.result != "skipped":  # which has neither type nor text in the strictest of the schemas
        told.set("type", _xml(case.kind))
        told.text = _xml(case.details) or None


def _xml(value: str) -> str:
    return _NOT_XML.sub("\ufffd", value)
