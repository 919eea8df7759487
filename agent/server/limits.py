"""How much a caller may use, and the counters that hold it to that."""

from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
"""Monotonic seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Every limit of the server; the defaults are those of a single person's machine."""

    json_bytes: int = 1 << 20
    message_bytes: int = 256 * 1024
    image_bytes: int = 8 << 20
    lesson_bytes: int = 8 << 20
    header_seconds: float = 10
    """Until a first or next request must be complete to the end of its headers."""
    body_seconds: float = 10
    handshake_seconds: float = 3
    judge_seconds: float = 10
    idle_seconds: float = 75
    """A socket without any message, also without ``ping``, for so long is closed."""
    connections: int = 128
    sockets: int = 64
    sockets_per_client: int = 8
    pages_per_socket: int = 256
    messages_per_second: int = 20
    message_burst: int = 60
    requests_per_second: int = 20
    request_burst: int = 60
    cli_requests_per_second: int = 500
    """The owner's own scripts: bounded only so that a runaway loop leaves the extension its share."""
    cli_request_burst: int = 2_000
    open_requests_per_second: int = 50
    """Of everybody together, on routes that need no credential."""
    open_request_burst: int = 200
    bad_bearers_per_second: int = 10
    bad_bearer_burst: int = 50
    uploads_at_once: int = 8
    readings_unwatched: int = 16
    """Pictures that are read for somebody who asks again, and is not told."""
    requests_at_once: int = 32
    session_seconds: float = 12 * 3600
    pairing_seconds: float = 300
    free_proof_failures: int = 5
    """Wrong proofs a minute that are answered at once."""
    slowest_refusal_seconds: float = 2
    burning_failures: int = 10
    """Wrong proofs after which a pairing string is void."""
    console_code_seconds: float = 60
    console_messages_per_second: int = 60
    """More than an extension may: a key that is held down repeats thirty times a second."""
    console_message_burst: int = 240
    live_pages: int = 256
    page_return_seconds: float = 30
    """How long a page stays in the list whose socket closed."""
    unsettled_per_page: int = 64
    """Messages of one page's lesson that wait for the store."""
    attempts_per_run: int = 2_000
    unsent_messages: int = 64
    unsent_bytes: int = 1 << 20


class TokenBucket:
    """Allows ``rate`` takes a second on average and ``burst`` at once."""

    def __init__(self, rate: float, burst: float, clock: Clock) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._level = float(burst)
        self._seen = clock()

    def take(self) -> bool:
        """Whether one more is allowed now; counts it if so."""
        now = self._clock()
        self._level = min(self._burst, self._level + (now - self._seen) * self._rate)
        self._seen = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


class Brake:
    """Makes repeated wrong proofs slow: the first few a minute are free, then each waits longer."""

    WINDOW_SECONDS = 60.0
    STEP_SECONDS = 0.25

    def __init__(self, free: int, slowest: float, clock: Clock) -> None:
        self._free = free
        self._slowest = slowest
        self._clock = clock
        self._failures: list[float] = []

    def failed(self) -> float:
        """Counts one failure; the seconds to wait before it is answered."""
        now = self._clock()
        self._failures = [at for at in self._failures if now - at < self.WINDOW_SECONDS][-1_000:]
        self._failures.append(now)
        return min(self._slowest, max(0, len(self._failures) - self._free) * self.STEP_SECONDS)
