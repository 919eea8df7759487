"""``tenken notice``: a notice of 初期不良保証 for a Mercari description, ready to be pasted."""

import argparse
import sys

from agent.commands.exits import FINDINGS, OK, USAGE
from agent.commands.language import add_locale, locale_of


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser; its defaults are those of ``agent.notice.Terms``."""
    parser = subparsers.add_parser(
        "notice",
        help="write an initial-defect notice for Mercari",
        description="Prints the notice in Japanese; on standard error, what our rules say against its terms.",
    )
    parser.add_argument("--days", type=int, default=7, help="days from arrival (default %(default)s)")
    parser.add_argument(
        "--hours", type=int, default=24, help="hours after opening to get in touch (default %(default)s)"
    )
    parser.add_argument(
        "--handling",
        choices=("exchange", "refund", "both"),
        default="both",
        help="what is offered (default %(default)s)",
    )
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="CAUSE",
        help="name a cause beside 人為的な破損, in Japanese: --exclude 落下 --exclude 水濡れ",
    )
    parser.add_argument("--link", help="the guide (default: Mercari's page on initial defects)")
    add_locale(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the notice; 1 when a rule finds fault with it, 3 when the terms cannot be written."""
    from agent.notice import GUIDE, Terms, build

    try:
        terms = Terms(args.days, args.hours, args.handling, tuple(args.exclude), args.link or GUIDE)
    except ValueError as error:
        print(error, file=sys.stderr)
        return USAGE
    notice = build(terms)
    print(notice)
    said = _against(notice, args)
    for line in said:
        print(line, file=sys.stderr)
    return FINDINGS if said else OK


def _against(notice: str, args: argparse.Namespace) -> list[str]:
    from datetime import date

    from agent.annotate import annotate
    from agent.catalogue import load
    from agent.engine import run as judge
    from agent.listing import Listing

    ruleset = load()
    listing = Listing(platform="mercari", marketplace="jp", mercari_link=True, description=notice)
    report = judge(ruleset, listing, {}, date.today())  # noqa: DTZ011 - rules speak of local days
    return [
        f"{entry.message} ({entry.rule})" for entry in annotate(report, ruleset, listing, locale_of(args))
    ]
