"""A trainer's console, written from its description and not from the agent's code.

``async with at_console(agent) as trainer`` gives an admitted console; ``await trainer.until(condition)``
reads what the agent tells until ``condition()`` is true.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

import aiohttp
from pydantic import BaseModel, TypeAdapter

from agent.wire import Pong
from agent.wire_console import (
    ConsoleReady,
    ConsoleRefusal,
    Direct,
    PageGone,
    PageList,
    PageSummary,
    PageView,
    ToConsole,
    Watch,
)
from tests.server.client import SECONDS, ClosedError, call

to_console: TypeAdapter[ToConsole] = TypeAdapter(ToConsole)


class Reachable(Protocol):
    """An agent in this process or another."""

    @property
    def port(self) -> int: ...

    @property
    def token(self) -> str:
        """The command line's."""


class Trainer:
    """One console's socket, and the newest of what it was told."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.ready: ConsoleReady
        self.pages: tuple[PageSummary, ...] = ()
        self.view: PageView | None = None
        self.refused: list[ConsoleRefusal] = []
        self.gone: list[str] = []
        self.pongs = 0

    @property
    def seen(self) -> PageView:
        """The watched page."""
        assert self.view is not None
        return self.view

    async def send(self, message: BaseModel) -> None:
        await self.socket.send_str(message.model_dump_json())

    async def until(self, condition: Callable[[], object]) -> None:
        """Take in messages until that is so."""
        async with asyncio.timeout(SECONDS):
            while not condition():
                await self.take()

    async def take(self) -> ToConsole:
        """The next message."""
        message = await self.socket.receive(timeout=SECONDS)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise ClosedError(self.socket.close_code, str(message.extra or ""))
        said = to_console.validate_json(message.data)
        if isinstance(said, ConsoleReady):
            self.ready = said
        elif isinstance(said, PageList):
            self.pages = said.pages
        elif isinstance(said, PageView):
            self.view = said
        elif isinstance(said, PageGone):
            self.gone.append(said.page)
        elif isinstance(said, ConsoleRefusal):
            self.refused.append(said)
        elif isinstance(said, Pong):
            self.pongs += 1
        return said

    async def closing(self) -> tuple[int | None, str]:
        """Read until the agent closes; its code and reason."""
        try:
            while True:
                await self.take()
        except ClosedError as closed:
            return closed.code, closed.reason

    async def watch(self, number: int = 0) -> PageView:
        """The view of the page of that place in the list."""
        await self.until(lambda: len(self.pages) > number)
        await self.send(Watch(page=self.pages[number].page))
        await self.until(lambda: self.view is not None and self.view.page == self.pages[number].page)
        return self.seen

    async def direct(self, **how: Any) -> None:  # noqa: ANN401 - the fields of Direct
        """Direct the watched page."""
        await self.send(Direct(page=self.seen.page, **({"mode": self.seen.mode} | how)))


async def console_code(agent: Reachable) -> str:
    """A one-time code, asked for as ``tenken console`` does."""
    async with call(agent.port, "POST", "/v1/console/codes", agent.token) as answer:
        assert answer.status == 200
        return str((await answer.json())["code"])


async def redeem(agent: Reachable, code: str, origin: str | None = "") -> tuple[int, dict[str, Any]]:
    """Status and body of the exchange of a code, from the console's own page if no other origin is named."""
    headers = {} if origin is None else {"Origin": origin or own(agent)}
    body = {"code": code}
    async with call(agent.port, "POST", "/v1/console/sessions", json=body, headers=headers) as answer:
        text = await answer.text()
        return answer.status, (await answer.json() if text else {})


async def bearer(agent: Reachable) -> str:
    """The bearer of a new console."""
    status, body = await redeem(agent, await console_code(agent))
    assert status == 200
    return str(body["token"])


def own(agent: Reachable) -> str:
    """The origin of the agent's pages."""
    return f"http://127.0.0.1:{agent.port}"


@asynccontextmanager
async def knocking(agent: Reachable, origin: str | None = "") -> AsyncIterator[Trainer]:
    """A console's socket before its hello."""
    headers = {} if origin is None else {"Origin": origin or own(agent)}
    address = f"http://127.0.0.1:{agent.port}/v1/console/ws"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(address, headers=headers, compress=0, max_msg_size=0) as socket,
    ):
        yield Trainer(socket)


@asynccontextmanager
async def at_console(
    agent: Reachable, locale: str = "en", token: str | None = None
) -> AsyncIterator[Trainer]:
    """An admitted console."""
    async with knocking(agent) as trainer:
        said = {"type": "hello", "token": token or await bearer(agent), "locale": locale}
        await trainer.socket.send_json(said)
        assert isinstance(await trainer.take(), ConsoleReady)
        yield trainer
