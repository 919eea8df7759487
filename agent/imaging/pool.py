"""One worker process for all pictures, started when first needed and replaced when it hangs or dies."""

import asyncio
import contextlib
import os
import sys
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import agent
from agent.imaging.frames import LENGTH_BYTES, digest_of
from agent.picture import ImageFacts

QUEUE_LIMIT = 16
"""Pictures in work and waiting; a listing has at most nine that count."""
SECONDS_PER_IMAGE = 5.0
START_SECONDS = 30.0
"""A cold start imports numpy and Pillow from a slow disk."""
REMEMBERED = 512
WORKER = (sys.executable, "-m", "agent.imaging.worker")


class PoolBusyError(Exception):
    """The queue is full or the pool is closed; try again later."""


class ImagePool:
    """Measures pictures outside the event loop's process and remembers the last ``REMEMBERED`` answers.

    A picture that takes longer than ``seconds_per_image``, or that kills its process, gets facts whose
    ``error`` is ``failed``; it is tried again when its bytes are handed over again.
    """

    def __init__(
        self,
        *,
        queue_limit: int = QUEUE_LIMIT,
        seconds_per_image: float = SECONDS_PER_IMAGE,
        worker: Sequence[str] = WORKER,
    ) -> None:
        self._queue_limit = queue_limit
        self._seconds = seconds_per_image
        self._command = tuple(worker)
        self._facts: OrderedDict[str, ImageFacts] = OrderedDict()
        self._queued = 0
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._closed = False

    @property
    def facts(self) -> Mapping[str, ImageFacts]:
        """Measured so far, by digest; read-only."""
        return MappingProxyType(self._facts)

    async def start(self) -> None:
        """Accept pictures; the process itself starts with the first one."""
        self._closed = False

    async def measure(self, data: bytes) -> ImageFacts:
        """The facts of one picture, from memory when its bytes were seen before.

        Raises:
            PoolBusyError: too many pictures are waiting, or the pool is closed.

        """
        digest = digest_of(data)
        if known := self._recall(digest):
            return known
        if self._closed or self._queued >= self._queue_limit:
            message = "the image queue is closed" if self._closed else f"{self._queued} pictures are waiting"
            raise PoolBusyError(message)
        self._queued += 1
        try:
            async with self._turn:
                facts = self._recall(digest) or await self._ask(digest, data)
        finally:
            self._queued -= 1
        self._remember(facts)
        return facts

    async def close(self) -> None:
        """End the process; pictures in work come back as ``failed``."""
        self._closed = True
        await self._end()

    def _recall(self, digest: str) -> ImageFacts | None:
        known = self._facts.get(digest)
        if known is None or known.error == "failed":
            return None
        self._facts.move_to_end(digest)
        return known

    def _remember(self, facts: ImageFacts) -> None:
        self._facts[facts.digest] = facts
        self._facts.move_to_end(facts.digest)
        while len(self._facts) > REMEMBERED:
            self._facts.popitem(last=False)

    async def _ask(self, digest: str, data: bytes) -> ImageFacts:
        failed = ImageFacts(digest=digest, bytes=len(data), error="failed")
        if self._closed:
            return failed
        try:
            # The first frame proves that the process is up, so that its start is not held against a picture.
            async with asyncio.timeout(START_SECONDS):
                process = self._process or await self._start_process()
            async with asyncio.timeout(self._seconds):
                return ImageFacts.model_validate_json(await _exchange(process, data))
        except (OSError, EOFError, TimeoutError, ValueError):
            await self._end()
            return failed
        except asyncio.CancelledError:
            # Its answer would be taken for that of the next picture.
            await self._end()
            raise

    async def _start_process(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Where this package is, installed or not; one BLAS thread keeps its buffers within the limit.
            cwd=Path(agent.__file__).parents[1],
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
        )
        self._process = process
        await _exchange(process, b"")
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


async def _exchange(process: asyncio.subprocess.Process, data: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        message = "the image process has no pipes"
        raise OSError(message)
    process.stdin.write(len(data).to_bytes(LENGTH_BYTES, "big") + data)
    await process.stdin.drain()
    head = await process.stdout.readexactly(LENGTH_BYTES)
    return await process.stdout.readexactly(int.from_bytes(head, "big"))
