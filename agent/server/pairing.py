"""Who is paired: the stored link keys, and the one-time strings by which new ones come about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from agent.server import codes, handshake
from agent.server.limits import Clock
from agent.server.state import StateDirectory
from agent.server.state_file import read_state
from agent.wire import ClientId, Nonce

FILE = "pairings.json"
VERSION: Literal[1] = 1
_TOUCH_EVERY = timedelta(hours=1)
"""How exact ``last_seen`` is: a connection must not cost a disk write each time."""

_NO_CONTROLS = r"^[^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]{1,64}$"
Label = Annotated[str, StringConstraints(pattern=_NO_CONTROLS)]
"""Shown on terminals, so without control characters and changes of direction."""
EXTENSION_ORIGIN = r"^(chrome-extension://[a-p]{32}|moz-extension://[0-9a-f-]{36})$"
Origin = Annotated[str, StringConstraints(pattern=EXTENSION_ORIGIN)]
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pairing(_Stored):
    """One paired browser profile."""

    client_id: ClientId
    origin: Origin
    """Pinned: the same key from another origin is refused."""
    role: Literal["extension"] = "extension"
    label: Label
    key: Nonce = Field(repr=False)
    """32 bytes, encoded."""
    created: AwareDatetime
    last_seen: AwareDatetime


class _File(_Stored):
    version: Literal[1] = VERSION
    agent_id: Nonce
    clients: tuple[Pairing, ...] = ()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Pairings:
    """The pairings of one installation, kept in ``pairings.json`` (mode 0600)."""

    def __init__(self, state: StateDirectory, now: Callable[[], datetime] = _utc_now) -> None:
        """Read the file, or begin one.

        A file that cannot be understood is set aside and said so; all browsers must then pair again.

        Raises:
            StateError: loose modes, a foreign owner, a newer version's file, or an unwritable directory.

        """
        self.state = state
        self._now = now
        self._on_revoke: Callable[[str], None] = lambda _client_id: None
        stored = read_state(state, FILE, _File, VERSION, remedy="pair again")
        if stored is None:
            stored = _File(agent_id=handshake.new_nonce())
            state.write(FILE, stored.model_dump_json(indent=1).encode("utf-8"))
        self.agent_id = stored.agent_id
        self._clients = {client.client_id: client for client in stored.clients}

    @property
    def origins(self) -> frozenset[str]:
        """The origins that may open a socket."""
        return frozenset(client.origin for client in self._clients.values())

    def all(self) -> tuple[Pairing, ...]:
        """Every pairing, oldest first."""
        return tuple(self._clients.values())

    def get(self, client_id: str) -> Pairing | None:
        """The pairing of that id."""
        return self._clients.get(client_id)

    def add(self, client_id: str, origin: str, label: str, key: bytes) -> Pairing:
        """Keep a new pairing. Raises ``StateError`` when it could not be written; then it is not kept."""
        now = self._now()
        pairing = Pairing(
            client_id=client_id,
            origin=origin,
            label=label,
            key=handshake.encode(key),
            created=now,
            last_seen=now,
        )
        self._replace(self._clients | {client_id: pairing})
        return pairing

    def touch(self, client_id: str) -> None:
        """Note that the client was seen; raises ``StateError`` as ``add`` does."""
        client = self._clients[client_id]
        now = self._now()
        if abs(now - client.last_seen) >= _TOUCH_EVERY:
            self._replace(self._clients | {client_id: client.model_copy(update={"last_seen": now})})

    def revoke(self, client_id: str) -> bool:
        """Forget one pairing and end its sockets; whether there was one."""
        if client_id not in self._clients:
            return False
        self._replace({key: value for key, value in self._clients.items() if key != client_id})
        self._on_revoke(client_id)
        return True

    def revoke_all(self) -> int:
        """Forget every pairing and end their sockets; how many there were."""
        gone = tuple(self._clients)
        self._replace({})
        for client_id in gone:
            self._on_revoke(client_id)
        return len(gone)

    def on_revoke(self, told: Callable[[str], None]) -> None:
        """Whom to tell the id of a pairing that was revoked."""
        self._on_revoke = told

    def _replace(self, clients: dict[str, Pairing]) -> None:
        # First the disk: what is in memory only would come back, or be lost, at the next start.
        stored = _File(agent_id=self.agent_id, clients=tuple(clients.values()))
        self.state.write(FILE, stored.model_dump_json(indent=1).encode("utf-8"))
        self._clients = clients


@dataclass(slots=True)
class Offer:
    """A pairing string that was shown and not yet used."""

    key: bytes = field(repr=False)
    label: str
    until: float
    failures: int = 0


class Offers:
    """The one pairing string that is valid now, if any; a new one replaces it.

    More than one at a time is not possible: the agent proves first and must know by which string.
    """

    def __init__(self, seconds: float, burning_failures: int, clock: Clock) -> None:
        self._seconds = seconds
        self._burning_failures = burning_failures
        self._clock = clock
        self._offer: Offer | None = None

    def issue(self, label: str) -> str:
        """A new pairing string as shown to people, valid for ``seconds`` and for one pairing."""
        canonical = codes.new()
        self._offer = Offer(handshake.pairing_key(canonical), label, self._clock() + self._seconds)
        return codes.show(canonical)

    def current(self) -> Offer | None:
        """The offer that can be redeemed now."""
        if self._offer is not None and self._clock() >= self._offer.until:
            self._offer = None
        return self._offer

    def withdraw(self) -> None:
        """Void the string that is valid now, if any."""
        self._offer = None

    def redeem(self, offer: Offer) -> bool:
        """Use up ``offer``; false when it has expired, was replaced or used by somebody else meanwhile."""
        # No await in here: of two clients with the same string exactly one gets true.
        if self.current() is not offer:
            return False
        self._offer = None
        return True

    def failed(self, offer: Offer) -> None:
        """Count a wrong proof against ``offer``; too many void it."""
        offer.failures += 1
        if offer.failures >= self._burning_failures and self._offer is offer:
            self._offer = None
            log.warning("pairing.burned", failures=offer.failures, remedy="run `tenken pair` again")
