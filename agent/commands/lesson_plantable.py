"""``tenken lesson plantable``: which rules can be planted, where, and why the others cannot."""

import argparse
import sys
from typing import TYPE_CHECKING

from agent.commands.exits import CANNOT, OK
from agent.commands.language import add_locale, locale_of
from agent.commands.lesson_beds import add_site, bed_of, matches
from agent.commands.settings import add_shop

if TYPE_CHECKING:
    from agent.lessons.plantable import Plantable


def add(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the part to ``tenken lesson``."""
    parser = parts.add_parser("plantable", help="which rules can be planted, where, and why others cannot")
    add_site(parser)
    parser.add_argument("--rules", nargs="+", default=["*"], metavar="GLOB", help="only these (default: all)")
    add_shop(parser)
    add_locale(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one line a rule: how it can be planted, or why not."""
    from agent.lessons.plantable import probe
    from agent.rules.ruleset import RuleError

    try:
        bed = bed_of(args)
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    rules = [bound.rule for bound in bed.ruleset.rules if matches(bound.rule.id, args.rules)]
    if args.site is not None:
        rules = [rule for rule in rules if args.site in rule.applies.platforms]
    width = max((len(rule.id) for rule in rules), default=0)
    plantable = 0
    for rule in rules:
        result = probe(bed, rule, args.site)
        plantable += result.grown is not None
        print(f"{rule.id:<{width}}  {_told(result, args)}", flush=True)
    print(f"{plantable} of {len(rules)} rules can be planted")
    return OK


def _told(result: "Plantable", args: argparse.Namespace) -> str:
    from agent.annotate import say
    from agent.lessons.obstacles import WHY

    if result.grown is None:
        return "-  " + (say(WHY[result.why], locale_of(args)) if result.why else "")
    listing = result.grown.draft.listing
    beside = f", never without {', '.join(result.others)}" if result.others else ""
    return f"{listing.platform} {listing.marketplace}{beside}"
