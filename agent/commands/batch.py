"""``tenken batch FILE…``: judge the listings of files, worst first, and write corrected files."""

import argparse
import os
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from agent.commands.exits import CANNOT, FINDINGS, OK, USAGE
from agent.commands.language import add_locale, locale_of
from agent.commands.packs import add_rules
from agent.commands.settings import add_shop, shop_file
from agent.commands.waive import add_waivers, waivers_file
from agent.listing import Platform
from agent.report import Severity

if TYPE_CHECKING:
    from agent.batch.changes import Spool
    from agent.batch.judging import JudgeWork
    from agent.batch.reading import Options
    from agent.batch.row import Source

FORMATS = ("csv", "xlsx", "parquet", "jsonl", "json", "spapi", "flat-file", "mercari-link", "mercari-shops")
"""As ``agent.batch.reading.FORMATS``, which is not loaded for ``tenken --help``."""
EPILOG = """\
columns of a table of your own: title, bullet1 …, description, search_terms, brand, price, sku, asin, gtin,
platform, marketplace, main_image, image2 … (Japanese and Chinese headings are understood too)
exit codes: 0 nothing found, 1 violations (--fail-on), 2 something could not be read, 3 wrong usage
"""


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "batch",
        help="judge the listings of files, and write corrected files",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files", type=Path, nargs="*", metavar="FILE", help="lists of listings; what they are is found out"
    )
    _add_reading(parser)
    parser.add_argument("--jobs", type=int, default=None, help="processes (default: one for each processor)")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=None, help="judge as on this day (YYYY-MM-DD)"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write every finding (.jsonl or .csv)")
    parser.add_argument(
        "--fail-on", choices=get_args(Severity), default="error", help="exit with 1 from this severity on"
    )
    fixing = parser.add_argument_group("corrected files")
    fixing.add_argument(
        "--fix", choices=("safe",), help="show what can be corrected without asking, as a diff"
    )
    fixing.add_argument("--write", type=Path, metavar="FILE", help="write the corrected file here")
    fixing.add_argument("--dry-run", action="store_true", help="show the diff only, and no summary")
    fixing.add_argument("--force", action="store_true", help="replace a file that is there")
    sync = parser.add_argument_group("Mercari ASIN linking")
    sync.add_argument("--sync-report", type=Path, metavar="FILE", help="explain a Sync Failure Report (CSV)")
    sync.add_argument("--synced", type=int, metavar="N", help="ASINs that were synced, for the health score")
    sync.add_argument("--price-deviation", type=_percent, metavar="PERCENT", help="as the dashboard shows it")
    sync.add_argument(
        "--image-compliance", type=_percent, metavar="PERCENT", help="as the dashboard shows it"
    )
    add_rules(parser)
    add_shop(parser)
    add_waivers(parser)
    add_locale(parser)
    parser.set_defaults(run=run)


def _add_reading(parser: argparse.ArgumentParser) -> None:
    reading = parser.add_argument_group("what the files do not tell")
    reading.add_argument("--format", choices=FORMATS, help="instead of finding out")
    reading.add_argument("--encoding", help="of text files, instead of finding out (utf-8, cp932, gb18030 …)")
    reading.add_argument("--platform", choices=get_args(Platform), help="default: amazon")
    reading.add_argument("--marketplace", metavar="STORE", help="two letters: jp, us, de …")
    reading.add_argument(
        "--also", choices=get_args(Platform), action="append", default=[], help="judge for this platform too"
    )
    reading.add_argument(
        "--mercari-link", choices=("yes", "no"), help="whether ASIN linking covers the listings"
    )
    reading.add_argument(
        "--categories", type=Path, metavar="FILE", help="Mercari Shops' category master (CSV)"
    )


def _percent(text: str) -> float:
    value = float(text.rstrip("% "))
    if not 0 <= value <= 100:  # noqa: PLR2004 - per cent
        msg = "expected 0 to 100"
        raise argparse.ArgumentTypeError(msg)
    return round(value / 100, 6)


def run(args: argparse.Namespace) -> int:
    """Judge and print; the exit codes are those that ``--help`` gives."""
    complaint = _misuse(args)
    if complaint is not None:
        print(f"tenken batch: {complaint}", file=sys.stderr)
        return USAGE
    from agent.batch.judging import JudgeWork
    from agent.batch.row import FileError
    from agent.batch.runner import RunnerError
    from agent.rules.ruleset import RuleError
    from agent.waivers import read

    try:
        work = JudgeWork(
            rules=tuple(args.rules),
            shop=shop_file(args),
            today=args.today or date.today(),  # noqa: DTZ011 - rules speak of local days
            locale=locale_of(args),
            fix=args.fix is not None,
            waivers=read(waivers_file(args)),
        )
        ruleset, _ = work.load()
        if args.sync_report is not None:
            from agent.commands.batch_sync import explain

            return explain(args, ruleset, work)
        return _judge(args, work)
    except (FileError, RuleError, RunnerError) as error:
        print(error, file=sys.stderr)
        return CANNOT


def _misuse(args: argparse.Namespace) -> str | None:
    """What is wrong with the call."""
    if (args.sync_report is None) == (not args.files):
        return "expected files of listings, or --sync-report FILE"
    if args.jobs is not None and args.jobs < 1:
        return f"--jobs {args.jobs}: expected at least 1"
    if (args.write or args.dry_run) and args.fix is None:
        return "--write and --dry-run go with --fix safe"
    if args.write and (args.dry_run or len(args.files) != 1):
        return "--write takes one file of listings, and no --dry-run"
    if args.out and args.out.suffix.lower() not in {".jsonl", ".csv"}:
        return f"--out {args.out}: expected a name that ends in .jsonl or .csv"
    return _in_the_way(args)


def _in_the_way(args: argparse.Namespace) -> str | None:
    given = {path.resolve() for path in args.files}
    if args.out and args.out.resolve() in given:
        return f"--out {args.out}: is one of the files to be read"
    if args.write and args.write.exists() and not args.force:
        kind = "is the file to be read" if args.write.resolve() in given else "is there already"
        return f"--write {args.write}: {kind}; name another, or give --force"
    return None


def _judge(args: argparse.Namespace, work: "JudgeWork") -> int:
    from agent.batch.changes import Spool
    from agent.batch.findings_file import open_sink
    from agent.batch.reading import open_file
    from agent.batch.runner import LocalRunner
    from agent.batch.running import FileRun, changes, judged
    from agent.batch.summary import Summary
    from agent.commands import batch_words

    options = _options(args)
    paths = {str(path): path for path in args.files}
    runs = [FileRun(name) for name in paths]
    summary = Summary()
    diff = batch_words.Diff(args.write, sys.stderr if args.json else sys.stdout)

    def recognise(run: FileRun) -> "Source":
        return open_file(paths[run.name], options)

    runner = LocalRunner(args.jobs or os.cpu_count() or 1)
    with closing(Spool()) as spool, open_sink(args.out) as sink:
        for run, row, verdict in judged(runs, recognise, runner, work):
            summary.add(run.name, row, verdict)
            sink.add(run.name, row, verdict)
            for change in changes(row, verdict):
                diff.show(run.name, change)
                spool.add(change)
        source = runs[0].source
        if args.write and runs[0].error is None and source is not None:
            _write(source, args.write, spool)
    if not args.dry_run:
        batch_words.tell(args, runs, summary)
    for error in filter(None, (run.error for run in runs)):
        print(error, file=sys.stderr)
    if any(run.error is not None or run.faulty for run in runs):
        return CANNOT
    return FINDINGS if summary.reaches(args.fail_on) else OK


def _options(args: argparse.Namespace) -> "Options":
    from agent.batch.layout import Defaults
    from agent.batch.reading import Options, read_categories

    linked = {"yes": True, "no": False, None: None}[args.mercari_link]
    return Options(
        format=args.format,
        encoding=args.encoding,
        defaults=Defaults(args.platform, args.marketplace, tuple(args.also), linked),
        categories={} if args.categories is None else read_categories(args.categories),
    )


def _write(source: "Source", target: Path, spool: "Spool") -> None:
    """The corrected file; after a crash ``target`` is as it was. Raises ``FileError``."""
    from agent import atomic
    from agent.batch.row import FileError

    try:
        with atomic.replacing(target) as partial:
            source.write(partial, spool)
    except OSError as error:
        msg = f"{target}: cannot be written ({error.strerror})"
        raise FileError(msg) from error
    print(f"{target}: {spool.count} texts corrected", file=sys.stderr)
