"""``tenken explain RULE``: what a rule says, where it comes from, and its own examples."""

import argparse
import difflib
import sys
from typing import TYPE_CHECKING

from agent.commands.exits import OK, USAGE
from agent.commands.language import add_locale, locale_of

if TYPE_CHECKING:
    from agent.engine import RuleSet
    from agent.rules.rule import Case, Rule
    from agent.wire import Locale


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("explain", help="explain one rule with its sources and examples")
    parser.add_argument("rule", help="id, as `tenken rules` lists them")
    add_locale(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the rule, or the ids that come near."""
    from agent.catalogue import load

    ruleset = load()
    rule = ruleset.rule(args.rule)
    if rule is None:
        ids = [bound.rule.id for bound in ruleset.rules]
        near = [name for name in ids if args.rule in name] or difflib.get_close_matches(
            args.rule, ids, 3, 0.4
        )
        hint = f" Did you mean {', '.join(near[:3])}?" if near else " `tenken rules` lists them."
        print(f"no rule '{args.rule}'.{hint}", file=sys.stderr)
        return USAGE
    print(_text(rule, ruleset, locale_of(args)))
    return OK


def _text(rule: "Rule", ruleset: "RuleSet", locale: "Locale") -> str:
    from agent.annotate import say

    stores = ", ".join(rule.applies.marketplaces) or "all stores"
    if rule.applies.not_marketplaces:
        stores += f" but {', '.join(rule.applies.not_marketplaces)}"
    lines = [
        f"{rule.id}: {say(rule.title, locale)}",
        f"{rule.severity}, {', '.join(rule.applies.platforms)}, {stores}; reads {', '.join(rule.fields)}",
        "",
        _message(rule, ruleset, locale),
        say(rule.help, locale),
        "",
    ]
    if rule.valid_from is not None:
        lines.append(f"In force since {rule.valid_from}.")
    for name in rule.sources:
        source = ruleset.sources[name]
        lines.append(
            f"Source ({source.confidence}, {source.seen}): {source.title} {source.url or ''}".rstrip()
        )
    lines += [
        "",
        *(f"✗ {_example(case)}" for case in rule.fail),
        *(f"✓ {_example(case)}" for case in rule.passes),
    ]
    return "\n".join(lines)


def _message(rule: "Rule", ruleset: "RuleSet", locale: "Locale") -> str:
    """The message as the rule's first example gets it, with its numbers."""
    from agent.annotate import annotate
    from agent.engine import judge_rule
    from agent.proving import case_facts, case_listing
    from agent.report import Report

    case = rule.fail[0]
    listing = case_listing(rule, case)
    bound = next(bound for bound in ruleset.rules if bound.rule is rule)
    report = Report(ruleset.hash, "text", tuple(judge_rule(bound, listing, case_facts(case))))
    return annotate(report, ruleset, listing, locale)[0].message


def _example(case: "Case") -> str:
    texts = {**case.listing, **({"image": case.facts} if case.facts else {})}
    return " · ".join(f"{field}: {value}" for field, value in texts.items())
