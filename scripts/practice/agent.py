"""An agent of the demo's own: its keys in a temporary folder, apart from the operator's real agent."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from scripts.environment import ROOT
from scripts.practice.problems import DemoError

COMMAND = (sys.executable, "-m", "agent.cli")
ENVIRONMENT = {**os.environ, "TENKEN_SHOP": ""}
"""The operator's own settings are not the practice shop's."""
READY_SECONDS = 20


@contextlib.asynccontextmanager
async def running_agent(state: Path, log: Path) -> AsyncIterator[str]:
    """``tenken serve`` for the length of the block; gives the line it says when it is ready.

    Raises:
        DemoError: it did not start, with the last lines of its log.

    """
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            "serve",
            "--state",
            str(state),
            "--waivers",
            str(state / "waivers.toml"),
            cwd=ROOT,
            env=ENVIRONMENT,
            stdout=asyncio.subprocess.PIPE,
            stderr=sink,
        )
    try:
        yield await _first_line(process, log)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def pairing_string(state: Path) -> str:
    """A fresh one-time string, asked for with ``tenken pair`` as an operator does. Raises ``DemoError``."""
    return await _said("pair", "--label", "demo", "--state", str(state))


async def console_address(state: Path) -> str:
    """An address that opens the console once, asked for as a trainer does. Raises ``DemoError``."""
    return await _said("console", "--print", "--state", str(state))


async def _said(*words: str) -> str:
    """What a command of ours says.

    Raises:
        DemoError: the command failed; says what it said.

    """
    process = await asyncio.create_subprocess_exec(
        *(*COMMAND, *words),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complaint = await process.communicate()
    if process.returncode:
        message = f"`tenken {words[0]}` failed: {complaint.decode().strip()}"
        raise DemoError(message)
    return said.decode().strip()


async def _first_line(process: asyncio.subprocess.Process, log: Path) -> str:
    if process.stdout is None:
        message = "the agent has no standard output"
        raise DemoError(message)
    try:
        line = await asyncio.wait_for(process.stdout.readline(), READY_SECONDS)
    except TimeoutError:
        line = b""
    if not line:
        raise DemoError(_complaint(log))
    return line.decode().strip()


def _complaint(log: Path) -> str:
    last = log.read_text("utf-8", "replace").strip().splitlines()[-5:]
    return "the agent did not start: " + (" / ".join(last) or f"it said nothing within {READY_SECONDS} s")
