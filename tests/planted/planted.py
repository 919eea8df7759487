"""Reading the planted faults and judging whether the catalogue finds them.

``clean.toml`` holds honest listings. Each entry of the other TOML files takes one of them (``of``), changes
some fields and says what is wrong then (``faults``): ``what`` in words, ``where`` the field (none: beside the
page, or a sentence that is missing), ``quote`` the words at fault, ``rules`` any of which may tell it.

``honest`` holds more honest listings, of all kinds of goods, written by somebody who had not seen the rules.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from agent.bound import RuleSet
from agent.engine import run
from agent.listing import TEXT_FIELDS, Listing
from agent.report import Finding, Report

FOLDER = Path(__file__).parent
CLEAN = FOLDER / "clean.toml"
TODAY = date(2026, 11, 22)
LANGUAGES = ("ja", "zh", "en", "de", "nl")
"""``zh`` is the Chinese seller's: Chinese copy, and Japanese or German copy with Chinese faults."""

Verdict = Literal["violation", "incomplete", "missed"]
"""How a fault was told: for certain, as a suspicion, or not at all."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a planted listing."""

    what: str
    rules: tuple[str, ...]
    where: str | None = None
    quote: str | None = None


@dataclass(frozen=True)
class Planted:
    """A listing with faults, and the honest one that it was made from."""

    name: str
    language: str
    section: str
    listing: Listing
    honest: Listing
    faults: tuple[Fault, ...]


def clean() -> dict[str, tuple[str, dict[str, Any]]]:
    """Language and raw listing of each honest listing, by name."""
    entries = tomllib.loads(CLEAN.read_text("utf-8"))["clean"]
    return {entry["name"]: (entry["language"], entry["listing"]) for entry in entries}


def honest() -> dict[str, dict[str, Any]]:
    """Every honest listing, raw, by name."""
    listings = {name: listing for name, (_, listing) in clean().items()}
    for path in sorted((FOLDER / "honest").glob("*.json")):
        listings |= {f"{path.stem}/{name}": raw for name, raw in json.loads(path.read_text("utf-8")).items()}
    return listings


@cache
def planted() -> tuple[Planted, ...]:
    """Every planted listing, in the order of the files."""
    bases = {name: listing for name, (_, listing) in clean().items()}
    return tuple(
        _planted(page["section"], entry, bases[entry["of"]])
        for path in sorted(FOLDER.glob("*.toml"))
        if path != CLEAN
        for page in [tomllib.loads(path.read_text("utf-8"))]
        for entry in page["planted"]
    )


def _planted(section: str, entry: Mapping[str, Any], honest: Mapping[str, Any]) -> Planted:
    change = dict(entry.get("change", {}))
    for field, times in entry.get("times", {}).items():
        change[field] *= times
    listing = _merged(honest, change)
    bullets = list(listing.get("bullets", ()))
    for number, text in entry.get("bullet", {}).items():
        bullets[int(number) - 1] = text
    if bullets:
        listing["bullets"] = bullets
    for path in entry.get("without", ()):
        *parts, last = path.split(".")
        holder = listing
        for part in parts:
            holder = holder[part]
        holder.pop(last, None)
    faults = tuple(Fault(**{**fault, "rules": tuple(fault["rules"])}) for fault in entry["faults"])
    return Planted(
        entry["name"],
        entry["language"],
        section,
        Listing.model_validate(listing),
        Listing.model_validate(honest),
        faults,
    )


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``below`` with the values of ``above``; tables are merged, anything else is replaced."""
    merged = {key: _merged(value, {}) if isinstance(value, dict) else value for key, value in below.items()}
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def judge(ruleset: RuleSet, listing: Listing) -> Report:
    """The report of the day on ``listing``, whose pictures nobody measured."""
    return run(ruleset, listing, {}, TODAY)


def verdict(fault: Fault, listing: Listing, report: Report) -> Verdict:
    """How ``report`` tells ``fault``."""
    outcomes = {finding.outcome for finding in report.findings if tells(finding, fault, listing)}
    return "violation" if "violation" in outcomes else "incomplete" if "incomplete" in outcomes else "missed"


def tells(finding: Finding, fault: Fault, listing: Listing) -> bool:
    """Whether ``finding`` speaks, for one of the fault's rules, about the fault's place."""
    if finding.rule not in fault.rules or finding.outcome not in ("violation", "incomplete"):
        return False
    target = finding.target
    if fault.where is not None and target.field != fault.where:
        return False
    if fault.quote is None:
        return True
    if target.start is None or target.end is None:
        return False
    return any(
        start < target.end and target.start < start + len(fault.quote)
        for start in _places(listing, fault, target.index)
    )


def _places(listing: Listing, fault: Fault, index: int | None) -> Iterable[int]:
    """Where the fault's words begin in its field (in that bullet, for ``index``)."""
    field = next(name for name in TEXT_FIELDS if name == fault.where)
    quote = fault.quote or ""
    for passage in listing.passages(field) or ():
        start = passage.text.find(quote) if passage.index == index else -1
        while start >= 0:
            yield start
            start = passage.text.find(quote, start + 1)
