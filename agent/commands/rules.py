"""``tenken rules``: the catalogue in a table."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agent.commands.exits import CANNOT, OK
from agent.commands.language import add_locale, locale_of
from agent.commands.packs import add_rules, ruleset_of
from agent.commands.settings import add_shop, tailored

if TYPE_CHECKING:
    from agent.bound import RuleSet


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("rules", help="list the rules")
    parser.add_argument(
        "--dir", type=Path, default=None, help="read the rules of this directory instead of our own"
    )
    parser.add_argument(
        "--coverage", action="store_true", help="list what each source says and which rules check it"
    )
    add_rules(parser)
    add_shop(parser)
    add_locale(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one line a rule: id, severity, confidence of its first source, title."""
    from agent.annotate import say
    from agent.rules.ruleset import RULES_DIR, RuleError

    try:
        whole = ruleset_of(args, args.dir)
        ruleset, _ = tailored(args, whole)
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    if args.coverage:
        return _print_coverage(args.dir or RULES_DIR, whole)
    rules = [bound.rule for bound in ruleset.rules]
    width = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        confidence = ruleset.sources[rule.sources[0]].confidence
        print(f"{rule.id:<{width}}  {rule.severity:<8} {confidence:<12} {say(rule.title, locale_of(args))}")
    print(f"{len(rules)} rules, set {ruleset.hash}")
    return OK


def _print_coverage(directory: Path, ruleset: "RuleSet") -> int:
    from agent.rules.coverage import read
    from agent.rules.ruleset import RuleError

    try:
        sources = read(directory, ruleset.sources, (bound.rule.id for bound in ruleset.rules))
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    for coverage in sources:
        print(f"{coverage.source}: {ruleset.sources[coverage.source].title}")
        for statement in coverage.statements:
            print(f"  {statement.id}  {statement.says}")
            for line in statement.rules or (f"(none) {statement.none}",):
                print(f"         {line}")
            if statement.partly is not None:
                print(f"         (in part) {statement.partly}")
    statements = [statement for coverage in sources for statement in coverage.statements]
    checked = [statement for statement in statements if statement.rules]
    partly = sum(statement.partly is not None for statement in checked)
    print(
        f"{len(statements)} statements: {len(checked)} checked ({partly} of them in part), "
        f"{len(statements) - len(checked)} that no rule can check"
    )
    return OK
