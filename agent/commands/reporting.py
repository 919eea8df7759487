"""What commands that judge take beside their input: waivers, a baseline, and the reports to write."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from agent.commands.language import locale_of
from agent.commands.waive import add_waivers
from agent.report import Severity

if TYPE_CHECKING:
    from agent.baseline import Comparison
    from agent.bound import RuleSet
    from agent.reports.run import AuditedTarget, Run


def add_reports(parser: argparse.ArgumentParser) -> None:
    """Add ``--report``, ``--baseline``, ``--fail-on`` and ``--waivers``."""
    parser.add_argument(
        "--report",
        dest="reports",
        action="append",
        default=[],
        metavar="FILE",
        help="write a report: .html, .sarif, .xml (JUnit), .json, .csv or .md; repeatable",
    )
    parser.add_argument(
        "--baseline", type=Path, default=None, metavar="FILE", help="only what is not in it counts"
    )
    parser.add_argument(
        "--fail-on",
        choices=(*get_args(Severity), "never"),
        default="info",
        help="exit with 1 from this severity on (default: info)",
    )
    add_waivers(parser)


def run_of(args: argparse.Namespace, target: "AuditedTarget", ruleset: "RuleSet") -> "Run":
    """The run of one target, compared with the baseline and written as every report that was asked for.

    Raises:
        RuleError: the baseline cannot be read.
        IncomparableError: it was made under other conditions.
        ValueError: a report's name does not tell its format.
        OSError: a report cannot be written.

    """
    from agent.baseline import Conditions
    from agent.reports.run import Run, digests

    kept = args.baseline is not None or args.reports
    conditions = Conditions(ruleset=ruleset.hash, rules=digests(ruleset) if kept else {})
    run = Run(made=datetime.now(UTC), conditions=conditions, targets=(target,))
    if args.baseline is not None:
        run = run.model_copy(update={"comparison": _compared(args.baseline, run)})
    if args.reports:
        from agent.reports.write import order, write_all

        write_all(run, [order(spoken) for spoken in args.reports], locale_of(args), args.fail_on)
    return run


def exit_code(args: argparse.Namespace, run: "Run") -> int:
    """0 clean; 1 something counts; 2 it could not be audited."""
    from agent.reports import verdict

    return verdict.exit_code(run, args.fail_on)


def _compared(path: Path, run: "Run") -> "Comparison":
    from agent.baseline import compare
    from agent.baseline_file import read

    return compare(read(path), run.conditions, run.found())
