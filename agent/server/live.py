"""The extension's WebSocket: after the handshake, audits in and reports out.

An audit gets a report at once, and another of the same revision when its main image has been read.
"""

import asyncio
from functools import partial
from typing import Literal, TypeVar

import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import TypeAdapter, ValidationError

from agent.server.admission import NotAdmittedError, admit
from agent.server.faults import note_fault
from agent.server.judging import JudgeBusyError
from agent.server.limits import TokenBucket
from agent.server.outbox import Outbox, OutboxFullError
from agent.server.pages import Pages, StaleRevisionError, TooManyPagesError
from agent.server.pictures import Readings, unread_main_image
from agent.server.refusals import RefusedError
from agent.server.sessions import Ending
from agent.server.settings import AGENT, Agent
from agent.server.strict_json import JsonError, decode
from agent.server.validation import MessageError, read_union
from agent.server.verdicts import judge_within_deadline
from agent.wire import (
    Audit,
    CloseCode,
    ErrorMessage,
    PageId,
    Ping,
    Pong,
    ReportMessage,
    Revision,
    client_message,
)

Part = TypeVar("Part")
_page_id: TypeAdapter[str] = TypeAdapter(PageId)
_revision: TypeAdapter[int] = TypeAdapter(Revision)
_CLOSE_SECONDS = 0.5
"""How long the other side may take to answer a close; a revocation must be over within a second."""
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def serve_socket(request: web.Request) -> web.StreamResponse:
    """One socket from its opening to its end."""
    agent = request.app[AGENT]
    # No compression: it costs memory for each socket, and small secrets beside known text.
    socket = web.WebSocketResponse(
        timeout=_CLOSE_SECONDS, compress=False, max_msg_size=agent.budget.message_bytes
    )
    if not socket.can_prepare(request):
        raise RefusedError(426, "upgrade", "expected a WebSocket handshake", {"Upgrade": "websocket"})
    await socket.prepare(request)
    if agent.sockets_now >= agent.budget.sockets:
        await socket.close(code=CloseCode.BUSY, message=b"too many sockets")
        return socket
    agent.sockets_now += 1
    session = None
    try:
        session = await admit(agent, socket, request.headers["Origin"])
        await Conversation(agent, socket, request.transport).run(session.ended)
    except NotAdmittedError as refusal:
        agent.refusals.note(f"handshake {refusal.code}: {refusal.reason}", request.path)
        await socket.close(code=refusal.code, message=refusal.reason.encode("utf-8"))
    finally:
        agent.sockets_now -= 1
        if session is not None:
            agent.sessions.forget(session)
            log.info("client.gone", client=session.client_id)
    return socket


class Conversation:
    """The messages of one admitted socket."""

    def __init__(
        self, agent: Agent, socket: web.WebSocketResponse, transport: asyncio.Transport | None
    ) -> None:
        budget = agent.budget
        self._agent = agent
        self._transport = transport
        self._socket = socket
        self._pages = Pages(self._answer, budget.pages_per_socket)
        self._readings = Readings(agent.images, budget.pages_per_socket)
        self._outbox = Outbox(budget.unsent_messages, budget.unsent_bytes)
        self._bucket = TokenBucket(budget.messages_per_second, budget.message_burst, agent.settings.clock)

    async def run(self, ended: "asyncio.Future[Ending] | None") -> None:
        """Until either side closes, or ``ended`` says to; leaves nothing running."""
        writer = asyncio.ensure_future(self._outbox.send_to(self._socket))
        reader = asyncio.ensure_future(self._read())
        try:
            await asyncio.wait(
                {reader, writer} | ({ended} if ended else set()), return_when="FIRST_COMPLETED"
            )
        finally:
            writer.cancel()
            reader.cancel()
            await self._readings.close()
            await self._pages.close()
            await asyncio.gather(reader, writer, return_exceptions=True)
        if ended is not None and ended.done():
            # Only now, when nobody reads: closing waits for the client's own close.
            code, reason = ended.result()
            await self._socket.close(code=code, message=reason.encode("utf-8"))

    async def _read(self) -> None:
        while True:
            try:
                message = await self._socket.receive(timeout=self._agent.budget.idle_seconds)
            except TimeoutError:
                await self._socket.close(code=WSCloseCode.GOING_AWAY, message=b"idle")
                return
            if message.type is WSMsgType.BINARY:
                await self._socket.close(code=WSCloseCode.UNSUPPORTED_DATA, message=b"expected text")
                return
            if message.type is not WSMsgType.TEXT:
                return
            if not self._bucket.take():
                self._agent.refusals.note("message-rate", "/v1/ws")
                await self._socket.close(code=CloseCode.RATE, message=b"too many messages")
                return
            self._take(message.data)

    def _take(self, text: str) -> None:
        try:
            message = read_union(client_message, text)
        except (JsonError, MessageError) as error:
            page, revision = _address(text)
            self._refuse(page, revision, "bad-message", str(error))
            return
        if isinstance(message, Ping):
            self._put(Pong())
            return
        if self._submit(message):
            # Until the page says something else, it is told once more when its main image is read.
            digest = unread_main_image(self._agent.images, message.listing)
            self._readings.await_text(message.page, digest, partial(self._submit, message))

    def _submit(self, audit: Audit) -> bool:
        try:
            self._pages.submit(audit)
        except StaleRevisionError:
            self._refuse(audit.page, audit.revision, "busy", "a newer revision of this page is judged")
        except TooManyPagesError:
            self._refuse(audit.page, audit.revision, "busy", "too many pages at once")
        else:
            return True
        return False

    async def _answer(self, audit: Audit) -> None:
        answer = await self._judge(audit)
        if not self._pages.is_superseded(audit):
            self._put(answer)

    async def _judge(self, audit: Audit) -> ReportMessage | ErrorMessage:
        code: Literal["busy", "timed-out", "failed"]
        try:
            verdict = await judge_within_deadline(self._agent, audit.listing, audit.locale, audit.address)
        except JudgeBusyError:
            code, words = "busy", "too many listings at once"
        except TimeoutError:
            code, words = "timed-out", "the rules took too long on this listing"
        except Exception as error:  # noqa: BLE001 - whatever broke, silence would read as "no findings"
            code, words = "failed", f"internal fault {note_fault(error, '/v1/ws')}; see the agent's log"
        else:
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
        return ErrorMessage(page=audit.page, revision=audit.revision, code=code, message=words)

    def _refuse(
        self, page: str | None, revision: int | None, code: Literal["bad-message", "busy"], words: str
    ) -> None:
        self._put(ErrorMessage(page=page, revision=revision, code=code, message=words))

    def _put(self, message: ReportMessage | ErrorMessage | Pong) -> None:
        try:
            self._outbox.put(message)
        except OutboxFullError:
            # A close frame would wait behind what is not read.
            self._agent.refusals.note("client-does-not-read", "/v1/ws")
            if self._transport is not None:
                self._transport.abort()


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
