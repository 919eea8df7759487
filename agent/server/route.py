"""What a route demands of a request, as data: the guards read it, the OpenAPI document shows it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web
from pydantic import BaseModel

from agent.server.sessions import Role, Session

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
BodyKind = Literal["json", "image"]


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
    response: type[BaseModel] | None = None
    """Model of the 200 answer; ``None`` where it is not JSON of a fixed shape."""
    refusals: Mapping[str, str] = field(default_factory=dict)
    """Statuses of its own, beside those of every such route, and what they mean."""


ROUTE: web.RequestKey[Route] = web.RequestKey("route", Route)
SESSION: web.RequestKey[Session] = web.RequestKey("session", Session)
