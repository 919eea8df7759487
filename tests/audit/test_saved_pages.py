"""Real pages as their sites wrote them: what is found on each was read by a person and stands here.

The pages stay outside the project; findings are named by fingerprint. After a reviewed change of a rule,
``python -m tests.audit.test_saved_pages`` writes the file anew.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from agent import catalogue
from agent.audit.auditor import Auditor, Judgement, Manner
from agent.audit.target import Target
from agent.reports.run import AuditedTarget
from agent.shop import Shop
from agent.waivers import Waivers
from tests.audit.conftest import TODAY

ROOT = Path(__file__).parents[2]
SAVED = ROOT.parent / "shared" / "pages"
GOLDEN = Path(__file__).with_name("saved_findings.json")
EXPECTED: dict[str, Any] = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.is_file() else {}
ADDRESSES: dict[str, Any] = json.loads(
    (ROOT / "tests" / "extension" / "extraction" / "saved_pages.json").read_text("utf-8")
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not SAVED.is_dir(), reason=f"no saved pages in {SAVED}: none is audited"),
]


def target_of(name: str) -> Target:
    return Target(name, ADDRESSES[name]["url"], SAVED / name)


def summary(audited: AuditedTarget) -> dict[str, Any]:
    """What may be written down of a verdict: no text of the page."""
    if audited.report is None:
        return {"outcome": audited.outcome, "why": audited.why}
    spoken = audited.annotations["en"]
    told = [
        " ".join([one.rule, _kind(one.outcome, one.severity), _place(one.target), token])
        for one, token in zip(spoken, audited.fingerprints, strict=True)
    ]
    return {"outcome": "judged", "findings": sorted(told)}


def _kind(outcome: str, severity: str) -> str:
    return severity if outcome == "violation" else outcome


def _place(target: Any) -> str:  # noqa: ANN401 - a WireTarget
    return (
        "page" if target.field is None else f"{target.field}[{0 if target.index is None else target.index}]"
    )


@pytest.mark.parametrize("name", sorted(EXPECTED))
async def test_saved_page_is_judged_as_reviewed(auditor: Auditor, name: str) -> None:
    assert summary(await auditor.audit(target_of(name))) == EXPECTED[name]


async def test_every_saved_page_is_audited() -> None:
    assert {path.relative_to(SAVED).as_posix() for path in SAVED.glob("*/*.html")} == set(EXPECTED)


async def main() -> None:
    """Audit all of them and write what is found."""
    judgement = Judgement(catalogue.load(), Shop(), Waivers(), TODAY)
    async with Auditor(judgement, Manner(seconds=60, retries=0, pace=0)) as auditor:
        found = {name: summary(await auditor.audit(target_of(name))) for name in sorted(ADDRESSES)}
    GOLDEN.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(main())
