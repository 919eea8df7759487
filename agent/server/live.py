"""The extension's WebSocket: after the handshake, audits in and reports out.

An audit gets a report at once, and another of the same revision when its main image has been read. What a
page shows of a lesson, and what a learner does there, is settled in ``runs.py``.
"""

import asyncio
from functools import partial
from typing import Literal, TypeVar

import structlog
from aiohttp import web
from pydantic import BaseModel, TypeAdapter, ValidationError

from agent.server.admission import admit
from agent.server.duplex import Duplex, seated
from agent.server.faults import note_fault
from agent.server.judging import JudgeBusyError, Verdict
from agent.server.limits import TokenBucket
from agent.server.live_pages import Judged, LivePage
from agent.server.not_obeyed import Code
from agent.server.pages import Pages, StaleRevisionError, TooManyPagesError
from agent.server.pictures import Readings, unread_main_image
from agent.server.practice import completed, lesson_at
from agent.server.sessions import Session
from agent.server.settings import Agent
from agent.server.strict_json import JsonError, decode
from agent.server.validation import MessageError, read_union
from agent.store.errors import StoreError
from agent.wire import Audit, ErrorMessage, Ping, Pong, ReportMessage, client_message
from agent.wire_lesson import Answer, Attempt, Gone, Join, Staged
from agent.wire_parts import PageId, Revision

Part = TypeVar("Part")
LessonMessage = Attempt | Answer | Join | Staged | Gone
_page_id: TypeAdapter[str] = TypeAdapter(PageId)
_revision: TypeAdapter[int] = TypeAdapter(Revision)
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def serve_socket(request: web.Request) -> web.StreamResponse:
    """One socket from its opening to its end."""
    return await seated(request, _converse)


async def _converse(agent: Agent, socket: web.WebSocketResponse, request: web.Request) -> None:
    session = await admit(agent, socket, request.headers["Origin"])
    try:
        await Conversation(agent, socket, request, session).run()
    finally:
        agent.sessions.forget(session)
        log.info("client.gone", client=session.client_id)


class Conversation:
    """The messages of one admitted socket."""

    def __init__(
        self, agent: Agent, socket: web.WebSocketResponse, request: web.Request, session: Session
    ) -> None:
        budget = agent.budget
        bucket = TokenBucket(budget.messages_per_second, budget.message_burst, agent.settings.clock)
        self._agent = agent
        self._session = session
        self._client = session.client_id or ""
        self._duplex = Duplex(agent, socket, request, bucket)
        self._pages = Pages(self._answer, budget.pages_per_socket)
        self._readings = Readings(agent.images, budget.pages_per_socket)
        self._early: dict[str, list[LessonMessage]] = {}
        """By page, what waits for the verdict on a revision that is being judged."""
        self._closed: set[str] = set()
        """Pages that were closed while they were judged."""

    async def run(self) -> None:
        """Until either side closes; leaves nothing running."""
        ended = self._session.ended or asyncio.get_running_loop().create_future()
        try:
            await self._duplex.run(self._take, ended)
        finally:
            self._agent.pages.drop(self)
            await self._readings.close()
            await self._pages.close()
        await self._duplex.close(ended)

    def put(self, message: BaseModel) -> None:
        """Send without waiting."""
        self._duplex.put(message)

    def _take(self, text: str) -> None:
        try:
            message = read_union(client_message, text)
        except (JsonError, MessageError) as error:
            page, revision = _address(text)
            self._refuse(page, revision, "bad-message", str(error))
            return
        if isinstance(message, Ping):
            self.put(Pong())
        elif not isinstance(message, Audit):
            self._take_lesson(message)
        elif self._submit(message):
            # Until the page says something else, it is told once more when its main image is read.
            digest = unread_main_image(self._agent.images, message.listing)
            self._readings.await_text(message.page, digest, partial(self._submit, message))

    def _take_lesson(self, message: LessonMessage) -> None:
        """A message about a page's lesson; only of a page whose listing this very socket sent."""
        page = self._agent.pages.of(self, self._client, message.page)
        judging = self._pages.is_judging(message.page)
        if isinstance(message, Gone):
            self._readings.await_text(message.page, None, _nothing)
            self._pages.forget(message.page)
            self._early.pop(message.page, None)
            if judging:
                self._closed.add(message.page)
        elif judging and (page is None or _is_ahead(message, page)):
            early = self._early.setdefault(message.page, [])
            if len(early) < self._agent.budget.unsettled_per_page:
                early.append(message)
            else:
                self._refuse(message.page, None, "busy", "too many messages about this page wait")
            return
        if page is not None:
            self._agent.runs.take(page, message, partial(self._refuse_lesson, message.page))
        elif not (isinstance(message, Gone) and judging):
            self._refuse(
                message.page, None, "bad-message", "send the page's listing first: it is not known here"
            )

    def _refuse_lesson(self, page: str, code: Code, words: str) -> None:
        self._refuse(page, None, "busy" if code == "busy" else "failed", words)

    def _submit(self, audit: Audit) -> bool:
        try:
            self._pages.submit(audit)
        except StaleRevisionError:
            self._refuse(audit.page, audit.revision, "busy", "a newer revision of this page is judged")
        except TooManyPagesError:
            self._refuse(audit.page, audit.revision, "busy", "too many pages at once")
        else:
            self._closed.discard(audit.page)
            return True
        return False

    async def _answer(self, audit: Audit) -> None:
        answer = await self._judge(audit)
        if self._pages.is_superseded(audit) or audit.page in self._closed:
            self._closed.discard(audit.page)
            return
        if isinstance(answer, ErrorMessage):
            self.put(answer)
        else:
            self.put(_report(audit, answer.verdict))
            self._agent.runs.judged(self, self._client, self._browser, answer)
        for message in self._early.pop(audit.page, ()):
            page = self._agent.pages.of(self, self._client, message.page)
            if page is None:
                self._refuse(message.page, None, "failed", "the page's listing could not be judged")
            else:
                self._agent.runs.take(page, message, partial(self._refuse_lesson, message.page))

    async def _judge(self, audit: Audit) -> Judged | ErrorMessage:
        code: Literal["busy", "timed-out", "failed"]
        try:
            lesson = await lesson_at(self._agent, audit.address)
            listing = audit.listing if lesson is None else completed(lesson, audit.listing)
            verdict = await self._agent.verdict(listing, audit.locale, audit.address)
        except JudgeBusyError:
            code, words = "busy", "too many listings at once"
        except TimeoutError:
            code, words = "timed-out", "the rules took too long on this listing"
        except StoreError as error:
            code, words = "failed", str(error)
        except Exception as error:  # noqa: BLE001 - whatever broke, silence would read as "no findings"
            code, words = "failed", f"internal fault {note_fault(error, '/v1/ws')}; see the agent's log"
        else:
            return Judged(audit, listing, verdict, lesson)
        return ErrorMessage(page=audit.page, revision=audit.revision, code=code, message=words)

    def _browser(self) -> str:
        pairing = self._agent.pairings.get(self._client)
        return "" if pairing is None else pairing.label

    def _refuse(
        self,
        page: str | None,
        revision: int | None,
        code: Literal["bad-message", "busy", "failed"],
        words: str,
    ) -> None:
        self.put(ErrorMessage(page=page, revision=revision, code=code, message=words))


def _report(audit: Audit, verdict: Verdict) -> ReportMessage:
    return ReportMessage(
        page=audit.page,
        revision=audit.revision,
        phase=verdict.phase,
        ruleset=verdict.ruleset,
        passed=verdict.passed,
        inapplicable=verdict.inapplicable,
        annotations=verdict.annotations,
        waived=verdict.waived,
    )


def _is_ahead(message: LessonMessage, page: LivePage) -> bool:
    """Whether it speaks of a revision that is not judged yet."""
    return isinstance(message, Attempt) and message.revision > page.judged.audit.revision


def _nothing() -> None:
    """Nobody waits for the picture any more."""


def _address(text: str) -> tuple[str | None, int | None]:
    """Page and revision of a refused message, where these two are valid by themselves."""
    try:
        said = decode(text)
    except JsonError:
        return None, None
    if not isinstance(said, dict):
        return None, None
    return _valid(_page_id, said.get("page")), _valid(_revision, said.get("revision"))


def _valid(adapter: TypeAdapter[Part], value: object) -> Part | None:
    try:
        return adapter.validate_python(value, strict=True)
    except ValidationError:
        return None
