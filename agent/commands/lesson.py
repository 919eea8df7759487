"""``tenken lesson new | check | open | plantable``: practice listings with planted faults, as files.

What was kept of lessons that were held is in ``agent/commands/lesson_records.py``.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agent.commands import lesson_plantable, lesson_records
from agent.commands.exits import CANNOT, FINDINGS, OK
from agent.commands.language import add_locale, locale_of
from agent.commands.lesson_beds import add_site, bed_of, matches
from agent.commands.serve import add_state
from agent.commands.settings import add_shop
from agent.commands.terminal import printable

if TYPE_CHECKING:
    from agent.bound import RuleSet
    from agent.lessons.lesson import Lesson


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its parts to the parser."""
    parser = subparsers.add_parser("lesson", help="make practice listings with planted faults, and use them")
    parts = parser.add_subparsers(required=True, metavar="PART")
    _add_new(parts)
    check = parts.add_parser("check", help="judge lesson files by the rules of today: is their key the same?")
    check.add_argument("files", type=Path, nargs="+", metavar="FILE", help="made by `tenken lesson new`")
    check.set_defaults(run=run_check)
    opened = parts.add_parser("open", help="give a lesson to the running agent; prints its page's address")
    opened.add_argument("file", type=Path, metavar="FILE", help="made by `tenken lesson new`")
    add_state(opened)
    opened.set_defaults(run=run_open)
    add_shop(check)
    add_locale(check)
    lesson_plantable.add(parts)
    lesson_records.add(parts)


def _add_new(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    new = parts.add_parser(
        "new",
        help="plant faults into a practice listing and write it as a file",
        description="Faults are planted into a clean listing of our own; the engine makes the key and checks "
        "that exactly the planted faults are found.",
    )
    add_site(new, "mercari")
    new.add_argument(
        "--marketplace",
        metavar="STORE",
        help="two letters of Amazon's store: jp, us, uk, in, de (default: what fits)",
    )
    new.add_argument(
        "--rules", nargs="+", default=[], metavar="GLOB", help="ids of rules, such as 'mercari/*'"
    )
    new.add_argument(
        "--groups", nargs="+", default=[], metavar="GROUP", help="groups of rules, such as claim"
    )
    new.add_argument("--count", type=int, default=7, help="rules to plant a fault of (default: 7)")
    new.add_argument("--seed", type=int, default=None, help="the same seed makes the same faults")
    new.add_argument("--title", help="the lesson's name (default: what it shows)")
    new.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="file to write")
    new.add_argument("--force", action="store_true", help="replace a file that is there")
    add_shop(new)
    add_locale(new)
    new.set_defaults(run=run_new)


def run_new(args: argparse.Namespace) -> int:
    """Write the lesson, and say what was planted and what could not be; 2 when there is none."""
    from agent import atomic
    from agent.annotate import say
    from agent.lessons.lesson import lesson_bytes
    from agent.lessons.obstacles import WHY
    from agent.lessons.planting import PlantingError, plant
    from agent.rules.ruleset import RuleError

    if args.output.exists() and not args.force:
        print(f"{args.output} is there already; name another file, or give --force", file=sys.stderr)
        return CANNOT
    try:
        bed = bed_of(args)
        rules = _chosen(args, bed.ruleset)
        made = plant(
            bed,
            args.site,
            rules,
            args.count,
            _seed() if args.seed is None else args.seed,
            locale_of(args),
            title=args.title,
            store=args.marketplace,
        )
        atomic.replace(args.output, lesson_bytes(made.lesson))
    except (RuleError, PlantingError) as error:
        print(error, file=sys.stderr)
        return CANNOT
    except OSError as error:
        print(f"{args.output}: cannot be written ({error.strerror})", file=sys.stderr)
        return CANNOT
    for fault in made.lesson.planted:
        place = fault.field if fault.index is None else f"{fault.field} {fault.index + 1}"
        print(printable(f"{fault.rule}  {place}  {fault.quote or ''}".rstrip()))
    for name in made.exchanged:
        print(f"{name}: could not be planted beside the others; another was taken", file=sys.stderr)
    for name in made.companions:
        print(f"{name}: came along with another rule: what breaks that one breaks it, too", file=sys.stderr)
    for name in sorted(bed.obstacles.keys() & set(args.rules)):
        print(f"{name}: {say(WHY[bed.obstacles[name]], locale_of(args))}", file=sys.stderr)
    rules_in_it = len(made.lesson.rules())
    planted = rules_in_it - len(made.companions)
    if planted < args.count:
        print(
            f"only {planted} of {args.count} rules could be planted together: choose more with --rules, "
            "or another --seed",
            file=sys.stderr,
        )
    print(f"{args.output}: {len(made.lesson.planted)} faults of {rules_in_it} rules, seed {made.lesson.seed}")
    return OK


def run_check(args: argparse.Namespace) -> int:
    """Say of each file whether its key holds; 1 where it does not, 2 for one that cannot be read."""
    from agent.lessons.checking import differences
    from agent.rules.ruleset import RuleError

    try:
        bed = bed_of(args)
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    code = OK
    for path in args.files:
        lesson = _read(path)
        if lesson is None:
            code = CANNOT
            continue
        lines = differences(bed, lesson, locale_of(args))
        for line in lines:
            print(printable(f"{path}: {line}"))
        if lines:
            code = max(code, FINDINGS)
        else:
            print(f"{path}: {len(lesson.planted)} faults, as planted")
    return code


def run_open(args: argparse.Namespace) -> int:
    """Print the address of the lesson's practice page; 2 with one line when the agent does not take it."""
    from agent.server import caller
    from agent.server.binding import HOST
    from agent.server.state import StateDirectory, StateError, default_path
    from agent.wire_console import LessonEntry

    lesson = _read(args.file)
    if lesson is None:
        return CANNOT
    try:
        agent = caller.running(StateDirectory(args.state or default_path()))
        body = lesson.model_dump(mode="json", exclude_none=True)
        entry = caller.call(agent, "POST", "/v1/lessons", LessonEntry, body)
    except (caller.CallError, StateError) as error:
        print(error, file=sys.stderr)
        return CANNOT
    print(f"http://{HOST}:{agent.port}{entry.path}")
    return OK


def _chosen(args: argparse.Namespace, ruleset: "RuleSet") -> list[str]:
    """The ids that ``--rules`` and ``--groups`` name. Raises ``PlantingError``."""
    from agent.groups import GROUPS, group_of
    from agent.lessons.planting import PlantingError

    for group in args.groups:
        if group not in GROUPS:
            msg = f"--groups: no group '{group}'; the groups are {', '.join(GROUPS)}"
            raise PlantingError(msg)
    rules = [bound.rule for bound in ruleset.rules if args.site in bound.rule.applies.platforms]
    chosen = [
        rule.id
        for rule in rules
        if (not args.rules or matches(rule.id, args.rules))
        and (not args.groups or group_of(rule) in args.groups)
    ]
    if not chosen:
        msg = f"--rules, --groups: no rule of site {args.site} is named so; `tenken rules` lists them"
        raise PlantingError(msg)
    if args.count < 1:
        msg = f"--count: expected 1 or more, got {args.count}"
        raise PlantingError(msg)
    return chosen


def _read(path: Path) -> "Lesson | None":
    from agent.lessons.lesson import LessonError, read_lesson

    try:
        return read_lesson(path.read_bytes())
    except OSError as error:
        print(f"{path}: cannot be read ({error.strerror})", file=sys.stderr)
    except LessonError as error:
        print(f"{path}: {error}", file=sys.stderr)
    return None


def _seed() -> int:
    import secrets

    return secrets.randbelow(1_000_000)
