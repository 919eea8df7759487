"""What commands that judge take beside their input: waivers, a baseline, and the reports to write."""

import argparse
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from agent.choices import Severity
from agent.commands.language import locale_of
from agent.commands.waive import add_waivers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.baseline import Comparison
    from agent.bound import RuleSet
    from agent.reports.run import AuditedTarget, Run

_LISTED = 20
"""So many new findings are printed."""


def add_reports(parser: argparse.ArgumentParser, fail_on: Severity = "info") -> None:
    """Add ``--report``, ``--baseline``, ``--fail-on`` (with that default) and ``--waivers``."""
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
        default=fail_on,
        help=f"exit with 1 from this severity on (default: {fail_on})",
    )
    add_waivers(parser)


class ReportError(ValueError):
    """A report or a baseline that cannot be had; says which option to change."""


def shows_pictures(args: argparse.Namespace) -> bool:
    """Whether one of the reports that were asked for is for eyes; raises as ``require_usable``."""
    from agent.reports.write import order

    return any(order(spoken).kind == "html" for spoken in args.reports)


def wanted(args: argparse.Namespace) -> bool:
    """Whether a run is to be kept: for reports, or to be compared."""
    return args.baseline is not None or bool(args.reports)


def require_usable(args: argparse.Namespace, inputs: Iterable[Path] = ()) -> None:
    """What can be known before anything is judged; ``inputs`` are files that no report may replace.

    Raises:
        RuleError: the baseline cannot be read.
        IncomparableError: it speaks of findings in another way.
        ReportError: there is no baseline; a report's name does not tell its format, or nothing can be
            written there.

    """
    if args.baseline is not None:
        from agent.baseline import Conditions, require_comparable
        from agent.baseline_file import read

        try:
            old = read(args.baseline).conditions
        except FileNotFoundError as error:
            makes = f"`tenken baseline accept {args.baseline} --run RUN.json --all` makes it"
            msg = f"--baseline {args.baseline}: there is no such file; {makes}"
            raise ReportError(msg) from error
        require_comparable(old, Conditions(ruleset=old.ruleset))
    if not args.reports:
        return
    from agent.reports.write import order

    kept = {path.resolve() for path in (*inputs, *([args.baseline] if args.baseline else ()))}
    for spoken in args.reports:
        try:
            path = order(spoken).path
        except ValueError as error:
            msg = f"--report {spoken}: {error}"
            raise ReportError(msg) from error
        folder = next(folder for folder in path.absolute().parents if folder.exists())
        if path.resolve() in kept:
            msg = f"--report {spoken}: is a file that is read; name another"
        elif path.is_dir():
            msg = f"--report {spoken}: is a folder; name a file in it"
        elif not folder.is_dir() or not os.access(folder, os.W_OK):
            msg = f"--report {spoken}: nothing can be written in {folder}; name another folder"
        else:
            continue
        raise ReportError(msg)


def finished(
    args: argparse.Namespace,
    targets: "Iterable[AuditedTarget]",
    ruleset: "RuleSet",
    *,
    browser: str | None = None,
    fonts: str | None = None,
) -> "Run":
    """The run of these targets, compared with the baseline and written as every report that was asked for.

    Args:
        args: of a command that has ``add_reports``.
        targets: in the order of the reports; each label once.
        ruleset: what judged them.
        browser: what read the pages, with its version; ``None`` for files.
        fonts: what identifies the fonts of that browser.

    Raises:
        RuleError: the baseline cannot be read.
        IncomparableError: it speaks of findings in another way.
        ValueError: a report's name does not tell its format, or a label is there twice.
        OSError: a report cannot be written.

    """
    from agent.baseline import Conditions
    from agent.reports.run import Run, digests

    conditions = Conditions(
        ruleset=ruleset.hash,
        rules=digests(ruleset) if wanted(args) else {},
        browser=browser,
        fonts=fonts,
    )
    run = Run(made=datetime.now(UTC), conditions=conditions, targets=tuple(targets))
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


def compared_lines(run: "Run") -> "Iterator[str]":
    """The first of what is new, then how the run stands to its baseline; nothing where there is none."""
    if run.comparison is None:
        return
    from agent.reports.verdict import rows

    new = (row for row in rows(run) if row.state == "new")
    for row in islice(new, _LISTED):
        finding = row.marked.finding
        quote = f" “{finding.target.quote}”" if finding.target.quote else ""
        yield f"new: {row.target.label}: {finding.rule}{quote}"
    if next(new, None) is not None:
        yield "new: …"
    yield compared_words(run)


def compared_words(run: "Run") -> str:
    """One line on how the run stands to its baseline; empty where there is none."""
    if run.comparison is None:
        return ""
    kinds = {"new": run.comparison.new, "known": run.comparison.known, "gone": run.comparison.gone}
    said = ", ".join(f"{sum(map(len, found.values())):,} {kind}" for kind, found in kinds.items())
    changed = "; the rules are not those it was made with" if run.comparison.ruleset_changed else ""
    return f"baseline: {said}{changed}"


def _compared(path: Path, run: "Run") -> "Comparison":
    from agent.baseline import compare
    from agent.baseline_file import read

    return compare(read(path), run.conditions, run.found())
