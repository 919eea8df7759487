"""The audits of one socket: of each page at most one runs and one waits, and the newest revision wins."""

import asyncio
from collections.abc import Awaitable, Callable

from agent.wire import Audit

Run = Callable[[Audit], Awaitable[None]]


class TooManyPagesError(Exception):
    """More pages at once than one socket may have."""


class StaleRevisionError(Exception):
    """A newer revision of the same page is being judged."""


class Pages:
    """Runs audits page by page. ``run`` must not raise."""

    def __init__(self, run: Run, limit: int) -> None:
        self._run = run
        self._limit = limit
        self._running: dict[str, Audit] = {}
        self._waiting: dict[str, Audit] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(self, audit: Audit) -> None:
        """Run ``audit`` now, or after the page's running one, in place of an older waiting one.

        A page with nothing running may begin at any revision: after a reload it counts anew.

        Raises:
            StaleRevisionError: a newer revision of the page runs or waits.
            TooManyPagesError: the page is one too many.

        """
        page = audit.page
        newest = self._waiting.get(page) or self._running.get(page)
        if newest is None:
            if len(self._running) >= self._limit:
                raise TooManyPagesError
            self._running[page] = audit
            task = asyncio.ensure_future(self._work(audit))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif audit.revision < newest.revision:
            raise StaleRevisionError
        else:
            self._waiting[page] = audit

    def is_superseded(self, audit: Audit) -> bool:
        """Whether a newer audit of the same page waits, so that this one's answer is of no use."""
        return audit.page in self._waiting

    def is_judging(self, page: str) -> bool:
        """Whether a verdict on the page is still to come."""
        return page in self._running

    def forget(self, page: str) -> None:
        """Drop what waits of a page that was closed."""
        self._waiting.pop(page, None)

    async def close(self) -> None:
        """Drop everything: the socket is gone."""
        self._waiting.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self, audit: Audit) -> None:
        page = audit.page
        try:
            while True:
                await self._run(audit)
                if page not in self._waiting:
                    return
                audit = self._running[page] = self._waiting.pop(page)
        finally:
            del self._running[page]
