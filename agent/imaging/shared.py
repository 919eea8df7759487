"""Work that several may wait for: done once, and given up when nobody waits any more."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(slots=True)
class _Job(Generic[Result]):
    task: "asyncio.Task[Result]"
    waiting: int = 0


class SharedWork(Generic[Result]):
    """Jobs by key. Each runs as long as somebody waits for it."""

    def __init__(self) -> None:
        self._jobs: dict[str, _Job[Result]] = {}
        self._tasks: set[asyncio.Task[Result]] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._jobs

    def __len__(self) -> int:
        return len(self._jobs)

    async def run(self, key: str, start: Callable[[], Coroutine[object, object, Result]]) -> Result:
        """The result of the job of that name, which ``start`` begins if it is not under way."""
        if key not in self._jobs:
            task = asyncio.ensure_future(start())
            self._jobs[key] = _Job(task)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await self.join(key)

    async def join(self, key: str) -> Result:
        """The result of a job under way. Raises ``KeyError``."""
        job = self._jobs[key]
        job.waiting += 1
        try:
            return await asyncio.shield(job.task)
        finally:
            job.waiting -= 1
            if (job.task.done() or not job.waiting) and self._jobs.get(key) is job:
                del self._jobs[key]  # who comes now begins anew
                job.task.cancel()

    async def close(self) -> None:
        """Give up everything; returns when nothing runs."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
