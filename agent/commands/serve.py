"""``tenken serve``: run the agent until it is stopped."""

import argparse
import sys
from functools import partial
from pathlib import Path

from agent.commands.exits import CANNOT, OK
from agent.commands.packs import add_rules
from agent.commands.settings import add_shop, shop_file
from agent.commands.waive import add_waivers, waivers_file

HIGHEST_PORT = 65_535


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "serve",
        help="run the agent on 127.0.0.1",
        description="Judges what the paired extension sends. Listens on 127.0.0.1 only.",
    )
    parser.add_argument(
        "--port",
        type=_port,
        help="the only port to try (default: the first free one of those that the extension knows)",
    )
    parser.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        default="info",
        help="listing texts may appear at debug (default: info)",
    )
    add_rules(parser)
    add_shop(parser)
    add_waivers(parser)
    add_store(parser)
    add_state(parser)
    parser.set_defaults(run=run)


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add ``--store``, as every command has it that reads or keeps what happened in lessons."""
    parser.add_argument(
        "--store",
        default=None,
        metavar="URL",
        help="database of lessons, postgresql://… or sqlite:///… (default: TENKEN_STORE, which unlike this "
        "option no other user of the machine can read; else lessons.db where keys are kept)",
    )


def store_url(args: argparse.Namespace) -> str | None:
    """The URL that ``--store`` or the environment names; ``None``: the file in the state directory."""
    import os

    from agent.store.errors import VARIABLE

    return args.store or os.environ.get(VARIABLE) or None


def add_state(parser: argparse.ArgumentParser) -> None:
    """Add ``--state``, as every command has it that meets the agent."""
    parser.add_argument(
        "--state",
        type=Path,
        default=None,
        metavar="DIR",
        help="where keys are kept (default: TENKEN_STATE, else the system's place)",
    )


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; 2 with one line when the agent cannot start."""
    from agent.rules.ruleset import RuleError
    from agent.server import events
    from agent.server.binding import PortTakenError
    from agent.server.instance import AlreadyRunningError
    from agent.server.serving import serve
    from agent.server.state import StateDirectory, StateError, default_path
    from agent.store.errors import StoreError

    events.configure(args.log_level)
    state = StateDirectory(args.state or default_path())
    packs = None
    if args.rules:
        from agent.server.reloading import Reloader

        packs = partial(Reloader, origins=args.rules, state=state)
    store = store_url(args)
    try:
        if store is not None:
            from agent.store.address import read_address

            read_address(store, state.path)  # a wrong URL is told now, not in the middle of a lesson
        serve(state, args.port, _say, packs, shop_file(args), waivers_file(args), store)
    except (AlreadyRunningError, PortTakenError, RuleError, StateError, StoreError) as error:
        print(error, file=sys.stderr)
        return CANNOT
    return OK


def _say(line: str) -> None:
    print(line, flush=True)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > HIGHEST_PORT:
        message = f"'{text}', expected a number from 0 (any free port) to {HIGHEST_PORT}"
        raise argparse.ArgumentTypeError(message)
    return int(text)
