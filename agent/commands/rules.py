"""``tenken rules``: the catalogue in a table."""

import argparse
import sys
from pathlib import Path

from agent.commands.exits import CANNOT, OK
from agent.commands.language import add_locale, locale_of
from agent.commands.packs import add_rules, ruleset_of


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("rules", help="list the rules")
    parser.add_argument(
        "--dir", type=Path, default=None, help="read the rules of this directory instead of our own"
    )
    add_rules(parser)
    add_locale(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one line a rule: id, severity, confidence of its first source, title."""
    from agent.annotate import say
    from agent.rules.ruleset import RuleError

    try:
        ruleset = ruleset_of(args, args.dir)
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    rules = [bound.rule for bound in ruleset.rules]
    width = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        confidence = ruleset.sources[rule.sources[0]].confidence
        print(f"{rule.id:<{width}}  {rule.severity:<8} {confidence:<12} {say(rule.title, locale_of(args))}")
    print(f"{len(rules)} rules, set {ruleset.hash}")
    return OK
