"""One TCP connection: its cap, its time-outs, and answers to what is not HTTP (aiohttp's would quote it)."""

import asyncio
import socket
from functools import partial

import structlog
from aiohttp import web
from aiohttp.web_request import BaseRequest

from agent.server.security import harden
from agent.server.settings import AGENT, Agent

LINGER_SECONDS = 2.0
SHUTDOWN_SECONDS = 2.0
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
)
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Connection(web.RequestHandler):
    """aiohttp's connection with a cap and with silent answers to malformed requests."""

    __slots__ = ("_agent",)

    def __init__(self, agent: Agent, server: web.Server) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            # Also the deadline by which the headers of the first or next request must be complete.
            keepalive_timeout=agent.budget.header_seconds,
            lingering_time=LINGER_SECONDS,
            # No access log: it would hold request lines. Nothing is unpacked: compressed bodies are refused.
            access_log=None,  # type: ignore[arg-type]
            auto_decompress=False,
        )
        self._agent = agent

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Refuse one connection too many before anything of it is read."""
        super().connection_made(transport)
        manager = self._manager
        if manager is not None and len(manager.connections) > self._agent.budget.connections:
            self._agent.refusals.note("connections", "unknown")
            if isinstance(transport, asyncio.WriteTransport):
                transport.write(_FULL)
            self.force_close()

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what could not be parsed with its status alone, and close."""
        del message  # quotes the request
        if request.writer.output_size > 0:
            error = "an answer is already under way"
            raise ConnectionError(error)
        self._agent.refusals.note("malformed" if status < 500 else type(exc).__name__, "unknown")  # noqa: PLR2004
        response = _Silent(status=status)
        harden(response.headers)
        response.force_close()
        return response

    def log_exception(self, *_args: object, **_kwargs: object) -> None:
        """Log that the protocol broke; the exception's text may quote the request."""
        log.error("connection.fault")


class _Silent(web.Response):
    """An answer outside the application, where no signal can take the Server header away."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        harden(self.headers)


class LoopbackSite(web.BaseSite):
    """Serves an application on a socket that is already bound."""

    def __init__(self, runner: web.AppRunner, bound: socket.socket) -> None:
        super().__init__(runner)
        self._bound = bound

    @property
    def name(self) -> str:
        """The site's address."""
        host, port = self._bound.getsockname()
        return f"http://{host}:{port}"

    async def start(self) -> None:
        """Accept connections."""
        await super().start()
        runner = self._runner
        server = runner.server
        if server is None or not isinstance(runner, web.AppRunner):
            message = "call setup() of an AppRunner first"
            raise RuntimeError(message)
        make = partial(Connection, runner.app[AGENT], server)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(make, sock=self._bound)


async def start(app: web.Application, bound: socket.socket) -> web.AppRunner:
    """Serve ``app`` on ``bound`` until ``cleanup()`` of what is returned."""
    runner = web.AppRunner(app, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    await LoopbackSite(runner, bound).start()
    return runner
