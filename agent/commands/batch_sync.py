"""``tenken batch --sync-report``: what failed in Mercari's ASIN linking, what to do, and the health score."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from agent.commands.exits import FINDINGS, OK
from agent.commands.terminal import printable

if TYPE_CHECKING:
    from agent.batch.health import Score
    from agent.batch.judging import JudgeWork
    from agent.batch.sync_report import SyncReport
    from agent.bound import RuleSet
    from agent.wire import Annotation


def explain(args: argparse.Namespace, ruleset: "RuleSet", work: "JudgeWork") -> int:
    """Print the failures by type and the score; 0 where nothing failed and no threshold is missed.

    Raises ``FileError``.
    """
    from agent.batch import health, sync_report

    report = sync_report.count(sync_report.read(args.sync_report, args.encoding))
    told = {
        kind.code: sync_report.advice(ruleset, kind.code, work.locale, work.today)
        for kind in report.most_first()
    }
    scores = health.scores(
        ruleset,
        {
            "sync_success": health.sync_success(len(report.failed), args.synced),
            "price_deviation": args.price_deviation,
            "image_compliance": args.image_compliance,
        },
        work.locale,
        work.today,
    )
    if args.json:
        print(json.dumps(_as_json(report, told, scores), ensure_ascii=False, indent=1))
    else:
        _print(report, told, scores)
    missed = any(score.holds is False for score in scores)
    return FINDINGS if report.failures or missed else OK


def _print(report: "SyncReport", told: "dict[str, list[Annotation]]", scores: "list[Score]") -> None:
    print(f"{report.failures} failures of {len(report.failed)} ASINs")
    for kind in report.most_first():
        print(printable(f"{kind.count:>6}  {kind.code}: {', '.join(kind.asins)}"))
        for entry in told[kind.code]:
            print(f"{'':<8}{entry.title}: {entry.help} ({entry.rule})")
        for line in () if told[kind.code] else sorted(kind.advice):
            print(printable(f"{'':<8}{line}"))
    print("\nASIN Sync Health Score")
    for score in scores:
        limit = f"≥ {_shown(score.at_least)}" if score.at_least is not None else f"≤ {_shown(score.at_most)}"
        state = {True: "holds", False: "missed", None: "not known"}[score.holds]
        print(f"{state:<10}{_shown(score.value)} ({limit})  {score.formula}")
        if score.advice:
            print(f"{'':<10}{score.advice}")
        if score.value is None:
            option = "--synced" if score.figure == "sync_success" else f"--{score.figure.replace('_', '-')}"
            print(f"{'':<10}give {option}")


def _shown(share: float | None) -> str:
    return "–" if share is None else f"{round(share * 100, 2):g} %"


def _as_json(
    report: "SyncReport", told: "dict[str, list[Annotation]]", scores: "list[Score]"
) -> dict[str, Any]:
    return {
        "failures": report.failures,
        "asins": len(report.failed),
        "types": [
            {
                "code": kind.code,
                "count": kind.count,
                "asins": kind.asins,
                "advice": [entry.help for entry in told[kind.code]],
                "rules": [entry.rule for entry in told[kind.code]],
                "report_advises": sorted(kind.advice),
            }
            for kind in report.most_first()
        ],
        "health": [
            {
                "figure": score.figure,
                "value": score.value,
                "at_least": score.at_least,
                "at_most": score.at_most,
                "holds": score.holds,
                "formula": score.formula,
                "advice": score.advice,
            }
            for score in scores
        ],
    }
