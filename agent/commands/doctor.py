"""``tenken doctor``: what is needed, whether it is there, and what to do where it is not."""

import argparse
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.commands.exits import CANNOT, OK
from agent.commands.serve import add_state

if TYPE_CHECKING:
    from agent.server.state import StateDirectory

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at; never holds a secret or a listing's text."""

    name: str
    good: bool
    detail: str
    """What was found, or what is wrong and the remedy."""


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("doctor", help="check the installation and say what to do")
    add_state(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one line a check; 2 when one of them is a problem."""
    from agent.server.state import StateDirectory, default_path

    lines = list(examine(StateDirectory(args.state or default_path())))
    for line in lines:
        print(mask_home(f"{'ok' if line.good else 'problem':<8} {line.name}: {line.detail}"))
    return OK if all(line.good for line in lines) else CANNOT


def examine(state: "StateDirectory") -> Iterator[Line]:
    """Every check, in the order in which problems are best solved."""
    yield _python()
    yield _rules()
    yield _browser()
    yield _reading()
    yield _cache()
    yield from _state_and_agent(state)


def mask_home(text: str) -> str:
    """``text`` with the home directory, which names a person, as ``~``."""
    home = str(Path.home())
    return text if len(home) <= 1 else text.replace(home, "~")


def _python() -> Line:
    good = sys.version_info[:2] >= OLDEST_PYTHON
    remedy = "" if good else f"; install Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer"
    return Line("python", good, f"{platform.python_version()} at {sys.executable}{remedy}")


def _rules() -> Line:
    from agent.catalogue import load
    from agent.rules.ruleset import RuleError

    try:
        ruleset = load()
    except RuleError as error:
        return Line("rules", good=False, detail=f"{error}; correct the file or reinstall tenken")
    return Line("rules", good=True, detail=f"{len(ruleset.rules)} rules, set {ruleset.hash}")


def _browser() -> Line:
    from agent.browser import BrowserNotFoundError, find_browser

    try:
        return Line("browser", good=True, detail=str(find_browser()))
    except BrowserNotFoundError as error:
        return Line("browser", good=False, detail=f"{error} (needed for the demo, not for daily use)")


def _reading() -> Line:
    from agent.imaging.read import new_reader

    started = time.monotonic()
    try:
        new_reader(threads=1)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with models or their library, it is told
        return Line("text in pictures", good=False, detail=f"cannot be read: {error}")
    seconds = time.monotonic() - started
    return Line("text in pictures", good=True, detail=f"the models are there and load ({seconds:.1f} s)")


def _cache() -> Line:
    from agent.imaging.store import FactStore, default_path

    problems: list[str] = []
    store = FactStore(default_path(), problems.append)
    count = store.count()
    store.close()
    if count is None:
        remedy = "correct it, or set TENKEN_CACHE elsewhere"
        return Line("cache", good=False, detail=f"{' '.join(problems)}; {remedy}")
    return Line("cache", good=True, detail=f"{default_path()}, pictures: {count}")


def _state_and_agent(state: "StateDirectory") -> Iterator[Line]:
    from agent.server.caller import NOT_RUNNING, CallError, call, running
    from agent.server.instance import FILE as AGENT_FILE
    from agent.server.models import PairingList
    from agent.server.pairing import FILE as PAIRINGS_FILE
    from agent.server.reloading import told
    from agent.server.state import StateError

    try:
        exists = state.check()
        for name in (AGENT_FILE, PAIRINGS_FILE):
            state.read(name)
    except StateError as error:
        yield Line("state", good=False, detail=str(error))
        return
    yield Line(
        "state", good=True, detail=str(state.path) if exists else f"{state.path} (made at first start)"
    )
    try:
        agent = running(state)
        paired = len(call(agent, "GET", "/v1/pairings", PairingList).pairings)
    except CallError as error:
        detail = str(error)
        left_over = detail == NOT_RUNNING and state.read(AGENT_FILE) is not None
        yield Line("agent", good=False, detail=detail + (" (the last one was killed)" if left_over else ""))
        return
    yield Line("agent", good=True, detail=f"process {agent.pid} on 127.0.0.1:{agent.port}")
    remedy = "" if paired else ": run `tenken pair`"
    yield Line("paired browsers", good=bool(paired), detail=f"{paired}{remedy}")
    for pack in told(state, agent.pid):
        kept = f"{pack.problem}; the rules read before ({pack.rules}) stay in use until it is corrected"
        good = pack.problem is None
        yield Line("pack", good=good, detail=f"{pack.path}, rules: {pack.rules}" if good else kept)
