"""Pictures in and facts out, for the agent's event loop: two processes, what is known, and who waits."""

import asyncio
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from pydantic import ValidationError

from agent.imaging.frames import digest_of
from agent.imaging.memory import HeldBytes, RecentFacts
from agent.imaging.process import ImageProcess, ProcessFailedError
from agent.imaging.shared import SharedWork
from agent.imaging.store import FactStore
from agent.picture import ImageFacts, TextFacts

QUEUE_LIMIT = 16
"""Pictures being measured and waiting for it; a listing has at most nine that count."""
READING_LIMIT = 32
"""Pictures being read and waiting for it: some ten seconds of work."""
SECONDS_PER_IMAGE = 5.0
SECONDS_PER_READING = 30.0
"""Two for the largest picture on a quiet machine; reading gives way to everything else on a busy one."""
MEASURER = (sys.executable, "-m", "agent.imaging.worker", "measure")
READER = (sys.executable, "-m", "agent.imaging.worker", "read")


class PoolBusyError(Exception):
    """The queue is full or the pool is closed; try again later."""


class BytesGoneError(Exception):
    """The picture's bytes are not held any more; they have to be handed over again."""


class ImagePool:
    """Measures pictures and reads their text outside the event loop's process, and remembers the answers.

    Reading never keeps measures waiting: each has a process of its own, which starts with its first picture.
    A picture that takes too long or kills its process gets facts whose ``error`` (of the text: whose
    ``text.error``) is ``failed``, and ``tell`` gets a line; it is tried again when its bytes are handed over
    again.
    """

    def __init__(  # noqa: PLR0913 - limits of two processes
        self,
        *,
        store: FactStore | None = None,
        tell: Callable[[str], None] = lambda _line: None,
        queue_limit: int = QUEUE_LIMIT,
        reading_limit: int = READING_LIMIT,
        seconds_per_image: float = SECONDS_PER_IMAGE,
        seconds_per_reading: float = SECONDS_PER_READING,
        measurer: Sequence[str] = MEASURER,
        reader: Sequence[str] = READER,
    ) -> None:
        self._store = store
        self._tell = tell
        self._queue_limit = queue_limit
        self._reading_limit = reading_limit
        self._measurer = ImageProcess(measurer, seconds_per_image)
        self._reader = ImageProcess(reader, seconds_per_reading, background=True)
        self._recent = RecentFacts()
        self._held = HeldBytes()
        self._measures: SharedWork[ImageFacts] = SharedWork()
        self._readings: SharedWork[ImageFacts] = SharedWork()
        self._closed = False

    @property
    def facts(self) -> Mapping[str, ImageFacts]:
        """What is known, by digest; read-only."""
        return self._recent.all

    async def measure(self, data: bytes) -> ImageFacts:
        """The facts of one picture, from memory or disk when its bytes were seen before.

        Raises:
            PoolBusyError: too many pictures are waiting, or the pool is closed.

        """
        digest = digest_of(data)
        facts = self._recall(digest)
        if facts is None:
            self._require_room(self._measures, digest, self._queue_limit)
            facts = await self._measures.run(digest, partial(self._measure, digest, data))
        if facts.text is not None and facts.text.error is not None:
            facts = facts.model_copy(update={"text": None})
        self._recent.put(facts)
        if facts.error is None and facts.text is None:
            self._held.put(digest, data)
        return facts

    def holds(self, digest: str) -> bool:
        """Whether ``read`` has the picture's bytes."""
        return digest in self._held or digest in self._readings

    def forget(self, digest: str) -> None:
        """Know nothing of the picture any more, so that its bytes are handed over again."""
        self._recent.forget(digest)

    async def read(self, digest: str) -> ImageFacts:
        """The facts of a measured picture with its text. When nobody waits any more, reading is given up.

        Raises:
            PoolBusyError: too many pictures are waiting, or the pool is closed.
            BytesGoneError: the bytes have to be handed over again.

        """
        if digest in self._readings:
            return await self._readings.join(digest)
        facts, data = self._recent.get(digest), self._held.get(digest)
        if facts is not None and facts.text is not None:
            return facts
        self._require_room(self._readings, digest, self._reading_limit)
        if facts is None or data is None:
            raise BytesGoneError
        return await self._readings.run(digest, partial(self._read, facts, data))

    async def close(self) -> None:
        """End both processes; pictures being measured come back as ``failed``, readings are given up."""
        self._closed = True
        await self._measurer.close()
        await self._reader.close()
        await self._readings.close()
        if self._store is not None:
            self._store.close()

    def _require_room(self, jobs: SharedWork[ImageFacts], digest: str, limit: int) -> None:
        if self._closed:
            message = "the image queue is closed"
            raise PoolBusyError(message)
        if digest not in jobs and len(jobs) >= limit:
            message = f"{len(jobs)} pictures are waiting"
            raise PoolBusyError(message)

    def _recall(self, digest: str) -> ImageFacts | None:
        known = self._recent.get(digest)
        return None if known is None or known.error == "failed" else known

    async def _measure(self, digest: str, data: bytes) -> ImageFacts:
        if self._store is not None and (kept := await asyncio.to_thread(self._store.recall, digest)):
            return kept
        try:
            facts = ImageFacts.model_validate_json(await self._measurer.ask(data))
        except (ProcessFailedError, ValidationError) as error:
            self._tell(f"a picture of {len(data)} bytes was not measured: {_cause(error)}")
            return ImageFacts(digest=digest, bytes=len(data), error="failed")
        return await self._kept(facts)

    async def _read(self, facts: ImageFacts, data: bytes) -> ImageFacts:
        try:
            text = TextFacts.model_validate_json(await self._reader.ask(data))
        except (ProcessFailedError, ValidationError) as error:
            self._tell(f"a picture of {len(data)} bytes was not read: {_cause(error)}")
            text = TextFacts(error="failed")
        facts = await self._kept(facts.model_copy(update={"text": text}))
        self._recent.put(facts)
        self._held.drop(facts.digest)
        return facts

    async def _kept(self, facts: ImageFacts) -> ImageFacts:
        if self._store is not None:
            await asyncio.to_thread(self._store.keep, facts)
        return facts


def _cause(error: ProcessFailedError | ValidationError) -> str:
    # A validation error quotes what was read.
    return f"its process failed ({error})" if isinstance(error, ProcessFailedError) else "no answer of ours"
