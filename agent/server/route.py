"""What a route demands of a request, as data: the guards read it, the OpenAPI document shows it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web
from pydantic import BaseModel

from agent.server.sessions import Role, Session

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
BodyKind = Literal["json", "image", "lesson"]
"""``lesson``: JSON of the size of pictures."""
Origins = Literal["paired", "own", "either"]
"""``paired``: an extension's or none; ``own``: only that of our own pages; ``either``: all of these."""


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One method of one path."""

    method: Literal["GET", "POST", "DELETE"]
    path: str
    handler: Handler
    summary: str
    roles: frozenset[Role] = frozenset()
    """Who may use it; empty: whoever passed the boundary."""
    body: BodyKind | None = None
    request: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    response: type[BaseModel] | None = None
    """Model of the 200 answer; ``None`` where it is not JSON of a fixed shape."""
    media: tuple[str, ...] = ()
    """Types of a 200 answer that is not JSON."""
    origins: Origins = "paired"
    socket: bool = False
    """A WebSocket; its handshake must have an Origin."""
    page: bool = False
    """A document that a person opens, also from a file or another program."""
    refusals: Mapping[str, str] = field(default_factory=dict)
    """Statuses of its own, beside those of every such route, and what they mean."""


ROUTE: web.RequestKey[Route] = web.RequestKey("route", Route)
SESSION: web.RequestKey[Session] = web.RequestKey("session", Session)
