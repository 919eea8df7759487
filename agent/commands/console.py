"""``tenken console``: opens the trainer's console of the running agent in a browser, with a one-time code."""

import argparse
import sys
from typing import TYPE_CHECKING

from agent.commands.exits import CANNOT, OK
from agent.commands.serve import add_state

if TYPE_CHECKING:
    from agent.server.instance import Running
    from agent.server.state import StateDirectory

FILES = "console-*.html"
"""Of the state directory: what leads a browser to the console. The code within is void after a minute."""
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={address}">
<title>Tenken</title>
<p><a href="{address}">Tenken: コンソールを開く · 打开控制台 · Open the console</a></p>
</html>
"""
_REMOVER = "import pathlib, sys, time; time.sleep(float(sys.argv[2])); pathlib.Path(sys.argv[1]).unlink(True)"


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "console",
        help="open the trainer's console of the running agent",
        description="Opens the trainer's console in the browser: live pages, lessons, runs and recaps.",
    )
    deed = parser.add_mutually_exclusive_group()
    deed.add_argument("--print", action="store_true", help="print the address instead of opening it")
    deed.add_argument("--revoke", action="store_true", help="end every session of the console at once")
    add_state(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask the running agent; 2 with one line when that fails."""
    from agent.server import caller
    from agent.server.state import StateDirectory, StateError, default_path

    state = StateDirectory(args.state or default_path())
    try:
        agent = caller.running(state)
        if args.revoke:
            return _revoke(agent)
        address, seconds = _offer(agent)
        if args.print:
            # The address alone goes to standard output, for scripts.
            print(address, flush=True)
            print(f"Open it in a browser of this computer within {seconds} seconds.", file=sys.stderr)
            return OK
        return _open(state, address, seconds)
    except (caller.CallError, StateError) as error:
        print(error, file=sys.stderr)
        return CANNOT


def _offer(agent: "Running") -> tuple[str, int]:
    from agent.server.binding import HOST
    from agent.server.caller import call
    from agent.wire_console import ConsoleOffer

    offer = call(agent, "POST", "/v1/console/codes", ConsoleOffer)
    return f"http://{HOST}:{agent.port}/console#c={offer.code}", offer.seconds


def _open(state: "StateDirectory", address: str, seconds: int) -> int:
    """Have the browser read the address in a private file: whoever lists processes must not see the code."""
    import secrets
    import webbrowser

    for left in state.path.glob(FILES):
        state.remove(left.name)
    name = FILES.replace("*", secrets.token_hex(8))
    state.write(name, _PAGE.format(address=address).encode("utf-8"))
    if webbrowser.open((state.path / name).resolve().as_uri()):
        _remove_later(state, name, seconds)
        print("The console opens in your browser. If it does not: `tenken console --print`.")
        return OK
    state.remove(name)
    print(
        "no browser could be started: run `tenken console --print` and open the address yourself",
        file=sys.stderr,
    )
    return CANNOT


def _remove_later(state: "StateDirectory", name: str, seconds: int) -> None:
    """A process of its own waits for it: the command line is free again at once."""
    import subprocess

    command = (sys.executable, "-I", "-c", _REMOVER, str(state.path / name), str(seconds))
    nowhere = subprocess.DEVNULL
    subprocess.Popen(  # noqa: S603 - our own interpreter and text
        command, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True
    )


def _revoke(agent: "Running") -> int:
    from agent.server.caller import call
    from agent.server.models import Revoked

    print(f"revoked {call(agent, 'DELETE', '/v1/console/sessions', Revoked).revoked}")
    return OK
