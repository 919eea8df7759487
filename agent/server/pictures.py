"""The agent's pictures: what the server needs of them, and who waits for which to be read."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from agent.imaging.pool import BytesGoneError, PoolBusyError
from agent.listing import Listing
from agent.picture import ImageFacts
from agent.server.faults import note_fault

AGAIN_SECONDS = 1.0
"""Where too many pictures wait to be read, one asks again after so long."""


class ImageService(Protocol):
    """What the server needs of ``agent.imaging.pool.ImagePool``."""

    @property
    def facts(self) -> Mapping[str, ImageFacts]:
        """Measured so far, by digest."""

    async def measure(self, data: bytes) -> ImageFacts:
        """Measure one picture; raises ``PoolBusyError``."""

    def holds(self, digest: str) -> bool:
        """Whether ``read`` has the picture's bytes."""

    def forget(self, digest: str) -> None:
        """Know nothing of the picture any more."""

    async def read(self, digest: str) -> ImageFacts:
        """Read a measured picture's text; raises ``PoolBusyError`` and ``BytesGoneError``."""

    async def close(self) -> None:
        """End what was started."""


def unread_main_image(images: ImageService, listing: Listing) -> str | None:
    """The digest of the main image if it is measured and its text is not read; no other picture is read.

    Where its bytes are gone, the agent forgets the picture: the verdict then tells the client to bring it.
    """
    named = (image.digest for image in listing.images or () if image.slot == "MAIN" and image.digest)
    facts = images.facts.get(next(named, ""))
    if facts is None or facts.error is not None or facts.text is not None:
        return None
    if images.holds(facts.digest):
        return facts.digest
    images.forget(facts.digest)
    return None


@dataclass(slots=True, eq=False)
class _Waiting:
    digest: str
    then: Callable[[], object]
    task: "asyncio.Task[None] | None" = None


class Readings:
    """Who waits for which picture to be read: a page of a socket, say, for its main image.

    Args:
        images: reads.
        limit: so many may wait; of more, the one that began first does not any longer.

    """

    def __init__(self, images: ImageService, limit: int) -> None:
        self._images = images
        self._limit = limit
        self._waiting: dict[str, _Waiting] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def await_text(self, who: str, digest: str | None, then: Callable[[], object]) -> None:
        """Call ``then`` when the picture is read, or cannot be. ``who`` waits for nothing else any more.

        A picture that nobody waits for any longer is not read to its end.
        """
        waiting = self._waiting.get(who)
        if waiting is not None and waiting.digest == digest:
            waiting.then = then
            return
        self._drop(who)
        if digest is None:
            return
        if len(self._waiting) >= self._limit:
            self._drop(next(iter(self._waiting)))
        waiting = self._waiting[who] = _Waiting(digest, then)
        waiting.task = task = asyncio.ensure_future(self._wait(who, waiting))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Nobody waits any more."""
        self._waiting.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _drop(self, who: str) -> None:
        waiting = self._waiting.pop(who, None)
        if waiting is not None and waiting.task is not None:
            waiting.task.cancel()

    async def _wait(self, who: str, waiting: _Waiting) -> None:
        while True:
            try:
                await self._images.read(waiting.digest)
            except PoolBusyError:
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            except BytesGoneError:
                self._images.forget(waiting.digest)
            except Exception as error:  # noqa: BLE001 - who waits must be told, whatever broke
                note_fault(error, "reading")
            break
        if self._waiting.get(who) is waiting:
            del self._waiting[who]
            waiting.then()
