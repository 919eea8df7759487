"""What a running agent is made of. What touches the world is handed in, so that tests can replace it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from agent import __version__
from agent.server.judging import Judge
from agent.server.limits import Brake, Budget, Clock, TokenBucket
from agent.server.pairing import Offers, Pairings
from agent.server.pictures import ImageService, Readings
from agent.server.refusals import Refusals
from agent.server.sessions import Sessions
from agent.server.waiver_desk import WaiverDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Input of ``create_app``."""

    port: int
    """The port that is really bound; a part of every Host check and proof."""
    cli_token: str = field(repr=False)
    pairings: Pairings
    judge: Judge
    images: Callable[[], ImageService]
    """Called within the running loop."""
    waivers: WaiverDesk | None = None
    """``None``: this agent keeps none."""
    budget: Budget = field(default_factory=Budget)
    clock: Clock = time.monotonic
    version: str = __version__


class Agent:
    """The state of one running app, shared by its guards, routes and sockets."""

    def __init__(self, settings: Settings) -> None:
        budget, clock = settings.budget, settings.clock
        self.settings = settings
        self.budget = budget
        self.host = f"127.0.0.1:{settings.port}"
        self.pairings = settings.pairings
        self.judge = settings.judge
        self.images = settings.images()
        self.waivers = settings.waivers
        self.readings = Readings(self.images, budget.readings_unwatched)
        """Of pictures that somebody asked about who will ask again."""
        self.offers = Offers(budget.pairing_seconds, budget.burning_failures, clock)
        self.sessions = Sessions(budget, clock, settings.cli_token)
        self.brake = Brake(budget.free_proof_failures, budget.slowest_refusal_seconds, clock)
        self.bad_bearers = TokenBucket(budget.bad_bearers_per_second, budget.bad_bearer_burst, clock)
        self.open_requests = TokenBucket(budget.open_requests_per_second, budget.open_request_burst, clock)
        self.refusals = Refusals(clock)
        self.requests_now = 0
        self.uploads_now = 0
        self.sockets_now = 0


AGENT: web.AppKey[Agent] = web.AppKey("agent", Agent)
Document = Callable[[], dict[str, object]]
"""Makes the OpenAPI document: not at start, where its schemas would cost a fiftieth of a second."""
DOCUMENT: web.AppKey[Document] = web.AppKey("openapi")
