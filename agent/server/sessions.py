"""Credentials that live in memory: a token for each open socket, and the command line's own.

Those of the trainer's console outlive the agent: ``consoles.py``.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from aiohttp import WSCloseCode

from agent.server import handshake
from agent.server.limits import Budget, Clock, TokenBucket
from agent.wire import CloseCode

Role = Literal["extension", "cli", "console"]


class Ending(NamedTuple):
    """With what a socket is closed."""

    code: int
    reason: str


@dataclass(slots=True, eq=False)
class Session:
    """One credential, its role and what it may still use."""

    token: str = field(repr=False)
    """What the bearer is compared with: of a console, the SHA-256."""
    role: Role
    client_id: str | None
    until: float
    """Monotonic time after which the token is void."""
    bucket: TokenBucket
    ended: "asyncio.Future[Ending] | None" = None
    """Set when the agent wants the socket closed; the task that owns the socket does it."""

    def end(self, code: int, reason: str) -> None:
        """Ask for the socket to be closed."""
        if self.ended is not None and not self.ended.done():
            self.ended.set_result(Ending(code, reason))


class Sessions:
    """All sessions: the command line's, and one for each admitted socket."""

    def __init__(self, budget: Budget, clock: Clock, cli_token: str) -> None:
        self._budget = budget
        self._clock = clock
        cli_bucket = TokenBucket(budget.cli_requests_per_second, budget.cli_request_burst, clock)
        self._sessions = [Session(cli_token, "cli", None, float("inf"), cli_bucket)]

    def of(self, token: str) -> Session | None:
        """The session of a bearer token; compares with every one, in constant time each."""
        found = None
        now = self._clock()
        for session in self._sessions:
            if handshake.equal(token, session.token) and now < session.until:
                found = session
        return found

    def open(self, client_id: str) -> Session | None:
        """A session for a proved client; ``None`` when it has as many as one client may."""
        if len(self._of_client(client_id)) >= self._budget.sockets_per_client:
            return None
        bucket = TokenBucket(self._budget.requests_per_second, self._budget.request_burst, self._clock)
        until = self._clock() + self._budget.session_seconds
        ended: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        session = Session(handshake.new_nonce(), "extension", client_id, until, bucket, ended)
        self._sessions.append(session)
        return session

    def forget(self, session: Session) -> None:
        """Void the token."""
        if session in self._sessions:
            self._sessions.remove(session)

    def revoke(self, client_id: str) -> None:
        """Void every token of a client now and have its sockets closed."""
        for session in self._of_client(client_id):
            self.forget(session)
            session.end(CloseCode.REVOKED, "pairing revoked")

    def stop(self) -> None:
        """Have every socket closed: the agent is stopping."""
        for session in self._sessions:
            session.end(WSCloseCode.GOING_AWAY, "agent stopped")

    def _of_client(self, client_id: str) -> list[Session]:
        return [session for session in self._sessions if session.client_id == client_id]
