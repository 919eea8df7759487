"""docs/saved-pages.md, docs/ci.md and its workflow name what there is; their command lines are understood."""

import re
import shlex
from pathlib import Path
from typing import Any

import yaml

from agent.audit import answers, page_folder
from agent.cli import _parser as parser
from agent.commands.exits import CANNOT, FINDINGS, OK, USAGE
from scripts import save_page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
WORKFLOW: dict[Any, Any] = yaml.safe_load((DOCS / "ci" / "tenken-audit.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = WORKFLOW["jobs"]["audit"]["steps"]


def commands(text: str, program: str) -> list[list[str]]:
    """The arguments of every command line that starts ``program``."""
    lines = [line.partition("  #")[0] for line in text.splitlines() if program in line]
    return [
        shlex.split(line.partition(program)[2]) for line in lines if "…" not in line.partition(program)[2][:4]
    ]


def test_workflow_runs_commands_that_tenken_understands() -> None:
    lines = "\n".join(step["run"] for step in STEPS if "run" in step)
    (audit,) = commands(lines, ".venv/bin/tenken ")
    given = parser().parse_args(audit)
    assert [str(path) for path in given.targets] == ["pages.txt"]
    assert {str(path).partition(".")[2] for path in given.reports} == {
        "sarif",
        "md",
        "html",
        "junit.xml",
        "json",
    }
    assert str(given.baseline) == "tenken-baseline.json"
    for script in re.findall(r"\.tenken/(scripts/\S+)", lines):
        assert (ROOT / script).is_file()


def test_workflow_uploads_the_sarif_that_it_writes_even_when_the_audit_fails() -> None:
    (upload,) = [step for step in STEPS if "upload-sarif" in step.get("uses", "")]
    assert upload["with"]["sarif_file"] == "audit.sarif"
    assert upload["if"].startswith("always()")
    assert WORKFLOW["permissions"] == {"contents": "read", "security-events": "write"}


def test_exit_codes_are_those_that_the_page_gives() -> None:
    rows = re.findall(r"^\| (\d) \| (.+?) \|", (DOCS / "ci.md").read_text("utf-8"), re.MULTILINE)
    assert {int(code): text[:10] for code, text in rows} == {
        OK: "no finding",
        FINDINGS: "findings a",
        CANNOT: "a page cou",
        USAGE: "wrong usag",
    }


def test_options_limits_and_files_are_those_that_the_page_gives() -> None:
    page = (DOCS / "saved-pages.md").read_text("utf-8")
    for arguments in commands(page, "scripts/save_page.py "):
        save_page.parse(arguments)
    for arguments in commands(page + (DOCS / "ci.md").read_text("utf-8"), ".venv/bin/tenken "):
        parser().parse_args(arguments)
    assert f"{answers.MOST_BYTES >> 20} MB and {answers.MOST_PARTS:,} parts" in page
    table = page.partition("## The folder")[2]
    for name in (
        page_folder.INDEX,
        page_folder.DOCUMENT,
        page_folder.RESOURCES,
        *page_folder.Index.model_fields,
    ):
        assert f"`{name}" in table
