"""``tenken`` as users run it: a process of its own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.server.instance import Running, find
from agent.server.state import StateDirectory

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
"""A process that has to read its modules from a busy disk."""


@dataclass
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass
class Served:
    """A running ``tenken serve``."""

    process: asyncio.subprocess.Process
    state: Path
    line: str
    """What it said when it was ready."""

    @property
    def running(self) -> Running:
        found = find(StateDirectory(self.state))
        assert found is not None
        return found


async def tenken(*words: str, state: Path) -> Result:
    """Run one command to its end."""
    process = await _start(words, state)
    out, err = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode is not None
    return Result(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def served(state: Path, *words: str) -> AsyncIterator[Served]:
    """A ``tenken serve`` that is ready; killed at the end if the test has not stopped it."""
    process = await _start(("serve", *words), state)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), SECONDS)
        assert line, (await process.stderr.read()).decode()
        yield Served(process, state, line.decode().strip())
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def run_python(code: str, state: Path) -> asyncio.subprocess.Process:
    """A process of ours with something replaced that no option can."""
    return await _python(("-c", code), state)


async def _start(words: tuple[str, ...], state: Path) -> asyncio.subprocess.Process:
    return await _python(("-m", "agent.cli", *words), state)


async def _python(words: tuple[str, ...], state: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, *words),
        env={**os.environ, "TENKEN_STATE": str(state)},
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
