"""The lessons that are held on live pages: messages about one page are settled one after the other."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import structlog

from agent.server.asked import Asked
from agent.server.faults import note_fault
from agent.server.learners import Judge, Learners
from agent.server.lesson_desk import LessonDesk
from agent.server.limits import Budget
from agent.server.live_pages import Judged, Link, LivePage, LivePages
from agent.server.not_obeyed import GONE, Code, NotObeyedError, Refuse
from agent.server.run_book import NothingToFindError, RunBook, utc_now
from agent.server.showing import show, show_news
from agent.server.teaching import NotPosedError, Teaching
from agent.store.errors import RunGoneError, StoreError
from agent.wire_console import Ask, Direct, Finish, Name, Unask
from agent.wire_lesson import Answer, Attempt, Gone, Join, Staged

Message = Direct | Name | Ask | Unask | Finish | Attempt | Answer | Join | Staged
Own = Literal["resume", "take key"]
"""What the server itself does about a page: take up its run again, or look anew for what is to be found."""
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Parts:
    """What lessons need of the rest of the server."""

    desk: LessonDesk
    teaching: Teaching
    judge: Judge
    budget: Budget


class Runs:
    """Settles every message about a live page's lesson."""

    def __init__(self, pages: LivePages, parts: Parts) -> None:
        self._pages = pages
        self._budget = parts.budget
        self._teaching = parts.teaching
        self._book = RunBook(parts.desk, parts.teaching)
        self._learners = Learners(parts.desk, parts.teaching, parts.judge, parts.budget)
        self._tasks: set[asyncio.Task[None]] = set()

    def judged(self, link: Link, client: str, browser: Callable[[], str], judged: Judged) -> None:
        """Take a page's newest verdict, and have the page show what follows from it."""
        page = self._pages.take(link, client, browser, judged)
        if not page.resumed:
            self._settle(page, "resume", _only_log)
        if page.direct.spotlight is not None and page.direct.spotlight not in page.annotations:
            page.lost = True
        hunting = page.told is not None and page.direct.mode == "hunt" and not page.told.attempts
        if hunting and page.key_phase not in ("read", judged.verdict.phase):
            self._settle(page, "take key", _only_log)  # more is known of the pictures than when it began
        show_news(page)
        if page.resumed:  # else its lesson is being looked up, and is told with it
            self._pages.changed(page)

    def take(self, page: LivePage, message: Message | Gone, refuse: Refuse) -> None:
        """Settle a message; ``refuse`` is called when that cannot be done."""
        if isinstance(message, Gone):
            self._pages.remove(page)
        elif page.unsettled >= self._budget.unsettled_per_page:
            refuse("busy", "too many messages about this page wait: wait a second")
        else:
            self._settle(page, message, refuse)

    def is_on(self, run: str) -> bool:
        """Whether the run is held now."""
        return any(page.told is not None and page.told.run.id == run for page in self._pages)

    async def close(self) -> None:
        """The agent stops: what is being written is written, the rest is dropped."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._book.close()

    def _settle(self, page: LivePage, message: Message | Own, refuse: Refuse) -> None:
        page.unsettled += 1
        task = asyncio.ensure_future(self._settled(page, message, refuse))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _settled(self, page: LivePage, message: Message | Own, refuse: Refuse) -> None:
        try:
            async with page.lock:
                if not page.resumed:  # before anything else: a store that failed may answer now
                    await self._book.resume(page)
                    page.resumed = True
                await self._obey(page, message)
        except NotObeyedError as refusal:
            refuse(refusal.code, str(refusal))
        except NothingToFindError:
            refuse("nothing-to-find", "there is no fault on this page that can be pointed at")
        except RunGoneError as error:  # it was forgotten meanwhile: the page must not wait for it
            page.told = page.asked = None
            page.direct = Direct(page=page.id, mode="normal", order=page.direct.order)
            show(page)
            refuse("store", str(error))
        except StoreError as error:
            log.warning("lesson.not-kept", reason=str(error))
            refuse("store", str(error))
        except Exception as error:  # noqa: BLE001 - whatever broke, who asked must be told
            refuse("failed", f"internal fault {note_fault(error, 'lessons')}; see the agent's log")
        finally:
            page.unsettled -= 1
            self._pages.changed(page)

    async def _obey(self, page: LivePage, message: Message | Own) -> None:  # noqa: C901 - one line a kind
        match message:
            case Direct():
                await self._direct(page, message)
            case Attempt():
                await self._learners.attempt(page, message)
            case Answer():
                await self._learners.answer(page, message)
            case Name() | Join():
                await self._book.rename(page, message.learner)
            case Ask():
                await self._ask(page, message)
            case Unask():
                page.asked = None
                show(page)
            case Finish():
                await self._finish(page)
            case Staged():
                _staged(page, message)
            case "resume":
                pass  # every message does it first
            case "take key":
                await self._book.take_key(page)

    async def _direct(self, page: LivePage, wanted: Direct) -> None:
        before, known = page.direct, page.annotations
        named = (set(wanted.revealed) | {wanted.spotlight}) - {*before.revealed, before.spotlight, None}
        if not named <= set(known):
            raise NotObeyedError(code="changed", words=GONE)
        if wanted.mode == "hunt" and before.mode != "hunt":
            await self._book.take_key(page)
        elif wanted.mode != "normal":
            await self._book.begin(page)
        kept = {*known, *before.order}
        direct = wanted.model_copy(
            update={
                "order": tuple(one for one in dict.fromkeys(wanted.order) if one in kept),
                "revealed": tuple(dict.fromkeys(wanted.revealed)),
            }
        )
        page.lost = direct.spotlight is not None and direct.spotlight not in known
        if direct.spotlight != before.spotlight:
            page.spotlight_state = "none"
        if direct.pointer != before.pointer:
            page.pointer_state = "none"
        await self._book.direct(page, direct)

    async def _ask(self, page: LivePage, wanted: Ask) -> None:
        annotation = page.annotations.get(wanted.finding)
        if annotation is None:
            raise NotObeyedError(code="changed", words=GONE)
        judged = page.judged
        try:
            posed = await self._teaching.pose(wanted.kind, annotation, judged.listing, judged.audit.locale)
        except NotPosedError as error:
            raise NotObeyedError(code="failed", words=str(error)) from None
        await self._book.begin(page)
        page.asked = Asked(posed, utc_now())
        show(page)

    async def _finish(self, page: LivePage) -> None:
        await self._book.end(page)
        page.lost, page.spotlight_state, page.pointer_state = False, "none", "none"
        await self._book.direct(page, Direct(page=page.id, mode="normal", order=page.direct.order))


def _staged(page: LivePage, staged: Staged) -> None:
    """What came of a stage on the page."""
    if staged.number > page.stage_number:  # it shows what an agent whose clock was ahead said
        page.stage_number = staged.number
        show(page)
    elif staged.number == page.stage_number:
        page.pointer_state = staged.pointer
        if not page.lost:
            page.spotlight_state = staged.spotlight
        if staged.spotlight == "changed" and not page.lost:
            page.lost = True
            show(page)


def _only_log(code: Code, words: str) -> None:
    log.info("lesson.unchanged", code=code, reason=words)
