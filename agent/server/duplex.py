"""One admitted WebSocket: reads messages under a rate, writes what its outbox holds, until either side ends.

What the messages mean is known to ``live.py`` (the extension's) and ``console_socket.py`` (the trainer's).
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import BaseModel

from agent.server.admission import NotAdmittedError
from agent.server.limits import TokenBucket
from agent.server.outbox import Outbox, OutboxFullError
from agent.server.refusals import RefusedError
from agent.server.sessions import Ending
from agent.server.settings import AGENT, Agent
from agent.wire import CloseCode

Talk = Callable[[Agent, web.WebSocketResponse, web.Request], Awaitable[None]]
"""Admits whoever is at the socket and talks to them until the end; raises ``NotAdmittedError``."""
_CLOSE_SECONDS = 0.5
"""How long the other side may take to answer a close; a revocation must be over within a second."""


async def seated(request: web.Request, talk: Talk) -> web.WebSocketResponse:
    """One socket from its opening to its end, counted among the open ones; says why none is admitted."""
    agent = request.app[AGENT]
    socket = await _upgrade(request)
    if agent.sockets_now >= agent.budget.sockets:
        await socket.close(code=CloseCode.BUSY, message=b"too many sockets")
        return socket
    agent.sockets_now += 1
    try:
        await talk(agent, socket, request)
    except NotAdmittedError as refusal:
        agent.refusals.note(f"handshake {refusal.code}: {refusal.reason}", request.path)
        await socket.close(code=refusal.code, message=refusal.reason.encode("utf-8"))
    finally:
        agent.sockets_now -= 1
    return socket


async def _upgrade(request: web.Request) -> web.WebSocketResponse:
    """The socket of a WebSocket handshake; 426 for any other request."""
    # No compression: it costs memory for each socket, and small secrets beside known text.
    socket = web.WebSocketResponse(
        timeout=_CLOSE_SECONDS, compress=False, max_msg_size=request.app[AGENT].budget.message_bytes
    )
    if not socket.can_prepare(request):
        raise RefusedError(426, "upgrade", "expected a WebSocket handshake", {"Upgrade": "websocket"})
    await socket.prepare(request)
    return socket


class Duplex:
    """The two directions of one socket.

    Args:
        agent: its limits, and its counts of refusals.
        socket: admitted.
        request: that opened it.
        bucket: how many messages it may send.

    """

    def __init__(
        self, agent: Agent, socket: web.WebSocketResponse, request: web.Request, bucket: TokenBucket
    ) -> None:
        self._agent = agent
        self._socket = socket
        self._transport = request.transport
        self._path = request.path
        self._bucket = bucket
        self.outbox = Outbox(agent.budget.unsent_messages, agent.budget.unsent_bytes)

    async def run(self, take: Callable[[str], None], ended: "asyncio.Future[Ending]") -> None:
        """Hand every message to ``take``, until either side closes or ``ended`` is done."""
        writer = asyncio.ensure_future(self.outbox.send_to(self._socket))
        reader = asyncio.ensure_future(self._read(take))
        try:
            parts: set[asyncio.Future[Any]] = {reader, writer, ended}
            await asyncio.wait(parts, return_when="FIRST_COMPLETED")
        finally:
            writer.cancel()
            reader.cancel()
            await asyncio.gather(reader, writer, return_exceptions=True)

    async def close(self, ended: "asyncio.Future[Ending]") -> None:
        """Close as ``ended`` says, if it does; only when nobody reads any more, for this awaits a close."""
        if ended.done():
            code, reason = ended.result()
            await self._socket.close(code=code, message=reason.encode("utf-8"))

    def put(self, message: BaseModel) -> None:
        """Send without waiting; cuts off a client that does not read."""
        try:
            self.outbox.put(message)
        except OutboxFullError:
            # A close frame would wait behind what is not read.
            self._agent.refusals.note("client-does-not-read", self._path)
            if self._transport is not None:
                self._transport.abort()

    async def _read(self, take: Callable[[str], None]) -> None:
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
                self._agent.refusals.note("message-rate", self._path)
                await self._socket.close(code=CloseCode.RATE, message=b"too many messages")
                return
            take(message.data)
