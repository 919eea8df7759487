"""The run of a live page in the store: begun, taken up again, ended. Who may do so is decided elsewhere."""

import asyncio
import contextlib
import secrets
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog

from agent.lessons.run import KeyFault, Run, Told
from agent.server import handshake
from agent.server.lesson_desk import LessonDesk
from agent.server.live_pages import LivePage
from agent.server.showing import show, show_news
from agent.server.stages import TITLE
from agent.server.teaching import Teaching
from agent.store.errors import RunGoneError, StoreError
from agent.wire_console import Direct
from agent.wire_lesson import MOST_SHOWN

if TYPE_CHECKING:
    from agent.store.store import Store

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class NothingToFindError(Exception):
    """A hunt on a page without faults."""


def utc_now() -> datetime:
    """When something happened, as it is kept and told."""
    return datetime.now(UTC)


class RunBook:
    """Keeps the runs of pages; every failure is a ``StoreError``, and then nothing has changed.

    Args:
        desk: the store.
        teaching: the rules, as lessons use them.

    """

    def __init__(self, desk: LessonDesk, teaching: Teaching) -> None:
        self._desk = desk
        self._teaching = teaching
        self._saving: dict[LivePage, asyncio.Task[None]] = {}

    async def begin(self, page: LivePage) -> Told:
        """The run that is on; one that begins now where none is."""
        return page.told or await self._begin(page, self._key(page))

    async def take_key(self, page: LivePage) -> Told:
        """A run with what is to be found now, unless something was attempted in it already.

        Raises ``NothingToFindError``, too.
        """
        told, key = page.told, self._key(page)
        if told is not None and told.attempts:
            return told
        if not key:
            raise NothingToFindError
        if told is None:
            return await self._begin(page, key)
        judged, run = page.judged, told.run
        await self._desk.write(lambda store: store.rekey(run.id, judged.listing, key))
        run = run.model_copy(update={"listing": judged.listing, "key": key})
        page.told, page.key_phase = told.model_copy(update={"run": run}), judged.verdict.phase
        show_news(page)
        return page.told

    async def resume(self, page: LivePage) -> None:
        """Go on with the run that a page had when the agent or its browser went away."""
        told = await self._desk.read(lambda store: store.open_run(page.client, page.name), None)
        if told is None:
            return
        run = told.run.id
        direction = await self._desk.read(lambda store: store.direction(run), None)
        if direction is not None:
            page.direct = direction.model_copy(update={"page": page.id})
        page.told, page.learner = told, told.run.learner
        page.lost = page.direct.spotlight is not None and page.direct.spotlight not in page.annotations
        log.info("lesson.resumed", run=run)
        show(page)

    async def direct(self, page: LivePage, direct: Direct) -> None:
        """Have the page look like that.

        It is told first, and what it was told is kept then: a trainer's key does not wait for the disk. Only
        another mode waits, for it says what the learner was asked to do.
        """
        told = page.told
        if told is not None and direct.mode != page.direct.mode:
            await self._desk.write(lambda store: store.direct(told.run.id, direct))
            page.told = told.model_copy(update={"hunted": told.hunted or direct.mode == "hunt"})
        page.direct = direct
        show(page)
        if told is not None and page not in self._saving:
            self._saving[page] = asyncio.ensure_future(self._save(page))

    async def rename(self, page: LivePage, learner: str) -> None:
        """Say who sits there."""
        if page.told is not None:
            run = page.told.run
            await self._desk.write(lambda store: store.rename(run.id, learner))
            page.told = page.told.model_copy(update={"run": run.model_copy(update={"learner": learner})})
        page.learner = learner
        show(page)

    async def end(self, page: LivePage) -> None:
        """The run is over."""
        if page.told is not None:
            run, at = page.told.run.id, utc_now()
            with contextlib.suppress(RunGoneError):  # it was forgotten meanwhile: nothing is left to end
                await self._desk.write(lambda store: store.end(run, at))
            log.info("lesson.ended", run=run)
        page.told = page.asked = None

    async def close(self) -> None:
        """Have written what is to be kept of how pages look."""
        await asyncio.gather(*self._saving.values(), return_exceptions=True)

    async def _save(self, page: LivePage) -> None:
        kept = None
        while page.told is not None and kept is not page.direct:  # of several, the newest
            run, kept = page.told.run.id, page.direct
            try:
                await self._desk.write(partial(_keep_direction, run, kept))
            except StoreError as error:
                log.warning("lesson.direction-not-kept", reason=str(error))
        del self._saving[page]  # at once: whoever directs from now on saves

    async def _begin(self, page: LivePage, key: tuple[KeyFault, ...]) -> Told:
        judged, lesson = page.judged, page.judged.lesson
        run = Run(
            id=handshake.encode(secrets.token_bytes(16)),
            page=page.name,
            client=page.client,
            lesson=None if lesson is None else lesson.id,
            title=(judged.listing.title or "")[:TITLE] if lesson is None else lesson.title,
            locale=judged.audit.locale,
            listing=judged.listing,
            key=key,
            learner=page.learner,
            started=utc_now(),
        )
        await self._desk.write(lambda store: store.begin(run))
        page.told, page.key_phase = Told(run=run), judged.verdict.phase
        log.info("lesson.begun", run=run.id, to_find=len(key))
        return page.told

    def _key(self, page: LivePage) -> tuple[KeyFault, ...]:
        judged = page.judged
        return self._teaching.key(judged.verdict.annotations, judged.lesson)[:MOST_SHOWN]


def _keep_direction(run: str, direct: Direct, store: "Store") -> None:
    store.direct(run, direct)
