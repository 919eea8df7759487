"""Writes the files that are made from others; with ``--check`` only tells which are out of date."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts import environment  # noqa: E402 - found only now

COMMAND = "python3 scripts/generate.py"
MADE = f"Generated from agent/ by `{COMMAND}`. Do not edit."


def wire_types() -> str:
    """The messages as TypeScript declarations, for the type check of the extension."""
    from scripts.wire_types import declarations

    return f"/** {MADE} */\n{declarations()}"


def constants() -> str:
    """The wire's numbers as an ES module of the extension."""
    from scripts.wire_types import constants

    return f"/** {MADE} */\n\n{constants()}"


def openapi() -> str:
    """The HTTP interface as an OpenAPI document."""
    from agent.server.openapi import document

    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


def rules_index() -> str:
    """All rules in one table, for people."""
    from scripts.rules_index import table

    return f"<!-- Generated from rules/ by `{COMMAND}`. Do not edit. -->\n{table()}"


FILES: dict[str, Callable[[], str]] = {
    "extension/types/wire.d.ts": wire_types,
    "extension/background/constants.js": constants,
    "docs/openapi.json": openapi,
    "rules/INDEX.md": rules_index,
}


def drifted(names: Iterable[str]) -> list[str]:
    """Of the generated files named, those that are missing or not what their source makes."""
    return [name for name in names if _stored(name) != FILES[name]()]


def _stored(name: str) -> str | None:
    path = ROOT / name
    return path.read_text("utf-8") if path.is_file() else None


def main() -> int:
    """Write, or with ``--check`` compare; 1 when something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is out of date")
    parser.add_argument("files", nargs="*", metavar="FILE", help=f"only these of: {', '.join(FILES)}")
    arguments = parser.parse_args()
    unknown = set(arguments.files) - FILES.keys()
    if unknown:
        parser.error(f"not generated here: {', '.join(sorted(unknown))}")
    changed = drifted(arguments.files or FILES)
    for name in changed:
        if arguments.check:
            print(f"{name} is not what its source makes now; run: {COMMAND}")
        else:
            (ROOT / name).parent.mkdir(exist_ok=True)
            (ROOT / name).write_text(FILES[name](), "utf-8", newline="\n")
            print(f"wrote {name}")
    return 1 if changed and arguments.check else 0


if __name__ == "__main__":
    environment.enter()
    sys.exit(main())
