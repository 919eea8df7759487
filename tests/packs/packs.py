"""Packs for the tests: written into a temporary directory, loaded, and asked."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from agent.bound import RuleSet
from agent.engine import run
from agent.listing import Listing
from agent.packs.entry import Complaints
from agent.packs.loading import Pack, examine, load
from agent.report import Finding
from agent.rules.ruleset import RuleError

TODAY = date(2026, 11, 22)
NOTHING = RuleSet((), {}, "0" * 16)
SOURCES = '[handbook]\ntitle = "Our handbook"\nconfidence = "house"\nseen = 2026-11-22\n'
RULE = """check = "existence"
fields = ["title"]
severity = "warning"
sources = ["handbook"]
title = "社内で使わない言葉"
message = "「{quote}」は使いません"
help = "消してください"

[params]
terms = ["激安"]

[applies]
platforms = ["amazon"]

[[fail]]
listing = { title = "ノルデック 水筒 ⟦激安⟧" }

[[pass]]
listing = { title = "ノルデック 水筒" }
"""


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """The directory ``root`` with these files in it."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def loaded(root: Path, files: Mapping[str, str | bytes]) -> Pack:
    """The pack ``shop`` of these files."""
    return load(write(root / "shop", files))


def refusal(root: Path, files: Mapping[str, str | bytes]) -> str:
    """Why the pack ``shop`` of these files is refused; its directory is shown as SHOP."""
    with pytest.raises(RuleError) as error:
        loaded(root, files)
    return str(error.value).replace(str(root / "shop"), "SHOP")


def warnings(root: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """What is odd about the pack ``shop`` of these files, which can be used."""
    complaints = Complaints()
    assert examine(write(root / "shop", files), complaints) is not None
    return [warning.replace(str(root / "shop"), "SHOP") for warning in complaints.warnings]


def findings(pack: Pack, listing: Listing | str) -> list[Finding]:
    """What the pack says of a listing, or of a title: violations, and rules that failed."""
    if isinstance(listing, str):
        listing = Listing(platform="amazon", title=listing)
    report = run(pack.ruleset, listing, {}, TODAY)
    return [finding for finding in report.findings if finding.outcome in {"violation", "error"}]


def quotes(pack: Pack, title: str) -> list[str | None]:
    """What the pack marks in a title."""
    return [finding.target.quote for finding in findings(pack, title)]


def fixed(pack: Pack, title: str) -> str:
    """The title with every fix applied."""
    fixes = [finding.fix for finding in findings(pack, title) if finding.fix is not None]
    for fix in sorted(fixes, key=lambda fix: fix.target.start or 0, reverse=True):
        title = title[: fix.target.start] + fix.text + title[fix.target.end :]
    return title
