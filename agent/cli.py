"""The command line ``tenken``: one parser, one command a module."""

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from agent import __version__, starting
from agent.commands.exits import CANNOT, USAGE

COMMANDS = (
    "serve",
    "check",
    "check-image",
    "audit",
    "batch",
    "pair",
    "console",
    "rules",
    "packs",
    "explain",
    "notice",
    "baseline",
    "waive",
    "lesson",
    "doctor",
)


class _Parser(argparse.ArgumentParser):
    """Ends with our own exit code: argparse's 2 means here that the work could not be done."""

    def exit(self, status: int = 0, message: str | None = None) -> None:  # type: ignore[override]
        super().exit(USAGE if status else 0, message)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, as ``agent/commands/exits.py`` lists them."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # listing texts exceed what a console's code page may hold
            stream.reconfigure(errors="backslashreplace")
    words = sys.argv[1:] if argv is None else argv
    starting.begin()
    try:
        args = _parser(next(iter(words), None)).parse_args(words)
        run: Callable[[argparse.Namespace], int] = args.run
        return run(args)
    except KeyboardInterrupt:
        # `serve` ends by itself when it is asked to; whatever else was stopped did not do its work.
        print("stopped", file=sys.stderr)
        return CANNOT
    finally:
        gc.enable()


def _parser(first: str | None = None) -> argparse.ArgumentParser:
    """Reads all commands; only one where the ``first`` word names it, for the others take time to import."""
    parser = _Parser(prog="tenken", description="Audits marketplace listings while they are edited.")
    parser.add_argument("--version", action="version", version=f"tenken {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (first,) if first in COMMANDS else COMMANDS:
        import_module(f"agent.commands.{command.replace('-', '_')}").add(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
