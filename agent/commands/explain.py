"""``tenken explain RULE``: what a rule says, its sources and examples; ``--why TEXT``: what it sees."""

import argparse
import difflib
import re
import sys
from datetime import date
from typing import TYPE_CHECKING, get_args

from agent.choices import Platform
from agent.commands.exits import CANNOT, OK, USAGE
from agent.commands.language import add_locale, locale_of
from agent.commands.packs import add_rules, ruleset_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.bound import BoundRule, RuleSet
    from agent.rules.rule import Case
    from agent.wire_parts import Locale


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "explain", help="explain one rule with its sources and examples, or what the rules see in a text"
    )
    parser.add_argument("rule", nargs="?", help="id, as `tenken rules` lists them")
    parser.add_argument("--why", metavar="TEXT", help="show what in TEXT matched, what did not, and why")
    where = parser.add_argument_group("with --why, what TEXT is (default: what each rule speaks of)")
    where.add_argument("--field", help="title, bullets, description …")
    where.add_argument("--platform", choices=get_args(Platform))
    where.add_argument("--store", help="two letters: jp, us, de …")
    where.add_argument("--today", type=date.fromisoformat, help="judge as on this day (YYYY-MM-DD)")
    add_rules(parser)
    add_locale(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the rule, or the ids that come near."""
    from agent.commands.why import Question, reasons
    from agent.rules.ruleset import RuleError

    complaint = _complaint(args)
    if complaint is not None:
        print(complaint, file=sys.stderr)
        return USAGE
    try:
        ruleset = ruleset_of(args)
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    rules = [bound for bound in ruleset.rules if args.rule in (None, bound.rule.id)]
    if not rules:
        print(f"no rule '{args.rule}'.{_near(args.rule, ruleset)}", file=sys.stderr)
        return USAGE
    if args.why is None:
        print("\n".join(_text(rules[0], ruleset, locale_of(args))))
        return OK
    today = args.today or date.today()  # noqa: DTZ011 - rules speak of local days
    question = Question(args.why, args.field, args.platform, args.store, today, named=args.rule is not None)
    print("\n".join(reasons(rules, question, locale_of(args))))
    return OK


def _complaint(args: argparse.Namespace) -> str | None:
    """What is wrong with the options, and what was expected."""
    from agent.listing import MAX_TEXT, TEXT_FIELDS

    if args.rule is None and args.why is None:
        return "expected a rule, or --why TEXT"
    if args.field not in (None, *TEXT_FIELDS):
        return f"no field '{args.field}'; the fields are {', '.join(TEXT_FIELDS)}"
    if args.store is not None and not re.fullmatch("[a-z]{2}", args.store):
        return f"'{args.store}' is no store; expected two small letters: jp, us, de …"
    if args.why is not None and (len(args.why) > MAX_TEXT or re.search("[\ud800-\udfff]", args.why)):
        return f"expected at most {MAX_TEXT} characters of UTF-8 text after --why"
    return None


def _near(wanted: str, ruleset: "RuleSet") -> str:
    ids = [bound.rule.id for bound in ruleset.rules]
    near = [name for name in ids if wanted in name] or difflib.get_close_matches(wanted, ids, 3, 0.4)
    return f" Did you mean {', '.join(near[:3])}?" if near else " `tenken rules` lists them."


def _text(bound: "BoundRule", ruleset: "RuleSet", locale: "Locale") -> "Iterator[str]":
    from agent.annotate import say
    from agent.commands.wording import (
        confidence,
        consequence,
        context,
        fields,
        severity,
        span_of_days,
        stores,
    )

    rule = bound.rule
    yield f"{rule.id}: {say(rule.title, locale)}"
    where = ", ".join(rule.applies.platforms)
    yield f"{severity(rule, locale)} · {where} · {stores(rule, locale)} · {fields(rule, locale)}"
    yield from filter(None, (context(rule, locale), consequence(rule, locale), span_of_days(rule, locale)))
    yield ""
    yield _message(bound, ruleset, locale)
    yield say(rule.help, locale)
    yield ""
    for name in rule.sources:
        source = ruleset.sources[name]
        yield f"{confidence(source, locale)} {source.title} {source.url or ''}".rstrip()
    yield ""
    yield from (f"✗ {_example(case)}" for case in rule.fail)
    yield from (f"✓ {_example(case)}" for case in rule.passes)


def _message(bound: "BoundRule", ruleset: "RuleSet", locale: "Locale") -> str:
    """The message as the rule's first example gets it, with its numbers."""
    from agent.annotate import annotate, say
    from agent.engine import judge_rule
    from agent.proving import case_facts, case_listing
    from agent.report import Report

    rule = bound.rule
    if not rule.fail:  # a rule that was made of a user's dictionary may have no example
        return say(rule.message, locale)
    case = rule.fail[0]
    listing = case_listing(rule, case)
    report = Report(ruleset.hash, "text", tuple(judge_rule(bound, listing, case_facts(case))))
    return annotate(report, ruleset, listing, locale)[0].message


def _example(case: "Case") -> str:
    texts = {**case.listing, **({"image": case.facts} if case.facts else {})}
    return " · ".join(f"{field}: {value}" for field, value in texts.items())
