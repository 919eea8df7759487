"""One image process: started when it is first needed, and replaced when it hangs or dies."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import agent
from agent.imaging.frames import LENGTH_BYTES, STOP, head_of, length_in

START_SECONDS = 30.0
"""A cold start imports the libraries and loads the models from a slow disk."""
IDLE_SECONDS = 600.0
"""Reading holds half a gigabyte, and is loaded again in about a second."""
STOP_SECONDS = 2.0
"""One step of the work is over within this; a process that says nothing for longer is ended."""

ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""Threads that are not needed, and arenas of their own, would eat up the limit of address space."""


class ProcessFailedError(Exception):
    """The process died or took too long, which says nothing about the picture."""


class ImageProcess:
    """Asks one picture at a time, in the order of asking.

    Args:
        command: starts a process that talks in the frames of ``agent/imaging/frames.py``.
        seconds: for one picture; the start is not held against it.
        background: whether everything else on the machine goes first.
        idle_seconds: after so long without a picture the process ends, and gives its memory back.

    """

    def __init__(
        self,
        command: Sequence[str],
        seconds: float,
        *,
        background: bool = False,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._command = tuple(command)
        self._seconds = seconds
        self._background = background
        self._idle_seconds = idle_seconds
        self._idle: asyncio.TimerHandle | None = None
        self._ending: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Number of the running process; ``None`` when none runs."""
        return None if self._process is None else self._process.pid

    async def ask(self, data: bytes) -> bytes:
        """The answer to one picture. When cancelled, the process is told to stop working on it.

        Raises:
            ProcessFailedError: the process could not be started, died, or took too long.

        """
        async with self._turn:
            if self._closed:
                message = "closed"
                raise ProcessFailedError(message)
            if self._idle is not None:
                self._idle.cancel()
            try:
                async with asyncio.timeout(START_SECONDS):
                    process = self._process or await self._start()
                return await self._answer(process, data)
            except (OSError, EOFError, TimeoutError) as error:
                raise ProcessFailedError(type(error).__name__) from error
            finally:
                self._idle = asyncio.get_running_loop().call_later(self._idle_seconds, self._end_idle)

    async def close(self) -> None:
        """End the process for good; a picture in work and those that wait fail."""
        self._closed = True
        if self._idle is not None:
            self._idle.cancel()
        await self._end()
        if self._ending is not None:
            await self._ending

    def _end_idle(self) -> None:
        if not self._turn.locked():
            self._ending = asyncio.ensure_future(self._end())

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        flags = 0
        if sys.platform == "win32" and self._background:
            flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS
        self._process = process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Where this package is, installed or not.
            cwd=Path(agent.__file__).parents[1],
            env=os.environ | ENVIRONMENT,
            creationflags=flags,
        )
        try:
            await _receive(process)
        except BaseException:
            await self._end()
            raise
        return process

    async def _answer(self, process: asyncio.subprocess.Process, data: bytes) -> bytes:
        exchange = asyncio.ensure_future(_exchange(process, data))
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.shield(exchange)
        except asyncio.CancelledError:
            with contextlib.suppress(OSError):
                _stdin(process).write(STOP)
                await asyncio.wait({exchange}, timeout=STOP_SECONDS)
            raise
        finally:
            # What comes late would be taken for the answer to the next picture.
            if not exchange.done() or exchange.cancelled() or exchange.exception() is not None:
                await self._end()
            await asyncio.gather(exchange, return_exceptions=True)


async def _exchange(process: asyncio.subprocess.Process, data: bytes) -> bytes:
    stdin = _stdin(process)
    stdin.write(head_of(data))
    stdin.write(data)
    await stdin.drain()
    return await _receive(process)


async def _receive(process: asyncio.subprocess.Process) -> bytes:
    if process.stdout is None:
        raise _no_pipes()
    head = await process.stdout.readexactly(LENGTH_BYTES)
    return await process.stdout.readexactly(length_in(head))


def _stdin(process: asyncio.subprocess.Process) -> asyncio.StreamWriter:
    if process.stdin is None:
        raise _no_pipes()
    return process.stdin


def _no_pipes() -> OSError:
    return OSError("the image process has no pipes")
