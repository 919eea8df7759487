"""What waits to be sent on one socket: bounded, however little the client reads."""

import asyncio

from aiohttp import web
from pydantic import BaseModel

from agent.wire import ReportMessage
from agent.wire_console import PageList, PageView
from agent.wire_lesson import Stage


class OutboxFullError(Exception):
    """The client does not read what it asked for."""


class Outbox:
    """A queue of messages with one writer; what is newer replaces what is unsent and of the same place."""

    def __init__(self, max_messages: int, max_bytes: int) -> None:
        self._max_messages = max_messages
        self._max_bytes = max_bytes
        self._unsent: dict[str, str] = {}
        self._bytes = 0
        self._count = 0
        self._ready = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def put(self, message: BaseModel) -> None:
        """Queue a message without waiting. Raises ``OutboxFullError``."""
        text = message.model_dump_json()
        self._count += 1
        key = _place(message) or f"message {self._count}"
        self._bytes += len(text) - len(self._unsent.pop(key, ""))
        self._unsent[key] = text
        # One message is always taken, however long: a report of many findings must be possible.
        if len(self._unsent) > self._max_messages or (
            self._bytes > self._max_bytes and len(self._unsent) > 1
        ):
            raise OutboxFullError
        self._idle.clear()
        self._ready.set()

    async def sent(self) -> None:
        """Wait until nothing is unsent."""
        await self._idle.wait()

    async def send_to(self, socket: web.WebSocketResponse) -> None:
        """Send for ever; ends with ``ConnectionError`` when the socket closes."""
        while True:
            await self._ready.wait()
            while self._unsent:
                key = next(iter(self._unsent))
                text = self._unsent.pop(key)
                self._bytes -= len(text)
                await socket.send_str(text)
            self._ready.clear()
            self._idle.set()


def _place(message: BaseModel) -> str | None:
    """Of the messages of one place only the newest is sent."""
    if isinstance(message, ReportMessage | Stage):
        return f"{message.type} {message.page}"
    if isinstance(message, PageList | PageView):
        return message.type
    return None
