"""``tenken baseline show | accept | deny | prune``: the findings that a team lives with for now."""

import argparse
import fnmatch
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from agent.commands.exits import CANNOT, FINDINGS, OK

if TYPE_CHECKING:
    from agent.baseline import Accepted, Baseline, Comparison
    from agent.fingerprint import Marked
    from agent.reports.run import Run

_LISTED = 10
"""So many rules of a kind are named."""


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its parts to the parser."""
    parser = subparsers.add_parser(
        "baseline",
        help="the findings that a team lives with for now",
        description="A run is what an audit saved with `--report json=FILE`. Exit codes: 0 done, or nothing "
        "new; 1 something is new; 2 it could not be done or compared; 3 the words of the call are off.",
    )
    parts = parser.add_subparsers(required=True, metavar="show|accept|deny|prune")
    show = parts.add_parser("show", help="what is in it; with --run, what is new, known and gone")
    show.add_argument("--run", dest="saved", type=Path, metavar="FILE", help="compare with this run")
    show.set_defaults(run=run_show)
    accept = parts.add_parser("accept", help="put findings of a run into it; makes the file if need be")
    accept.set_defaults(run=run_accept)
    deny = parts.add_parser("deny", help="take findings out of it, so that they count as new again")
    deny.set_defaults(run=run_deny)
    prune = parts.add_parser("prune", help="take out what a run did not find any more")
    prune.add_argument("--targets", action="store_true", help="and targets that the run does not have")
    prune.set_defaults(run=run_prune)
    for part in (show, accept, deny, prune):
        part.add_argument("baseline", type=Path, metavar="BASELINE", help="the file, JSON")
    for part in (accept, prune):
        part.add_argument("--run", dest="saved", type=Path, metavar="FILE", required=True, help="a saved run")
    for part in (accept, deny):
        part.add_argument(
            "--target", metavar="PATTERN", help="only of targets whose label fits, such as '*sku=A1*'"
        )
        part.add_argument("--rule", metavar="PATTERN", help="only of rules whose id fits, such as 'image/*'")
        part.add_argument(
            "--fingerprint", action="append", default=[], metavar="F", help="only this; repeatable"
        )
        part.add_argument("--all", action="store_true", help="everything")


def run_show(args: argparse.Namespace) -> int:
    """Print the baseline, or how a run stands to it: 1 when something is new, 2 when that cannot be told."""
    from agent.baseline import IncomparableError, compare
    from agent.baseline_file import read
    from agent.rules.ruleset import RuleError

    try:
        baseline = read(args.baseline)
        if args.saved is None:
            _print(baseline)
            return OK
        run = read_run(args.saved)
        comparison = compare(baseline, run.conditions, run.found())
    except (RuleError, IncomparableError, OSError) as error:
        return _refuse(error)
    _print_comparison(comparison, run)
    return FINDINGS if any(comparison.new.values()) else OK


def run_accept(args: argparse.Namespace) -> int:
    """Write the baseline with the chosen findings of the run."""
    from agent.baseline import IncomparableError, accept
    from agent.baseline_file import read, write
    from agent.rules.ruleset import RuleError

    def chosen(label: str, one: "Marked") -> bool:
        return _chosen(args, label, one.finding.rule, str(one.fingerprint))

    if not _says_which(args):
        return CANNOT
    try:
        run = read_run(args.saved)
        old = read(args.baseline) if args.baseline.exists() else None
        today = date.today()  # noqa: DTZ011 - the file speaks of local days
        new = accept(old, run.conditions, run.found(), today, chosen)
        write(args.baseline, new)
    except (RuleError, IncomparableError, OSError) as error:
        return _refuse(error)
    print(f"{args.baseline}: {_size(new) - (_size(old) if old else 0)} accepted, {_size(new)} in all")
    left = [target.label for target in run.targets if target.outcome != "judged"]
    if left:
        print(f"{len(left)} targets were not audited; what is accepted of them stays: {left[0]} …")
    return OK


def run_deny(args: argparse.Namespace) -> int:
    """Write the baseline without the chosen entries."""
    from agent.baseline import deny
    from agent.baseline_file import read, write
    from agent.rules.ruleset import RuleError

    def unwanted(label: str, entry: "Accepted") -> bool:
        return _chosen(args, label, entry.rule, entry.fingerprint)

    if not _says_which(args):
        return CANNOT
    try:
        old = read(args.baseline)
        new = deny(old, unwanted)
        write(args.baseline, new)
    except (RuleError, OSError) as error:
        return _refuse(error)
    print(f"{args.baseline}: {_size(old) - _size(new)} denied, {_size(new)} left")
    return OK


def run_prune(args: argparse.Namespace) -> int:
    """Write the baseline without what the run did not find any more."""
    from agent.baseline import IncomparableError, compare, prune
    from agent.baseline_file import read, write
    from agent.rules.ruleset import RuleError

    try:
        old, run = read(args.baseline), read_run(args.saved)
        comparison = compare(old, run.conditions, run.found())
        labels = {target.label for target in run.targets} if args.targets else None
        new = prune(old, comparison, labels)
        write(args.baseline, new)
    except (RuleError, IncomparableError, OSError) as error:
        return _refuse(error)
    print(f"{args.baseline}: {_size(old) - _size(new)} pruned, {_size(new)} left")
    return OK


def read_run(path: Path) -> "Run":
    """The run of a JSON report. Raises ``RuleError`` with what was expected."""
    from pydantic import ValidationError

    from agent.reports.run import Run
    from agent.rules.ruleset import RuleError

    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RuleError(path, 1, f"cannot be read ({error.strerror})") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        expected = f"expected a run as `--report json=FILE` writes it ({where}: {first['msg']})"
        raise RuleError(path, 1, expected) from error


def _says_which(args: argparse.Namespace) -> bool:
    if args.all or args.target or args.rule or args.fingerprint:
        return True
    print("say which: --target, --rule, --fingerprint or --all", file=sys.stderr)
    return False


def _chosen(args: argparse.Namespace, label: str, rule: str, token: str) -> bool:
    return (
        (args.target is None or fnmatch.fnmatchcase(label, args.target))
        and (args.rule is None or fnmatch.fnmatchcase(rule, args.rule))
        and (not args.fingerprint or token in args.fingerprint)
    )


def _print(baseline: "Baseline") -> None:
    said = baseline.conditions
    print(f"rule set {said.ruleset}, browser {said.browser or '-'}, fonts {said.fonts or '-'}")
    for label, entries in baseline.targets.items():
        print(label)
        for entry in entries:
            print(f"  {_entry(entry)}, since {entry.accepted}")
    rules = Counter(entry.rule for entries in baseline.targets.values() for entry in entries)
    print(f"{_size(baseline)} findings of {len(rules)} rules in {len(baseline.targets)} targets")


def _print_comparison(comparison: "Comparison", run: "Run") -> None:
    for label, entries in comparison.gone.items():
        for entry in entries:
            print(f"gone   {label}: {_entry(entry)}")
    for label, marked in run.found().items():
        for one in marked:
            if comparison.is_new(label, str(one.fingerprint)):
                print(
                    f"new    {label}: {one.finding.rule} {one.finding.target.quote or ''} {one.fingerprint}"
                )
    named = {"new": comparison.rules_new, "changed": comparison.rules_changed, "gone": comparison.rules_gone}
    if any(named.values()):
        print("the rules changed: " + ", ".join(f"{len(rules)} {name}" for name, rules in named.items()))
        for name, rules in named.items():
            for rule in rules[:_LISTED]:
                print(f"  {name} {rule}")
    elif comparison.ruleset_changed:
        print("the rules changed: lists of words, checks or the shop's settings")
    counts = {"new": comparison.new, "known": comparison.known, "gone": comparison.gone}
    print(", ".join(f"{sum(map(len, entries.values()))} {name}" for name, entries in counts.items()))


def _entry(entry: "Accepted") -> str:
    quote = f" “{entry.quote}”" if entry.quote else ""
    return f"{entry.rule} {entry.field or ''}{quote} {entry.fingerprint}"


def _size(baseline: "Baseline") -> int:
    return sum(map(len, baseline.targets.values()))


def _refuse(error: Exception) -> int:
    told = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
    print(told, file=sys.stderr)
    return CANNOT
