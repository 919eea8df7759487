"""``tenken packs check|convert``: rules and dictionaries that users bring; ``--rules`` of other commands."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agent.commands.exits import CANNOT, OK

if TYPE_CHECKING:
    from agent.bound import RuleSet
    from agent.packs import loading


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Add ``--rules``, as every command has it that judges."""
    parser.add_argument(
        "--rules",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="rules of your own too: a directory, a zip of one, or a dictionary (.csv, .yml); repeatable",
    )


def ruleset_of(args: argparse.Namespace, directory: Path | None = None) -> "RuleSet":
    """Our rules, or those of ``directory``, with those that ``--rules`` names. Raises ``RuleError``."""
    from agent import catalogue

    base = catalogue.load() if directory is None else catalogue.load(directory)
    if not args.rules:
        return base
    from agent.packs import loading

    return loading.add(base, [loading.load(origin) for origin in args.rules])


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its two parts to the parser."""
    parser = subparsers.add_parser("packs", help="check or convert rules and dictionaries of your own")
    parts = parser.add_subparsers(required=True, metavar="check|convert")
    check = parts.add_parser("check", help="tell everything that is wrong with a pack, and what is odd")
    check.add_argument("packs", type=Path, nargs="+", metavar="PACK", help="directory, .zip, .csv or .yml")
    check.set_defaults(run=run_check)
    convert = parts.add_parser(
        "convert",
        help="write a pack's words as CSV or as a dictionary of prh",
        description="Writes nothing when something cannot be said in the new format, unless --skip is given.",
    )
    convert.add_argument("pack", type=Path, help="directory, .zip, .csv or .yml")
    convert.add_argument("target", type=Path, help="file to write: .csv, or .yml for prh")
    convert.add_argument(
        "--encoding", choices=("utf-8", "cp932"), default="utf-8", help="of CSV (default: utf-8)"
    )
    convert.add_argument("--skip", action="store_true", help="leave out what cannot be said, and tell which")
    convert.add_argument("--force", action="store_true", help="replace a file that is there")
    convert.set_defaults(run=run_convert)


def run_check(args: argparse.Namespace) -> int:
    """Print every complaint with file and line; 2 when a pack cannot be used."""
    from agent.packs import lint, loading
    from agent.packs.entry import Complaints
    from agent.rules.ruleset import RuleError

    packs: list[loading.Pack] = []
    for origin in args.packs:
        complaints = Complaints()
        pack = loading.examine(origin, complaints)
        if pack is not None:
            try:
                loading.require_free_names([*packs, pack])
            except RuleError as error:
                complaints.complain(error)
            for dictionary, entries in pack.dictionaries:
                lint.right_forms(dictionary, entries, complaints)
        for warning in complaints.warnings:
            print(f"{warning} (warning)")
        for complaint in complaints.errors:
            print(complaint, file=sys.stderr)
        if pack is None or complaints.errors:
            problems = _counted(len(complaints.errors), "problem")
            print(f"{origin}: {problems}; it cannot be used", file=sys.stderr)
        else:
            packs.append(pack)
            print(f"{origin}: {_summary(pack)}")
    return OK if len(packs) == len(args.packs) else CANNOT


def run_convert(args: argparse.Namespace) -> int:
    """Write the target; 2 when it cannot be written, or not all of it and ``--skip`` is not given."""
    from agent.packs.convert import convert
    from agent.rules.ruleset import RuleError

    if args.target.exists() and not args.force:
        print(f"{args.target} is there already; name another file, or give --force", file=sys.stderr)
        return CANNOT
    try:
        converted = convert(args.pack, args.target, args.encoding)
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    for line in converted.left_out:
        print(line, file=sys.stderr)
    if converted.left_out and not args.skip:
        print("nothing was written; --skip leaves these out", file=sys.stderr)
        return CANNOT
    try:
        args.target.write_bytes(converted.content)
    except OSError as error:
        print(f"{args.target}: cannot be written ({error.strerror})", file=sys.stderr)
        return CANNOT
    print(f"{args.target}: {_counted(converted.written, 'word', 'words')} written")
    return OK


def _summary(pack: "loading.Pack") -> str:
    parts = [_counted(len(pack.ruleset.rules), "rule")]
    if pack.entries:
        parts.append(_counted(pack.entries, "dictionary entry", "dictionary entries"))
    if pack.specs:
        parts.append(_counted(pack.specs, "spec"))
    return f"{', '.join(parts)}; all examples hold"


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
