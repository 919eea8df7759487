"""``tenken waive list | add | remove | prune``: the shop's memory of "not a problem here"."""

import argparse
import getpass
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from agent.commands.exits import CANNOT, OK
from agent.commands.language import add_locale, locale_of

if TYPE_CHECKING:
    from agent.waivers import Waiver

VARIABLE = "TENKEN_WAIVERS"
SCOPES = ("place", "listing", "shop", "everywhere")
"""Those of ``agent.waivers``, which is not imported to parse a command line."""


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its parts to the parser."""
    parser = subparsers.add_parser("waive", help="say that a finding is no problem here, and take it back")
    parts = parser.add_subparsers(required=True, metavar="list|add|remove|prune")
    listed = parts.add_parser("list", help="every waiver: what it covers, why, by whom, until when")
    listed.set_defaults(run=run_list)
    added = parts.add_parser("add", help="waive a finding")
    added.add_argument("rule", help="the rule's id")
    added.add_argument(
        "--scope",
        choices=SCOPES,
        required=True,
        help=(
            "place: this finding only (--fingerprint); listing: this rule on one listing (--listing); "
            "shop: this rule for one shop (--shop-name); everywhere: this rule in every listing"
        ),
    )
    added.add_argument("--fingerprint", help="as reports show it")
    added.add_argument("--quote", default="", help="the text at that place, for who reads the file")
    added.add_argument("--listing", metavar="KEY", help="asin:…, sku:… or url:…")
    added.add_argument("--shop-name", dest="shop", help="as in the shop's settings")
    added.add_argument("--reason", required=True, help="why it is no problem")
    added.add_argument("--author", default=None, help="who says so (default: the system's user)")
    end = added.add_mutually_exclusive_group()
    end.add_argument(
        "--until", type=date.fromisoformat, metavar="DAY", help="the last day it holds (YYYY-MM-DD)"
    )
    end.add_argument("--days", type=int, metavar="N", help="or for so many days from today")
    added.set_defaults(run=run_add)
    removed = parts.add_parser("remove", help="take waivers back")
    removed.add_argument("ids", nargs="+", metavar="ID", help="as `tenken waive list` shows it")
    removed.set_defaults(run=run_remove)
    pruned = parts.add_parser("prune", help="take out those that are over")
    pruned.set_defaults(run=run_prune)
    for part in (listed, added, removed, pruned):
        add_waivers(part)
        add_locale(part)


def add_waivers(parser: argparse.ArgumentParser) -> None:
    """Add ``--waivers``, as every command has it that judges."""
    parser.add_argument(
        "--waivers",
        type=Path,
        default=None,
        metavar="FILE",
        help=f"default: {VARIABLE}, else waivers.toml in the system's place for settings",
    )


def waivers_file(args: argparse.Namespace) -> Path:
    """The file that ``--waivers``, the environment or the system's place names; it need not be there."""
    named = args.waivers or os.environ.get(VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("tenken", appauthor=False) / "waivers.toml"


def run_list(args: argparse.Namespace) -> int:
    """Print every waiver."""
    from agent.rules.ruleset import RuleError
    from agent.waivers import read

    path, today = waivers_file(args), date.today()  # noqa: DTZ011 - the file speaks of local days
    try:
        waivers = read(path).waivers
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    for waiver in waivers:
        _print(waiver, today, args)
    over = sum(not waiver.holds(today) for waiver in waivers)
    print(f"{path}: {len(waivers)} waivers, {over} expired")
    return OK


def run_add(args: argparse.Namespace) -> int:
    """Add one waiver to the file."""
    from pydantic import ValidationError

    from agent import waiver_file
    from agent.rules.ruleset import RuleError
    from agent.waivers import Waiver

    today = date.today()  # noqa: DTZ011 - the file speaks of local days
    try:
        waiver = Waiver(
            id=waiver_file.new_id(),
            scope=args.scope,
            rule=args.rule,
            fingerprint=args.fingerprint,
            quote=args.quote,
            listing=args.listing,
            shop=args.shop,
            reason=args.reason,
            author=args.author or getpass.getuser(),
            created=today,
            until=args.until if args.days is None else today + timedelta(days=args.days),
        )
        waiver_file.add(waivers_file(args), waiver)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = " ".join(f"--{part}" for part in first["loc"])
        print(f"{where} {first['msg'].removeprefix('Value error, ')}".strip(), file=sys.stderr)
        return CANNOT
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    _print(waiver, today, args)
    return OK


def run_remove(args: argparse.Namespace) -> int:
    """Take waivers out of the file; 2 when one of them is not there."""
    from agent import waiver_file
    from agent.rules.ruleset import RuleError

    path = waivers_file(args)
    try:
        removed = waiver_file.remove(path, args.ids)
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    for waiver in removed:
        print(f"removed {waiver.id}: {waiver.rule}")
    missing = [name for name in args.ids if name not in {waiver.id for waiver in removed}]
    if missing:
        print(f"{path}: no waiver '{missing[0]}'; `tenken waive list` shows them", file=sys.stderr)
    return CANNOT if missing else OK


def run_prune(args: argparse.Namespace) -> int:
    """Take out what is over."""
    from agent import waiver_file
    from agent.rules.ruleset import RuleError

    path = waivers_file(args)
    try:
        removed = waiver_file.prune(path, date.today())  # noqa: DTZ011 - the file speaks of local days
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    print(f"{path}: {len(removed)} expired waivers removed")
    return OK


def _print(waiver: "Waiver", today: date, args: argparse.Namespace) -> None:
    from agent.waiver_words import reach

    end = "no end" if waiver.until is None else f"until {waiver.until}"
    if not waiver.holds(today):
        end = f"EXPIRED {waiver.until}"
    print(f"{waiver.id}  {waiver.rule}  {reach(waiver, locale_of(args))}")
    print(f"{'':10}  {waiver.reason} ({waiver.author}, {waiver.created}, {end})")
