"""Who may open the trainer's console: one-time codes, and the sessions that they are exchanged for.

A session outlives the agent, so that a lesson goes on after a restart; only the
SHA-256 of its bearer is kept.
"""

import asyncio
import hashlib
import secrets
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import structlog
from aiohttp import WSCloseCode
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from agent.server import handshake
from agent.server.limits import Budget, Clock, TokenBucket
from agent.server.sessions import Ending, Session
from agent.server.state import StateDirectory
from agent.server.state_file import read_state
from agent.wire import CloseCode

FILE = "console.json"
VERSION: Literal[1] = 1
MOST = 16
"""Sessions at once; the oldest gives way."""
LASTING = timedelta(hours=12)
_CODE_BYTES = 16
_REMEMBERED = 16
"""Used codes whose second use is told apart from a wrong one."""
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Console(_Stored):
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(repr=False)
    """SHA-256 of the bearer."""
    created: AwareDatetime


class _File(_Stored):
    version: Literal[1] = VERSION
    sessions: tuple[_Console, ...] = ()


def utc_now() -> datetime:
    """The wall clock: what is kept on disk cannot know a monotonic one."""
    return datetime.now(UTC)


class ConsoleCodes:
    """The one code that opens a console now, if any; a new one replaces it."""

    def __init__(self, seconds: float, burning_failures: int, clock: Clock) -> None:
        self._seconds = seconds
        self._burning_failures = burning_failures
        self._clock = clock
        self._valid: str | None = None
        self._until = 0.0
        self._failures = 0
        self._used: deque[str] = deque(maxlen=_REMEMBERED)

    def issue(self) -> str:
        """A new code, valid for ``seconds`` and for one use."""
        code = handshake.encode(secrets.token_bytes(_CODE_BYTES))
        self._valid, self._until, self._failures = _digest(code), self._clock() + self._seconds, 0
        return code

    def redeem(self, code: str) -> bool:
        """Use up the code; false when it is wrong, too old, replaced or used. Too many wrong ones void it."""
        # No await in here: of two that bring the same code exactly one gets true.
        given, valid = _digest(code), self._valid
        if valid is not None and self._clock() >= self._until:
            self._valid = valid = None
        if valid is not None and handshake.equal(given, valid):
            self._valid = None
            self._used.append(given)
            return True
        if any(handshake.equal(given, used) for used in self._used):
            log.warning(
                "console.code-reused", remedy="somebody else may have seen it: `tenken console --revoke`"
            )
        elif valid is not None:
            self._failures += 1
            if self._failures >= self._burning_failures:
                self._valid = None
                log.warning(
                    "console.code-burned", failures=self._failures, remedy="run `tenken console` again"
                )
        return False


class Consoles:
    """The sessions of the console, kept in ``console.json`` (mode 0600), and their open sockets."""

    def __init__(
        self, state: StateDirectory, budget: Budget, clock: Clock, now: Callable[[], datetime] = utc_now
    ) -> None:
        """Read the file, if there is one. Raises ``StateError``."""
        self._state = state
        self._budget = budget
        self._clock = clock
        self._now = now
        stored = read_state(state, FILE, _File, VERSION, remedy="run `tenken console`")
        self._known = () if stored is None else stored.sessions[-MOST:]
        self._sessions: dict[str, Session] = {}
        self._sockets: dict[str, set[asyncio.Future[Ending]]] = {}

    def open(self) -> str:
        """A new session; its bearer. Raises ``StateError`` when it could not be written."""
        token = handshake.new_nonce()
        made = _Console(digest=_digest(token), created=self._now())
        kept = [console for console in self._known if self._holds(console)]
        self._replace((*kept[-MOST + 1 :], made))
        return token

    def of(self, token: str) -> Session | None:
        """The session of a bearer; compares with every one, in constant time each."""
        given = _digest(token)
        found = None
        for console in self._known:
            if handshake.equal(given, console.digest) and self._holds(console):
                found = console
        return None if found is None else self._session(found.digest)

    def of_session(self, session: Session) -> Session | None:
        """The same session while it holds."""
        known = (console for console in self._known if console.digest == session.token)
        return next((session for console in known if self._holds(console)), None)

    def attach(self, session: Session) -> "asyncio.Future[Ending] | None":
        """What ends a socket of this session; ``None`` when it has as many as one may."""
        sockets = self._sockets.setdefault(session.token, set())
        if len(sockets) >= self._budget.sockets_per_client:
            return None
        ended: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        sockets.add(ended)
        return ended

    def detach(self, session: Session, ended: "asyncio.Future[Ending]") -> None:
        """The socket is closed."""
        self._sockets.get(session.token, set()).discard(ended)

    def revoke_all(self) -> int:
        """Void every session and close its sockets; how many there were.

        Raises ``StateError`` when that could not be written: they are void until the agent starts again.
        """
        count = sum(map(self._holds, self._known))
        self._known = ()
        self._forget()
        self._write(())
        return count

    def stop(self) -> None:
        """Have every socket closed: the agent is stopping."""
        self._end(self._sockets, WSCloseCode.GOING_AWAY, "agent stopped")

    def _holds(self, console: _Console) -> bool:
        # A clock that was set back would make a session last longer than it may.
        return console.created <= self._now() < console.created + LASTING

    def _session(self, digest: str) -> Session:
        session = self._sessions.get(digest)
        if session is None:
            budget = self._budget
            bucket = TokenBucket(budget.requests_per_second, budget.request_burst, self._clock)
            session = self._sessions[digest] = Session(digest, "console", None, float("inf"), bucket)
        return session

    def _replace(self, consoles: tuple[_Console, ...]) -> None:
        self._write(consoles)
        self._known = consoles
        self._forget()

    def _write(self, consoles: tuple[_Console, ...]) -> None:
        self._state.write(FILE, _File(sessions=consoles).model_dump_json(indent=1).encode("utf-8"))

    def _forget(self) -> None:
        """End the sockets of sessions that are void."""
        void = set(self._sockets) - {console.digest for console in self._known}
        self._end(void, CloseCode.REVOKED, "console revoked")
        for digest in void:
            self._sessions.pop(digest, None)
            del self._sockets[digest]

    def _end(self, digests: "set[str] | dict[str, set[asyncio.Future[Ending]]]", code: int, why: str) -> None:
        for digest in digests:
            for ended in self._sockets[digest]:
                if not ended.done():
                    ended.set_result(Ending(code, why))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
