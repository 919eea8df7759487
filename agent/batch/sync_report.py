"""Mercari's Sync Failure Report: time, ASIN, error type, advice; and what the rules say to each type."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

from agent.annotate import annotate
from agent.batch.columns import plain
from agent.batch.reading import open_grid
from agent.batch.row import FileError, unreadable
from agent.bound import RuleSet
from agent.context import Context, Link
from agent.engine import run
from agent.listing import Listing
from agent.wire import Annotation
from agent.wire_parts import Locale

_COLUMNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "time": re.compile(r".*(?:time|date|時刻|日時|时间|日期|発生).*"),
        "asin": re.compile(r".*asin.*"),
        "type": re.compile(r".*(?:type|code|エラー(?!対)|種別|种类|类型|错误|代码).*"),
        "advice": re.compile(r".*(?:advice|suggest|action|対処|対応|推奨|建议|操作|处理|措施).*"),
    }
)
_CODE = re.compile(r"e-?(\d{3})(?!\d)", re.IGNORECASE)
_NAMED = 5
"""ASINs shown of each type."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One row of the report."""

    number: int
    time: str
    asin: str
    code: str
    """``E-403`` … as it is usually written, or the report's own words."""
    advice: str


@dataclass(slots=True)
class FailureType:
    """All failures of one type."""

    code: str
    count: int = 0
    asins: list[str] = field(default_factory=list)
    advice: set[str] = field(default_factory=set)
    """What the report itself advises."""


@dataclass(slots=True)
class SyncReport:
    """The report, counted."""

    failures: int = 0
    types: dict[str, FailureType] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    """ASINs with a failure."""

    def most_first(self) -> list[FailureType]:
        """The types by how often they occur."""
        return sorted(self.types.values(), key=lambda kind: (-kind.count, kind.code))


def read(path: Path, encoding: str | None = None) -> Iterator[Failure]:
    """The rows of a report. Raises ``FileError`` with the row and what was expected."""
    grid, unit = open_grid(path, encoding)
    columns: dict[str, int] | None = None
    for record in grid.records():
        if not any(cell.strip() for cell in record.cells):
            continue
        if columns is None:
            columns = _columns(path, record.cells)
            continue
        cells = {
            name: record.cells[place].strip() if place < len(record.cells) else ""
            for name, place in columns.items()
        }
        fault = next(filter(None, map(unreadable, cells.values())), None)
        if fault is None and not cells["type"]:
            fault = "expected an error type such as E-403"
        if fault is not None:
            msg = f"{path}: {unit} {record.number}: {fault}"
            raise FileError(msg)
        yield Failure(
            record.number,
            cells.get("time", ""),
            cells["asin"].upper(),
            _code(cells["type"]),
            cells.get("advice", ""),
        )


def _columns(path: Path, headings: Sequence[str]) -> dict[str, int]:
    names = [plain(heading) for heading in headings]
    columns: dict[str, int] = {}
    for kind in ("asin", "advice", "time", "type"):
        place = next(
            (
                at
                for at, name in enumerate(names)
                if at not in columns.values() and _COLUMNS[kind].fullmatch(name)
            ),
            None,
        )
        if place is not None:
            columns[kind] = place
    if not {"asin", "type"} <= columns.keys():
        found = ", ".join(headings)[:120]
        msg = f"{path}: row 1: found {found}; expected the columns time, ASIN, error type and advice"
        raise FileError(msg)
    return columns


def _code(text: str) -> str:
    match = _CODE.search(text)
    return f"E-{match[1]}" if match else text


def count(failures: Iterator[Failure]) -> SyncReport:
    """The failures by type."""
    report = SyncReport()
    for failure in failures:
        report.failures += 1
        report.failed.add(failure.asin)
        kind = report.types.setdefault(failure.code, FailureType(failure.code))
        kind.count += 1
        if failure.asin not in kind.asins and len(kind.asins) < _NAMED:
            kind.asins.append(failure.asin)
        if failure.advice and len(kind.advice) < _NAMED:
            kind.advice.add(failure.advice)
    return report


def advice(ruleset: RuleSet, code: str, locale: Locale, today: date) -> list[Annotation]:
    """What the rules say to an error type; nothing to one that they do not know."""
    return linked(ruleset, Link(errors=(code[:2000],)), locale, today)


def linked(ruleset: RuleSet, link: Link, locale: Locale, today: date) -> list[Annotation]:
    """The violations of a linked listing of which only ``link`` is known."""
    listing = Listing(platform="mercari", marketplace="jp", mercari_link=True, context=Context(link=link))
    report = run(ruleset, listing, {}, today)
    return [entry for entry in annotate(report, ruleset, listing, locale) if entry.outcome == "violation"]
