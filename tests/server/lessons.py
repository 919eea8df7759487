"""What tests of lessons share: a judge of single words, pages that audit, and lessons in three lines."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from agent.lessons.lesson import Lesson, Planted
from agent.listing import Listing
from agent.picture import ImageFacts
from agent.server.judging import Verdict
from agent.server.lesson_desk import LessonDesk, desk
from agent.store.store import Store
from agent.wire import Annotation, ErrorMessage, ReportMessage, WireTarget, agent_message
from agent.wire_lesson import Answered, Attempted, Stage
from agent.wire_parts import MOST_REVISION, Locale
from tests.server.client import SECONDS, Identity, Link, connect, new_string, pair
from tests.server.trainer import Reachable

LISTING = {"platform": "amazon", "title": "free best sale desk"}
"""Three faults by ``judge_words``."""
LESSON_ID = "L" * 22


def finding(word: str) -> str:
    """The id of the annotation of that word."""
    return hashlib.sha256(word.encode()).hexdigest()[:16]


async def judge_words(
    listing: Listing, _facts: Mapping[str, ImageFacts], locale: Locale, _address: str | None = None
) -> Verdict:
    """Finds ``free``, ``best`` and ``sale`` in the title, and a missing brand on a practice page."""
    title = listing.title or ""
    found = [
        _annotation(word, locale, WireTarget(field="title", start=at, end=at + len(word), quote=word))
        for word in ("free", "best", "sale")
        if (at := title.find(word)) >= 0
    ]
    if listing.brand == "":
        found.append(_annotation("brand", locale, WireTarget(field="brand")))
    return Verdict("read", "0123456789abcdef", 0, 0, tuple(found))


def _annotation(word: str, locale: Locale, target: WireTarget) -> Annotation:
    return Annotation(
        id=finding(word),
        rule=f"test/{word}",
        outcome="violation",
        severity="error",
        target=target,
        title=f"{locale}: {word}",
        message="",
        help="",
        reason=None,
        consequence=None,
        sources=(),
        fix=None,
    )


def lesson(**changed: Any) -> Lesson:  # noqa: ANN401 - the fields of Lesson
    """A lesson with one planted fault of the two on its page, and a field that the page cannot show."""
    content = b"\xff\xd8\xffpicture"
    listing = {
        **LISTING,
        "title": "free best desk",
        "brand": "",
        "images": [{"slot": "MAIN", "digest": hashlib.sha256(content).hexdigest()}],
    }
    picture = {"slot": "MAIN", "media_type": "image/jpeg", "base64": base64.b64encode(content).decode()}
    fields: dict[str, Any] = {
        "id": LESSON_ID,
        "title": "Words",
        "site": "amazon",
        "locale": "en",
        "created": datetime(2026, 11, 22, tzinfo=UTC),
        "ruleset": "0123456789abcdef",
        "seed": 1,
        "listing": listing,
        "pictures": [picture],
        "planted": [Planted(rule="test/free", finding=finding("free"), field="title", quote="free")],
    }
    return Lesson.model_validate(fields | changed)


def fragile(state: Path, before: Callable[[], None]) -> LessonDesk:
    """The desk of the real store in ``state``; ``before`` is called in its thread before all that it does."""
    real = desk(None, state)

    class Fragile:
        def __init__(self) -> None:
            before()
            self._store = real._open_store()

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any of the store's methods
            before()
            return getattr(self._store, name)

    return LessonDesk(lambda: cast("Store", Fragile()), real._exists)


class Page:
    """One page of an extension: audits, and keeps what it is told."""

    def __init__(self, link: Link, name: str) -> None:
        self.link = link
        self.name = name
        self.revision = 0
        self.stage: Stage | None = None
        self.report: ReportMessage | None = None
        self.attempted: list[Attempted] = []
        self.answered: list[Answered] = []
        self.errors: list[ErrorMessage] = []

    @property
    def shown(self) -> dict[str, int]:
        """The numbers that are drawn, by finding."""
        assert self.stage is not None
        return {one.id: one.number for one in self.stage.shown}

    async def audit(self, listing: Mapping[str, Any] = LISTING, **more: object) -> None:
        """Send the listing and take the report."""
        self.revision += 1
        reported = self.report
        message = {
            "type": "audit",
            "page": self.name,
            "revision": self.revision,
            "locale": "en",
            "listing": dict(listing),
        }
        await self.link.send(message | more)
        await self.until(lambda: self.report is not reported)

    async def send(self, message: BaseModel) -> None:
        await self.link.send(message.model_dump_json())

    async def attempt(self, word: str, reason: str = "style", name: str = "a1", **changed: object) -> None:
        """Point at the word in the title; nothing is awaited."""
        at = str(LISTING["title"]).find(word)
        place: dict[str, object] = {"field": "title", "start": at, "end": at + len(word)}
        if at < 0:
            place = {"field": word}
        message = {"type": "attempt", "page": self.name, "revision": self.revision, "id": name}
        await self.link.send(message | {"place": place, "reason": reason} | changed)

    async def verdict(self, word: str, reason: str = "style", name: str = "a1", **changed: object) -> str:
        """What an attempt was."""
        count = len(self.attempted)
        await self.attempt(word, reason, name, **changed)
        await self.until(lambda: len(self.attempted) > count)
        return self.attempted[-1].verdict

    async def until(self, condition: Any) -> None:  # noqa: ANN401 - a function of nothing
        """Take in messages until that is so."""
        async with asyncio.timeout(SECONDS):
            while not condition():
                await self.take()

    async def take(self) -> None:
        """The next message."""
        message = agent_message.validate_json(await self.link.receive_text())
        if isinstance(message, Stage):
            last = -1 if self.stage is None else self.stage.number
            assert message.number > last or message.number == last == MOST_REVISION
            self.stage = message
        elif isinstance(message, Attempted):
            self.attempted.append(message)
        elif isinstance(message, Answered):
            self.answered.append(message)
        elif isinstance(message, ErrorMessage):
            self.errors.append(message)
        elif isinstance(message, ReportMessage):
            self.report = message


@asynccontextmanager
async def at_page(
    agent: Reachable, identity: Identity | None = None, name: str = "tab-1"
) -> AsyncIterator[Page]:
    """A page of a paired browser, not yet audited."""
    if identity is None:
        async with pair(agent.port, await new_string(agent.port, agent.token)) as link:
            identity = link.identity
    async with connect(agent.port, identity) as link:
        yield Page(link, name)
