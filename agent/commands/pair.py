"""``tenken pair``: a one-time string for a browser, and who is paired already."""

import argparse
import sys
from typing import TYPE_CHECKING

from agent.commands.exits import CANNOT, OK
from agent.commands.serve import add_state

if TYPE_CHECKING:
    from agent.server.instance import Running


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "pair",
        help="pair a browser with the running agent",
        description="Prints a string to paste into the extension's options page.",
    )
    parser.add_argument("--label", help="what --list calls the browser (default: browser)")
    deed = parser.add_mutually_exclusive_group()
    deed.add_argument("--list", action="store_true", help="list the paired browsers")
    deed.add_argument("--revoke", metavar="ID", help="forget one; it is disconnected at once")
    deed.add_argument("--reset", action="store_true", help="forget all")
    add_state(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask the running agent; 2 with one line when that fails."""
    from agent.server import caller
    from agent.server.state import StateDirectory, StateError, default_path

    try:
        agent = caller.running(StateDirectory(args.state or default_path()))
        if args.list:
            _list(agent)
        elif args.revoke is not None:
            _revoke(agent, args.revoke)
        elif args.reset:
            _reset(agent)
        else:
            _offer(agent, args.label)
    except (caller.CallError, StateError) as error:
        print(error, file=sys.stderr)
        return CANNOT
    return OK


def _offer(agent: "Running", label: str | None) -> None:
    from agent.server.caller import call
    from agent.server.models import PairingOffer

    offer = call(agent, "POST", "/v1/pairings", PairingOffer, {} if label is None else {"label": label})
    # The string alone goes to standard output, for scripts.
    print(offer.text, flush=True)
    minutes = offer.seconds // 60
    print(
        f"Paste it into the extension's options page. Valid for {minutes} minutes, for one browser.",
        file=sys.stderr,
    )


def _list(agent: "Running") -> None:
    from agent.server.caller import call
    from agent.server.models import PairingList

    pairings = call(agent, "GET", "/v1/pairings", PairingList).pairings
    for entry in pairings:
        seen = entry.last_seen.astimezone()
        print(f"{entry.client_id}  {seen:%Y-%m-%d %H:00}  {entry.label}  {entry.origin}")
    if not pairings:
        print("no browser is paired: run `tenken pair`")


def _revoke(agent: "Running", client_id: str) -> None:
    from urllib.parse import quote

    from agent.server.caller import call
    from agent.server.models import Revoked

    call(agent, "DELETE", f"/v1/pairings/{quote(client_id, safe='')}", Revoked)
    print(f"revoked {client_id}")


def _reset(agent: "Running") -> None:
    from agent.server.caller import call
    from agent.server.models import Revoked

    print(f"revoked {call(agent, 'DELETE', '/v1/pairings', Revoked).revoked}")
