"""How often one host is asked: pages of it begin at least so many seconds apart, however many are open."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit


class Pacer:
    """Gives each page its turn.

    Args:
        seconds: between the beginnings of two pages of one host.
        clock: in seconds; the event loop's when none is given.

    """

    def __init__(self, seconds: float, clock: Callable[[], float] | None = None) -> None:
        self._seconds = seconds
        self._clock = clock
        self._next: dict[str, float] = {}

    async def turn(self, url: str) -> None:
        """Wait until a page of this address's host may begin."""
        if self._seconds <= 0:
            return
        now = (self._clock or asyncio.get_running_loop().time)()
        host = urlsplit(url).hostname or ""
        start = max(now, self._next.get(host, now))
        self._next[host] = start + self._seconds
        if start > now:
            await asyncio.sleep(start - now)
