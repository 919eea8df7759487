"""The store of lessons as the server uses it: in one thread, opened when there is something to do."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from agent.server.refusals import RefusedError
from agent.store.errors import FILE, StoreError

if TYPE_CHECKING:
    from agent.lessons.lesson import Lesson
    from agent.store.store import Store

Result = TypeVar("Result")
OpenStore = Callable[[], "Store"]
_LESSONS = 8
"""So many lessons are held in memory; each may have megabytes of pictures."""
_CLOSE_SECONDS = 2.0


class LessonDesk:
    """Reads and writes the store; every failure is a ``StoreError``.

    Args:
        open_store: opens it; called in the thread, again after a failure.
        exists: whether there is anything to read; nothing is made for those who only look.

    """

    def __init__(self, open_store: OpenStore, exists: Callable[[], bool]) -> None:
        self._open_store = open_store
        self._exists = exists
        self._store: Store | None = None
        self._executor: ThreadPoolExecutor | None = None
        self._lessons: OrderedDict[str, Lesson] = OrderedDict()

    def prepare(self, more: Callable[[], None]) -> None:
        """Import what a lesson needs, before somebody waits for it; ``more`` is called in the thread."""
        if self._store is None:
            self._thread().submit(_prepare, more)

    async def write(self, work: Callable[["Store"], Result]) -> Result:
        """What ``work`` returns, which is on disk then. Raises ``StoreError``."""
        return await self._run(work)

    async def read(self, work: Callable[["Store"], Result], otherwise: Result) -> Result:
        """What ``work`` returns; ``otherwise`` while there is no store yet. Raises ``StoreError``."""
        if self._store is None and not self._exists():
            return otherwise
        return await self._run(work)

    async def lesson(self, name: str) -> "Lesson | None":
        """One lesson. Raises ``StoreError``."""
        lesson = self._lessons.get(name)
        if lesson is None:
            lesson = await self.read(lambda store: store.lesson(name), None)
        if lesson is not None:
            self._lessons[name] = lesson
            self._lessons.move_to_end(name)
            if len(self._lessons) > _LESSONS:
                self._lessons.popitem(last=False)
        return lesson

    def forget_lesson(self, name: str) -> None:
        """It is another now, or none."""
        self._lessons.pop(name, None)

    async def close(self) -> None:
        """End what was begun, and let go of the store."""
        if self._executor is None:
            return
        if self._store is not None:
            closing = self._executor.submit(self._store.close)
            await asyncio.wait([asyncio.wrap_future(closing)], timeout=_CLOSE_SECONDS)
        self._executor.shutdown(wait=False)

    async def _run(self, work: Callable[["Store"], Result]) -> Result:
        # What was begun is ended, also when nobody waits for it any more.
        return await asyncio.shield(asyncio.wrap_future(self._thread().submit(self._do, work)))

    def _thread(self) -> ThreadPoolExecutor:
        if self._executor is None:
            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        return self._executor

    def _do(self, work: Callable[["Store"], Result]) -> Result:
        if self._store is None:
            self._store = self._open_store()
        return work(self._store)


def _prepare(more: Callable[[], None]) -> None:
    from agent.store import store  # noqa: F401, PLC0415 - SQLAlchemy costs a quarter of a second

    more()


async def stored(asked: Awaitable[Result]) -> Result:
    """What a route asked the desk for; 503 with the store's words where that failed."""
    try:
        return await asked
    except StoreError as error:
        raise RefusedError(503, "store", str(error)) from None


def desk(url: str | None, state: Path) -> LessonDesk:
    """The desk of the store at ``url``, or of the file in ``state``."""

    def opened() -> "Store":
        from agent.store.store import open_store  # noqa: PLC0415 - as above

        return open_store(url, state)

    return LessonDesk(opened, lambda: bool(url) or (state / FILE).exists())
