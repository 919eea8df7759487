"""``tenken batch FILE…``: judge the listings of files, worst first, and write corrected files."""

import argparse
import re
import sys
from datetime import date
from pathlib import Path
from typing import get_args

from agent.choices import Platform
from agent.commands.exits import CANNOT, USAGE
from agent.commands.language import add_locale, locale_of
from agent.commands.packs import add_rules
from agent.commands.reporting import ReportError, add_reports, require_usable, wanted
from agent.commands.running import add_runner
from agent.commands.settings import add_shop, shop_file
from agent.commands.waive import waivers_file

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
    add_runner(parser)
    parser.add_argument(
        "--today", type=date.fromisoformat, default=None, help="judge as on this day (YYYY-MM-DD)"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write every finding (.jsonl or .csv)")
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
    pictures = parser.add_argument_group("pictures")
    pictures.add_argument(
        "--images",
        type=Path,
        metavar="DIR",
        help="a folder of them: named as in the file, as their addresses end, by SHA-256, or SKU.MAIN.jpg",
    )
    pictures.add_argument(
        "--fetch-images",
        action="store_true",
        help="ask the marketplaces' image hosts for those that have an address",
    )
    pictures.add_argument(
        "--image-host",
        type=_host,
        action="append",
        default=[],
        metavar="HOST",
        help="ask this host too, such as images.example.com; repeatable",
    )
    add_reports(parser, fail_on="error")
    add_rules(parser)
    add_shop(parser)
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


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text):
        msg = f"{text}: expected the name of a host such as images.example.com"
        raise argparse.ArgumentTypeError(msg)
    return text


def run(args: argparse.Namespace) -> int:
    """Judge and print; the exit codes are those that ``--help`` gives."""
    complaint = _misuse(args)
    if complaint is not None:
        print(f"tenken batch: {complaint}", file=sys.stderr)
        return USAGE
    from agent.baseline import IncomparableError
    from agent.batch.collecting import TooManyError
    from agent.batch.judging import JudgeWork
    from agent.batch.row import FileError
    from agent.rules.ruleset import RuleError
    from agent.runners.work import RunnerError
    from agent.waivers import read

    try:
        require_usable(args, args.files)
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
        from agent.commands.batch_files import judge

        return judge(args, work, ruleset)
    except (FileError, RuleError, RunnerError, IncomparableError, TooManyError, ReportError) as error:
        print(error, file=sys.stderr)
        return CANNOT


def _misuse(args: argparse.Namespace) -> str | None:
    """What is wrong with the call."""
    fixing, listed = args.fix is not None, bool(args.files)
    table = args.out is None or args.out.suffix.lower() in {".jsonl", ".csv"}
    wrong = {
        "expected files of listings, or --sync-report FILE": listed != (args.sync_report is None),
        "--write and --dry-run go with --fix safe": (args.write or args.dry_run) and not fixing,
        "--write takes one file of listings, and no --dry-run": args.write
        and (args.dry_run or len(args.files) != 1),
        f"--out {args.out}: expected a name that ends in .jsonl or .csv": not table,
        "--image-host goes with --fetch-images": args.image_host and not args.fetch_images,
        "--report and --baseline go with files of listings": wanted(args) and not listed,
    }
    return next((complaint for complaint, is_so in wrong.items() if is_so), None) or _in_the_way(args)


def _in_the_way(args: argparse.Namespace) -> str | None:
    given = {path.resolve() for path in args.files}
    if args.out and args.out.resolve() in given:
        return f"--out {args.out}: is one of the files to be read"
    if args.write and args.write.exists() and not args.force:
        kind = "is the file to be read" if args.write.resolve() in given else "is there already"
        return f"--write {args.write}: {kind}; name another, or give --force"
    return None
