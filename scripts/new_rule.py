"""Writes the beginnings of a rule file: every key in its order, with what it may say beside it.

python3 scripts/new_rule.py amazon/price-in-title --check existence
python3 scripts/new_rule.py price-in-title --check existence --dir shop
"""

import argparse
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts import environment  # noqa: E402 - found only now

if TYPE_CHECKING:
    from agent.checks.base import Check

RULES = ROOT / "rules"
FILL = "FILL IN"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_VERBS = frozenset(
    {
        *("avoid", "ban", "check", "detect", "disallow", "do", "ensure", "find", "fix", "forbid", "limit"),
        *("must", "never", "no", "not", "prevent", "remove", "report", "require", "should", "stop", "use"),
        *("validate", "verify", "warn"),
    }
)
_ENDINGS = ("-check", "-rule", "-rules", "-test")
_SHOWN = 8
_EXAMPLES: Mapping[object, str] = {int: "0", float: "0", Decimal: "0", bool: "false", str: '""'}
_SOURCES = """# Where rules come from. confidence: official, seed, third-party or house (your own judgement).

[house-rules]
title = "Our own rules"
confidence = "house"
seen = {today}
"""


class NameRefusedError(ValueError):
    """A name that no rule should have; says what was expected."""


def scaffold(rule_id: str, check: str, *, pack: bool) -> str:
    """The text of a new rule file. Raises ``NameRefusedError``."""
    from agent.checks import CHECKS
    from agent.packs.checks import PACK_CHECKS, allowed

    require_good_name(rule_id, pack=pack)
    checks = PACK_CHECKS if pack else CHECKS
    if check not in checks:
        msg = f"no check '{check}', expected one of {', '.join(sorted(checks))}"
        raise NameRefusedError(msg)
    entry = CHECKS[check]
    parameters = allowed(check) if pack else frozenset(entry.params.model_fields)
    parts = (
        _head(check, entry, "house-rules" if pack else FILL),
        _params(entry, parameters),
        _applies(rule_id),
        _words(entry),
        _fix(check),
        _cases(),
    )
    return "\n".join(line for part in parts for line in part)


def require_good_name(rule_id: str, *, pack: bool) -> None:
    """Refuse an id that is not a scope of ours and a fault named by a noun. Raises ``NameRefusedError``."""
    *folders, name = rule_id.split("/")
    scopes = {path.name for path in RULES.iterdir() if path.is_dir()} - {"lexicon", "coverage"}
    if not all(_NAME.fullmatch(part) for part in (*folders, name)):
        msg = f"'{rule_id}', expected a-z, 0-9 and hyphens, such as amazon/price-in-title"
    elif not pack and (len(folders) != 1 or folders[0] not in scopes):
        msg = f"'{rule_id}', expected SCOPE/NAME with a scope of {', '.join(sorted(scopes))}"
    elif name.partition("-")[0] in _VERBS or name.endswith(_ENDINGS):
        msg = f"'{name}', expected the fault and not what is done about it, such as price-in-title"
    else:
        return
    raise NameRefusedError(msg)


def _comment(text: str) -> Iterator[str]:
    return (f"# {line}" for line in textwrap.wrap(text, 100, break_on_hyphens=False))


def _head(check: str, entry: "Check", source: str) -> Iterator[str]:
    from agent.context import Context
    from agent.listing import SCREEN_FIELDS
    from agent.report import Consequence, Reason, Severity
    from agent.rules.rule import Status

    yield from _comment((sys.modules[entry.params.__module__].__doc__ or "").partition("\n")[0])
    yield f'check = "{check}"'
    yield from _comment(f"What it reads: {', '.join(SCREEN_FIELDS)}.")
    yield 'fields = ["title"]'
    yield from _comment(f"What it reads beside the page: {', '.join(Context.model_fields)}.")
    yield "# context = []"
    yield from _comment(f"One of {', '.join(get_args(Severity))}: refused or banned, a risk, advice.")
    yield 'severity = "warning"'
    yield from _comment(f"One of {', '.join(get_args(Status))}.")
    yield '# status = "stable"'
    yield from _comment(f"Where a hit is only suspected, why: {', '.join(get_args(Reason))}.")
    yield '# suspicion = "judgement-needed"'
    yield "# First and last day in force."
    yield "# valid_from = 2026-01-01"
    yield "# valid_to = 2026-12-31"
    yield from _comment(f"One of {', '.join(get_args(Consequence))}.")
    yield '# consequence = "search_suppressed"'
    yield "# Ids in sources.toml: where it is said that this is wrong."
    yield f'sources = ["{source}"]'
    yield ""


def _params(entry: "Check", names: frozenset[str]) -> Iterator[str]:
    """The parameters: what the check cannot do without open, the others as comments with their defaults."""
    yield from _comment(" ".join((entry.params.__doc__ or "").replace("``", "'").split()))
    yield "[params]"
    for name, field in entry.params.model_fields.items():
        if name not in names:
            continue
        if field.is_required():
            yield f"{name} = {_example(field.annotation)}"
            continue
        default = field.get_default(call_default_factory=True)
        yield f"# {name} = {_example(field.annotation) if default is None else _toml(default)}"
    yield ""


def _example(annotation: object) -> str:
    """A value for a parameter that has no default."""
    arguments = [argument for argument in get_args(annotation) if argument is not type(None)]
    if arguments and all(isinstance(argument, str) for argument in arguments):
        few = f"  # one of {', '.join(arguments)}" if len(arguments) <= _SHOWN else ""
        return f'"{arguments[0]}"{few}'
    if len(arguments) == 1 and get_origin(annotation) in {Union, UnionType}:
        return _example(arguments[0])
    return _EXAMPLES.get(annotation, "{}" if isinstance(annotation, type) else "[]")


def _toml(value: Any) -> str:  # noqa: ANN401 - whatever a check's parameter has as its default
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, (tuple, list, frozenset)):
        return f"[{', '.join(_toml(entry) for entry in value)}]"
    return str(value)


def _applies(rule_id: str) -> Iterator[str]:
    from agent.listing import Page, Platform
    from agent.rules.rule import Program

    platforms: tuple[str, ...] = get_args(Platform)
    scope = rule_id.partition("/")[0]
    meant = [platform for platform in platforms if platform == scope or scope.startswith(f"{platform}-")]
    yield "[applies]"
    yield f"platforms = {_toml(meant[:1] or platforms)}"
    yield "# Stores by two letters; none means all of them."
    yield '# marketplaces = ["jp"]'
    yield '# not_marketplaces = ["us"]'
    yield from _comment(f"One or more of {', '.join(get_args(Page))}.")
    yield "# pages = []"
    yield f'# program = "{get_args(Program)[0]}"'
    yield "# False: silent about books, music, films and software."
    yield "# media = true"
    yield ""


def _words(entry: "Check") -> Iterator[str]:
    known = ", ".join(f"{{{name}}}" for name in sorted(entry.data)) or "none"
    for key, hint in (
        ("title", "The fault in a few words."),
        ("message", f"What is wrong here. Placeholders: {known}."),
        ("help", "Why it matters, and what to do about it."),
    ):
        yield from _comment(hint)
        yield f"[{key}]"
        yield from (f'{language} = ""' for language in ("ja", "zh", "en"))
        yield ""


def _fix(check: str) -> Iterator[str]:
    yield "# delete: marked words go. suggest: the right form replaces them. insert-start: text comes first."
    yield "# [fix]"
    yield f'# kind = "{"suggest" if check == "substitution" else "delete"}"'
    yield '# text = ""  # with insert-start'
    yield ""


def _cases() -> Iterator[str]:
    yield "# Texts that must be found, with ⟦…⟧ around the very words, and texts that must not: two of each."
    yield "# A case may also say: outcome, reason, today, facts, and fixed (the field after the fix)."
    for kind in ("fail", "fail", "pass", "pass"):
        yield f"[[{kind}]]"
        yield f'listing = {{ title = "{FILL}" }}'
        yield ""


def main() -> int:
    """Write one file; 2 when the name is refused or the file is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rule", metavar="SCOPE/NAME", help="the fault, named by a noun")
    parser.add_argument("--check", required=True, help="what looks for it; a wrong one lists them all")
    parser.add_argument("--dir", type=Path, metavar="PACK", help="a pack of your own (default: our rules/)")
    arguments = parser.parse_args()
    folder: Path = arguments.dir or RULES
    path = folder / f"{arguments.rule}.toml"
    try:
        text = scaffold(arguments.rule, arguments.check, pack=arguments.dir is not None)
    except NameRefusedError as error:
        print(error, file=sys.stderr)
        return 2
    if path.exists():
        print(f"{path} is there already; name another fault", file=sys.stderr)
        return 2
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
    print(f"wrote {path}; fill in what is empty")
    sources = folder / "sources.toml"
    if not sources.exists():
        sources.write_text(_SOURCES.format(today=date.today()), "utf-8", newline="\n")  # noqa: DTZ011 - a local day
        print(f"wrote {sources}")
    return 0


if __name__ == "__main__":
    environment.enter()
    sys.exit(main())
