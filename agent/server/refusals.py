"""Refusing a request: one exception, one answer, one log line that cannot be made to flood the log."""

from collections import Counter
from collections.abc import Mapping

import structlog
from aiohttp import web

from agent.server.limits import Clock

LOG_EVERY_SECONDS = 10.0
RETRY: Mapping[str, str] = {"Retry-After": "1"}
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class RefusedError(Exception):
    """A request that is not served.

    ``code`` is stable and ``message`` names what was expected; neither quotes the request. Without a
    message the answer has no body: who has not passed Host and Origin is told nothing.
    """

    def __init__(
        self, status: int, code: str, message: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}


class Refusals:
    """Counts refused attempts by (code, route) and logs each pair at most every ``LOG_EVERY_SECONDS``."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._logged: dict[tuple[str, str], float] = {}
        self._silent: Counter[tuple[str, str]] = Counter()
        self.counts: Counter[str] = Counter()

    def note(self, code: str, route: str) -> None:
        """Count one; both words are our own, so there is a bounded number of pairs."""
        self.counts[code] += 1
        pair = (code, route)
        now = self._clock()
        if now - self._logged.get(pair, float("-inf")) < LOG_EVERY_SECONDS:
            self._silent[pair] += 1
            return
        self._logged[pair] = now
        log.warning("refused", reason=code, route=route, not_logged_before=self._silent.pop(pair, 0))


def route_of(request: web.Request) -> str:
    """The matched route's own path; ``unknown`` for any other, whatever it contains."""
    resource = request.match_info.route.resource
    return "unknown" if resource is None else resource.canonical
