"""``tenken audit TARGET…``: open pages in a browser without a person, judge them, compare with a baseline."""

import argparse
import hashlib
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.commands.exits import CANNOT, USAGE
from agent.commands.language import add_locale, locale_of
from agent.commands.packs import add_rules
from agent.commands.reporting import (
    add_reports,
    compared_lines,
    exit_code,
    finished,
    require_usable,
    shows_pictures,
)
from agent.commands.running import add_runner, runner_of
from agent.commands.settings import add_shop, shop_file
from agent.commands.terminal import printable
from agent.commands.waive import waivers_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.audit.auditor import Judgement, Manner
    from agent.audit.page_work import PageWork
    from agent.audit.target import Target
    from agent.reports.run import AuditedTarget

TABS = 2
PICTURE_BYTES = 256 << 20
"""Of screenshots and pictures that a run keeps for its report; no browser opens a much larger page."""
EPILOG = """\
targets: addresses (https://…) and saved pages (.html, .mhtml, or a folder of scripts/save_page.py)
outcomes that are never clean: blocked (the site shows a page against robots), log-in (it asks to sign in),
changed-site (the page is there, its fields are not), could-not (anything else)
exit codes: 0 clean, 1 findings (--fail-on; with --baseline only new ones), 2 something could not be audited,
3 wrong usage
"""


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "audit",
        help="open pages without a person, judge them, and compare with a baseline",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pages", nargs="*", metavar="TARGET", help="address or saved page")
    parser.add_argument(
        "--targets",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a list of targets, one a line; of a saved page its address may follow after a tab",
    )
    opening = parser.add_argument_group("how pages are opened")
    opening.add_argument(
        "--storage-state",
        type=_state,
        action="append",
        default=[],
        metavar="HOST=FILE",
        help="be signed in at that host, as in the browser that Playwright wrote FILE of (mode 0600)",
    )
    opening.add_argument(
        "--pace",
        type=_seconds,
        default=2.0,
        metavar="SECONDS",
        help="between two pages of one host (default: 2; saved pages do not wait)",
    )
    opening.add_argument(
        "--timeout", type=_seconds, default=45.0, metavar="SECONDS", help="for one page (default: 45)"
    )
    opening.add_argument(
        "--retries", type=_tries, default=2, metavar="N", help="further tries of a page (default: 2)"
    )
    parser.add_argument(
        "--mercari-link",
        choices=("yes", "no"),
        default=None,
        help="whether Mercari's ASIN linking covers the listings; pages do not tell",
    )
    parser.add_argument(
        "--journal",
        type=Path,
        default=None,
        metavar="FILE",
        help="keep results here as they come; the same command goes on from there after a stop",
    )
    parser.add_argument(
        "--today", type=date.fromisoformat, default=None, help="judge as on this day (YYYY-MM-DD)"
    )
    add_runner(parser, f"pages at once (default: {TABS}); with --dask, each worker has one")
    add_reports(parser, "error")
    add_rules(parser)
    add_shop(parser)
    add_locale(parser)
    parser.set_defaults(run=run)


def _state(text: str) -> tuple[str, Path]:
    host, equals, path = text.partition("=")
    if not (host and equals and path) or "/" in host:
        msg = f"expected HOST=FILE such as sellercentral.amazon.co.jp=amazon.json, found '{text}'"
        raise argparse.ArgumentTypeError(msg)
    return host.lower(), Path(path)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 3600:  # noqa: PLR2004 - an hour
        msg = "expected 0 to 3600 seconds"
        raise argparse.ArgumentTypeError(msg)
    return value


def _tries(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 20:  # noqa: PLR2004 - whoever needs more has another problem
        msg = "expected 0 to 20"
        raise argparse.ArgumentTypeError(msg)
    return value


def run(args: argparse.Namespace) -> int:
    """Audit and print; the exit codes are those that ``--help`` gives."""
    from playwright.async_api import Error as BrowserError

    from agent.audit.browser import StorageError, require_private
    from agent.audit.journal import JournalError
    from agent.audit.target import TargetError, targets_of
    from agent.baseline import IncomparableError
    from agent.browser import BrowserNotFoundError
    from agent.rules.ruleset import RuleError
    from agent.runners.work import RunnerError

    try:
        targets = targets_of(args.pages, args.targets)
        for _, path in args.storage_state:
            require_private(path)
    except (TargetError, StorageError) as error:
        print(f"tenken audit: {error}", file=sys.stderr)
        return USAGE
    try:
        read = (target.saved for target in targets if target.saved is not None)
        kept = [path for _, path in args.storage_state] + ([args.journal] if args.journal else [])
        require_usable(args, (*args.targets, *read, *kept))
        return _audit(args, targets)
    except (
        *(RuleError, IncomparableError, JournalError, RunnerError, BrowserNotFoundError, BrowserError),
        *(OSError, ValueError),
    ) as error:
        print(error, file=sys.stderr)
        return CANNOT


def _audit(args: argparse.Namespace, targets: "tuple[Target, ...]") -> int:
    import asyncio

    from agent.audit.journal import open_journal
    from agent.audit.target import stamp_of
    from agent.commands import audit_words

    work = _work(args)
    judgement = work.judgement()
    done: dict[str, AuditedTarget] = {}
    opened = (
        open_journal(args.journal, _depends(judgement, work.manner)) if args.journal else nullcontext(None)
    )
    stamps = {target.label: stamp_of(target) for target in targets} if args.journal else {}
    with opened as journal:
        for label, stamp in stamps.items():
            if journal is not None and (known := journal.judged(label, stamp)) is not None:
                done[label] = known
        progress = audit_words.Progress(len(targets), len(done))

        shown = sum(map(_bytes_of, done.values()))

        def take(target: "AuditedTarget") -> None:
            nonlocal shown
            shown += _bytes_of(target)
            if shown > PICTURE_BYTES:
                target = target.model_copy(update={"pictures": {}, "screenshots": ()})
            if journal is not None:
                journal.add(target, stamps[target.label])
            done[target.label] = target
            progress.tell(target)

        left = [target for target in targets if target.label not in done]
        browser: str | None
        fonts: str | None
        try:
            if args.dask is None:
                browser, fonts = asyncio.run(_here(judgement, work.manner, left, args.jobs or TABS, take))
            else:
                browser, fonts = _there(args, work, left, take)
        except KeyboardInterrupt:
            kept = f"; the same command goes on from {args.journal}" if args.journal else ""
            print(f"stopped: {len(done)} of {len(targets)} targets are done{kept}", file=sys.stderr)
            return CANNOT
    if shown > PICTURE_BYTES:
        print(
            f"the first {PICTURE_BYTES >> 20} MiB of screenshots are kept, not those of later pages",
            file=sys.stderr,
        )
    audited = finished(
        args, [done[target.label] for target in targets], judgement.ruleset, browser=browser, fonts=fonts
    )
    audit_words.tell(audited, locale_of(args))
    for line in compared_lines(audited):
        print(printable(line))
    return exit_code(args, audited)


def _bytes_of(target: "AuditedTarget") -> int:
    """How many bytes of pictures it holds."""
    return sum(map(len, target.pictures.values())) + sum(len(shot.image) for shot in target.screenshots)


async def _here(
    judgement: "Judgement",
    manner: "Manner",
    targets: "list[Target]",
    tabs: int,
    take: "Callable[[AuditedTarget], None]",
) -> tuple[str, str]:
    """Audit them in one browser of this machine; its name and its fonts."""
    from agent.audit.auditor import Auditor
    from agent.audit.running import audit_all

    async with Auditor(judgement, manner) as auditor:
        conditions = await auditor.browser.conditions()
        await audit_all(auditor, targets, tabs, take)
        return conditions


def _there(
    args: argparse.Namespace,
    work: "PageWork",
    targets: "list[Target]",
    take: "Callable[[AuditedTarget], None]",
) -> tuple[str | None, str | None]:
    """Audit them on a cluster; names and fonts of its browsers."""
    from agent.reports.run import AuditedTarget
    from agent.runners.work import Failed

    browsers: set[str] = set()
    fonts: set[str] = set()
    for target, result in runner_of(args, chunk=1).completed(work, targets):
        if isinstance(result, Failed):
            take(AuditedTarget(label=target.label, outcome="could-not", why=result.reason))
            continue
        browsers.add(result.browser)
        fonts.add(result.fonts)
        take(AuditedTarget.model_validate_json(result.json))
    return ", ".join(sorted(browsers)) or None, ", ".join(sorted(fonts)) or None


def _work(args: argparse.Namespace) -> "PageWork":
    from agent.audit.page_work import PageWork
    from agent.reports.run import LOCALES
    from agent.waivers import read

    return PageWork(
        rules=tuple(args.rules),
        shop=shop_file(args),
        waivers=read(waivers_file(args)),
        today=args.today or date.today(),  # noqa: DTZ011 - rules speak of local days
        locales=LOCALES if args.reports else (locale_of(args),),
        mercari_link={"yes": True, "no": False, None: None}[args.mercari_link],
        manner=_manner(args),
    )


def _manner(args: argparse.Namespace) -> "Manner":
    from agent.audit.auditor import Manner

    return Manner(
        seconds=args.timeout,
        retries=args.retries,
        pace=args.pace,
        states=dict(args.storage_state),
        screenshots=shows_pictures(args),
    )


def _depends(judgement: "Judgement", manner: "Manner") -> dict[str, Any]:
    """What results of one journal have in common."""
    from agent.runners.installation import installation

    return {
        "Tenken": installation().digest,
        "rule set": judgement.ruleset.hash,
        "shop": _digest(judgement.shop.model_dump_json()),
        "list of waivers": _digest(judgement.waivers.model_dump_json()),
        "day": judgement.today.isoformat(),
        "languages": list(judgement.locales),
        "word on Mercari's linking": judgement.mercari_link,
        "screenshots": manner.screenshots,
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
