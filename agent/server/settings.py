"""What a running agent is made of. What touches the world is handed in, so that tests can replace it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from agent import __version__
from agent.bound import RuleSet
from agent.listing import Listing
from agent.server.consoles import ConsoleCodes, Consoles, utc_now
from agent.server.judging import Judge, Verdict
from agent.server.lesson_desk import LessonDesk, desk
from agent.server.limits import Brake, Budget, Clock, TokenBucket
from agent.server.live_pages import Judged, LivePages
from agent.server.own_files import OwnFiles
from agent.server.pairing import Offers, Pairings
from agent.server.pictures import ImageService, Readings
from agent.server.refusals import Refusals
from agent.server.runs import Parts, Runs
from agent.server.sessions import Sessions
from agent.server.teaching import JudgeListing, Teaching
from agent.server.waiver_desk import WaiverDesk
from agent.wire import Annotation
from agent.wire_parts import Locale


def _no_rules() -> RuleSet:
    return RuleSet((), {}, "0" * 16)


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
    rules: Callable[[], RuleSet] = _no_rules
    """Those of now, which lessons tell of."""
    lessons: LessonDesk | None = None
    """``None``: the store in the state directory."""
    now: Callable[[], datetime] = utc_now
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
        self.console_codes = ConsoleCodes(budget.console_code_seconds, budget.burning_failures, clock)
        self.console_brake = Brake(budget.free_proof_failures, budget.slowest_refusal_seconds, clock)
        self.consoles = Consoles(settings.pairings.state, budget, clock, settings.now)
        self.own_files = OwnFiles()
        self.lessons = settings.lessons or desk(None, settings.pairings.state.path)
        self.teaching = Teaching(settings.rules)
        self.pages = LivePages(budget)
        self.runs = Runs(self.pages, Parts(self.lessons, self.teaching, self._judging, budget))
        self.requests_now = 0
        self.uploads_now = 0
        self.sockets_now = 0

    async def verdict(self, listing: Listing, locale: Locale, address: str | None) -> Verdict:
        """What the judge says, in time. Raises ``TimeoutError``, and what the judge raises."""
        async with asyncio.timeout(self.budget.judge_seconds):
            return await self.judge(listing, self.images.facts, locale, address)

    def _judging(self, judged: Judged) -> JudgeListing:
        async def judge(listing: Listing) -> tuple[Annotation, ...]:
            audit = judged.audit
            return (await self.verdict(listing, audit.locale, audit.address)).annotations

        return judge


AGENT: web.AppKey[Agent] = web.AppKey("agent", Agent)
Document = Callable[[], dict[str, object]]
"""Makes the OpenAPI document: not at start, where its schemas would cost a fiftieth of a second."""
DOCUMENT: web.AppKey[Document] = web.AppKey("openapi")
