"""The console's WebSocket: after the bearer, what the trainer directs in, the live pages out.

What is told is made only when the one before was read: a console that does not read holds up nobody.
"""

import asyncio
from typing import Literal

import structlog
from aiohttp import WSMsgType, web

from agent.server.admission import NotAdmittedError
from agent.server.duplex import Duplex, seated
from agent.server.faults import note_fault
from agent.server.limits import TokenBucket
from agent.server.live_pages import Judged, LivePage
from agent.server.not_obeyed import Code
from agent.server.sessions import Ending, Session
from agent.server.settings import Agent
from agent.server.stages import group_choices, summary_of, view_of
from agent.server.strict_json import JsonError
from agent.server.validation import MessageError, read_model, read_union
from agent.wire import Annotation, CloseCode, Ping, Pong
from agent.wire_console import (
    ConsoleHello,
    ConsoleReady,
    ConsoleRefusal,
    PageGone,
    PageList,
    Watch,
    console_message,
)
from agent.wire_parts import Locale

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def serve_console(request: web.Request) -> web.StreamResponse:
    """One console's socket from its opening to its end."""
    return await seated(request, _teach)


async def _teach(agent: Agent, socket: web.WebSocketResponse, request: web.Request) -> None:
    session, locale, ended = await _admit(agent, socket)
    try:
        await Console(agent, socket, request, session, locale).run(ended)
    finally:
        agent.consoles.detach(session, ended)


async def _admit(
    agent: Agent, socket: web.WebSocketResponse
) -> tuple[Session, Locale, "asyncio.Future[Ending]"]:
    try:
        async with asyncio.timeout(agent.budget.handshake_seconds):
            message = await socket.receive()
    except TimeoutError:
        raise NotAdmittedError(CloseCode.UNAUTHORISED, "no proof in time") from None
    if message.type is not WSMsgType.TEXT:
        raise NotAdmittedError(CloseCode.UNAUTHORISED, "no handshake")
    try:
        hello = read_model(ConsoleHello, message.data)
    except (JsonError, MessageError):
        raise NotAdmittedError(CloseCode.UNAUTHORISED, "no handshake") from None
    session = agent.consoles.of(hello.token)
    if session is None:
        await asyncio.sleep(agent.console_brake.failed())
        raise NotAdmittedError(CloseCode.UNAUTHORISED, "the console's session is over")
    ended = agent.consoles.attach(session)
    if ended is None:
        raise NotAdmittedError(CloseCode.BUSY, "too many sockets of this console")
    return session, hello.locale, ended


class Console:
    """The messages of one admitted console."""

    def __init__(
        self,
        agent: Agent,
        socket: web.WebSocketResponse,
        request: web.Request,
        session: Session,
        locale: Locale,
    ) -> None:
        budget = agent.budget
        bucket = TokenBucket(
            budget.console_messages_per_second, budget.console_message_burst, agent.settings.clock
        )
        self._agent = agent
        self._session = session
        self._locale = locale
        self._duplex = Duplex(agent, socket, request, bucket)
        self._watched: str | None = None
        self._list_is_old = True
        self._view_is_old = False
        self._news = asyncio.Event()
        self._ended: asyncio.Future[Ending]

    async def run(self, ended: "asyncio.Future[Ending]") -> None:
        """Until either side closes; leaves nothing running."""
        agent, self._ended = self._agent, ended
        self._duplex.put(
            ConsoleReady(agent_version=agent.settings.version, groups=group_choices(self._locale))
        )
        agent.lessons.prepare(agent.teaching.prepare)
        agent.pages.tell(self)
        self._news.set()
        telling = asyncio.ensure_future(self._tell())
        try:
            await self._duplex.run(self._take, ended)
        finally:
            agent.pages.untell(self)
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
        await self._duplex.close(ended)

    def page_changed(self, page: LivePage) -> None:
        """Tell it when the one before is read."""
        self._list_is_old = True
        if page.id == self._watched:
            self._view_is_old = True
        self._news.set()

    def page_gone(self, page: LivePage) -> None:
        """Tell at once: what is shown is of a page that is not there."""
        self._list_is_old = True
        if page.id == self._watched:
            self._view_is_old = False
            self._duplex.put(PageGone(page=page.id))
        self._news.set()

    def _take(self, text: str) -> None:
        if self._agent.consoles.of_session(self._session) is None:
            if not self._ended.done():
                self._ended.set_result(Ending(CloseCode.UNAUTHORISED, "the console's session is over"))
            return
        try:
            message = read_union(console_message, text)
        except (JsonError, MessageError) as error:
            self._refuse(None, "bad-message", str(error))
            return
        if isinstance(message, Ping):
            self._duplex.put(Pong())
            return
        if isinstance(message, Watch):
            self._watch(message.page)
            return
        page = self._agent.pages.named(message.page)
        if page is None:
            self._refuse(message.page, "gone", "the page was closed")
            return

        def refuse(code: Code, words: str) -> None:
            self._refuse(message.page, "failed" if code == "busy" else code, words)

        self._agent.runs.take(page, message, refuse)

    def _watch(self, page_id: str | None) -> None:
        self._watched = page_id
        if page_id is None:
            return
        if self._agent.pages.named(page_id) is None:
            self._duplex.put(PageGone(page=page_id))
            return
        self._view_is_old = True
        self._news.set()

    async def _tell(self) -> None:
        """Keep the console up to date."""
        while True:
            await self._news.wait()
            await self._duplex.outbox.sent()
            self._news.clear()
            try:
                if self._view_is_old:
                    self._view_is_old = False
                    await self._send_view()
                if self._list_is_old:
                    self._list_is_old = False
                    self._duplex.put(PageList(pages=tuple(map(summary_of, self._agent.pages))))
            except Exception as error:  # noqa: BLE001 - the next change is told all the same
                self._refuse(
                    None, "failed", f"internal fault {note_fault(error, 'console')}; see the agent's log"
                )

    async def _send_view(self) -> None:
        page = None if self._watched is None else self._agent.pages.named(self._watched)
        if page is None:
            return
        judged = page.judged
        annotations = await self._annotations(page, judged)
        group_of = self._agent.teaching.group_of
        groups = {rule: group_of(rule) for rule in {one.rule for one in annotations}}
        # Who watches may have turned away meanwhile, and the page may have been closed.
        if page.id == self._watched and self._agent.pages.named(page.id) is page:
            self._duplex.put(view_of(page, judged, annotations, groups))

    async def _annotations(self, page: LivePage, judged: Judged) -> tuple[Annotation, ...]:
        """The findings of a report in this console's language, else in the page's."""
        locale = self._locale
        if judged.audit.locale == locale:
            return judged.verdict.annotations
        said = page.said.get(locale)
        if said is not None and said[0] is judged.verdict:
            return said[1]
        try:
            verdict = await self._agent.verdict(judged.listing, locale, judged.audit.address)
        except Exception as error:  # noqa: BLE001 - the page itself has its verdict; the words can wait
            note_fault(error, "console")
            return judged.verdict.annotations
        # Pictures may be measured since: the page's own report tells which findings there are.
        words = {one.id: one for one in verdict.annotations}
        annotations = tuple(words.get(one.id, one) for one in judged.verdict.annotations)
        page.said[locale] = (judged.verdict, annotations)
        return annotations

    def _refuse(
        self,
        page: str | None,
        code: Literal["bad-message", "gone", "changed", "nothing-to-find", "store", "failed"],
        words: str,
    ) -> None:
        self._duplex.put(ConsoleRefusal(page=page, code=code, message=words))
