"""Agents in the test's own process, with a clock and a judge that the test holds in its hand."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aiohttp import web

from agent.bound import RuleSet
from agent.listing import Listing
from agent.picture import ImageFacts, TextFacts
from agent.report import Phase
from agent.server import binding, connection, handshake
from agent.server.app import create_app
from agent.server.consoles import utc_now
from agent.server.judging import Judge, Verdict
from agent.server.lesson_desk import LessonDesk
from agent.server.limits import Budget, Clock
from agent.server.pairing import Pairings
from agent.server.settings import AGENT, Agent, Settings
from agent.server.state import StateDirectory
from agent.server.waiver_desk import WaiverDesk
from agent.wire import Annotation, WireTarget
from agent.wire_parts import Locale
from tests.server.client import ORIGIN, Identity, new_string, pair

OnAnswer = Callable[[web.Request, web.StreamResponse], Awaitable[None]]


def no_rules() -> RuleSet:
    """Of an agent whose judge is a fake."""
    return RuleSet((), {}, "0" * 16)


class FakeClock:
    """Monotonic seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class FakeJudge:
    """Finds every title wrong; waits while ``gate`` is shut; raises ``fault`` if there is one."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    fault: Exception | None = None
    judged: list[Listing] = field(default_factory=list)
    facts: Mapping[str, ImageFacts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gate.set()

    async def __call__(
        self,
        listing: Listing,
        facts: Mapping[str, ImageFacts],
        locale: Locale,
        _address: str | None = None,
    ) -> Verdict:
        self.judged.append(listing)
        self.facts = facts
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        title = listing.title or ""
        found = Annotation(
            id=hashlib.sha256(title.encode()).hexdigest()[:16],
            rule="test/title-wrong",
            outcome="violation",
            severity="error",
            target=WireTarget(field="title", start=0, end=len(title), quote=title),
            title="Wrong title",
            message=f"{locale}: {title}",
            help="",
            reason=None,
            consequence=None,
            sources=(),
            fix=None,
        )
        return Verdict(_phase(listing, facts), "0123456789abcdef", 0, 0, (found,))


def _phase(listing: Listing, facts: Mapping[str, ImageFacts]) -> Phase:
    named = [facts.get(image.digest or "") for image in listing.images or ()]
    if not named or None in named:
        return "text"
    return "read" if named[0] is not None and named[0].text is not None else "image"


class FakeImages:
    """Measures nothing but the digest; reads nothing while ``reading`` is shut."""

    def __init__(self) -> None:
        self.facts: dict[str, ImageFacts] = {}
        self.held: set[str] = set()
        self.fault: Exception | None = None
        self.reading = asyncio.Event()
        self.reading.set()
        self.asked: list[str] = []
        """Digests that were to be read, in order."""
        self.given_up: list[str] = []
        """Digests that somebody did not want to be read after all."""

    async def measure(self, data: bytes) -> ImageFacts:
        if self.fault is not None:
            raise self.fault
        facts = ImageFacts(digest=hashlib.sha256(data).hexdigest(), bytes=len(data))
        self.facts[facts.digest] = facts
        self.held.add(facts.digest)
        return facts

    def holds(self, digest: str) -> bool:
        return digest in self.held

    def forget(self, digest: str) -> None:
        self.facts.pop(digest, None)

    async def read(self, digest: str) -> ImageFacts:
        self.asked.append(digest)
        try:
            await self.reading.wait()
        except asyncio.CancelledError:
            self.given_up.append(digest)
            raise
        if self.fault is not None:
            raise self.fault
        facts = self.facts[digest].model_copy(update={"text": TextFacts()})
        self.facts[digest] = facts
        return facts

    async def close(self) -> None:
        pass


@dataclass
class LocalAgent:
    """A running agent and everything a test may look at or turn."""

    port: int
    token: str
    """The command line's."""
    inside: Agent
    state: StateDirectory
    judge: FakeJudge
    images: FakeImages

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def paired(self, origin: str = ORIGIN) -> Identity:
        """A newly paired extension, disconnected again."""
        text = await new_string(self.port, self.token)
        async with pair(self.port, text, origin) as link:
            return link.identity


@asynccontextmanager
async def running(  # noqa: PLR0913 - the parts of an agent that tests replace
    folder: Path,
    *,
    budget: Budget | None = None,
    clock: Clock = time.monotonic,
    ports: Sequence[int] = (0,),
    judge: Judge | None = None,
    waivers: WaiverDesk | None = None,
    rules: Callable[[], RuleSet] = no_rules,
    lessons: LessonDesk | None = None,
    now: Callable[[], datetime] = utc_now,
    on_answer: OnAnswer | None = None,
) -> AsyncIterator[LocalAgent]:
    """Serve on the first free one of ``ports`` (0: any), with the real guards, connections and pairing store.

    ``on_answer`` is told every request and its answer, just before the answer leaves.
    """
    state = StateDirectory(folder / "state")
    state.prepare()
    fake, images = FakeJudge(), FakeImages()
    with binding.bind(ports, lambda _port: None) as bound:
        token = handshake.new_nonce()
        settings = Settings(
            port=bound.getsockname()[1],
            cli_token=token,
            pairings=Pairings(state),
            judge=judge or fake,
            waivers=waivers,
            rules=rules,
            lessons=lessons,
            now=now,
            images=lambda: images,
            budget=budget or Budget(),
            clock=clock,
        )
        app: web.Application = create_app(settings)
        if on_answer is not None:
            app.on_response_prepare.append(on_answer)
        runner = await connection.start(app, bound)
        try:
            yield LocalAgent(settings.port, token, app[AGENT], state, fake, images)
        finally:
            fake.gate.set()
            await runner.cleanup()
