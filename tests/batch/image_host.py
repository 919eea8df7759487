"""A host of pictures in this process: TLS with a certificate of its own, on 127.0.0.2, reached by a name."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import trustme
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from agent.batch.address_gate import RefusedAddressError
from agent.batch.fetching import Fetcher

HOST = "pictures.example"
PUBLIC = "127.0.0.2"
"""Plays a public address."""
PRIVATE = "127.0.0.1"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 2_000


class Names(AbstractResolver):
    """Answers with one address after the other, then with the last one again."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = list(addresses)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self._addresses.pop(0) if len(self._addresses) > 1 else self._addresses[0]
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0),
        ]

    async def close(self) -> None:
        """Nothing to let go of."""


def gate(info: tuple[Any, Any, int, str, tuple[Any, ...]]) -> socket.socket:
    """As ``gated_socket``, where 127.0.0.2 is public."""
    if info[4][0] != PUBLIC:
        msg = f"the address {info[4][0]} is not a public one"
        raise RefusedAddressError(msg)
    return socket.socket(*info[:3])


@dataclass
class ImageHost:
    """What runs, and what it was asked."""

    port: int
    trust: ssl.SSLContext
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    """Ends the answers that never end by themselves."""

    def url(self, path: str) -> str:
        return f"https://{HOST}:{self.port}/{path}"

    def fetcher(self, *addresses: str, **limits: Any) -> Fetcher:  # noqa: ANN401 - as Fetcher takes them
        usual: dict[str, Any] = {
            "port": self.port,
            "socket_factory": gate,
            "resolver": Names(*(addresses or (PUBLIC,))),
            "trust": self.trust,
        }
        return Fetcher((HOST,), **(usual | limits))


@asynccontextmanager
async def image_host() -> AsyncIterator[ImageHost]:
    """Listens on both addresses with one port; ``asked`` shows whatever came through."""
    server, client = _contexts()
    sockets = _same_port()
    host = ImageHost(sockets[0].getsockname()[1], client)
    app = web.Application()
    app.router.add_get("/{path:.*}", _answering(host))
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        for one in sockets:
            await web.SockSite(runner, one, ssl_context=server).start()
        yield host
    finally:
        host.release.set()
        await runner.cleanup()


@cache
def _contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's, and that of who trusts it."""
    authority = trustme.CA()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(HOST, "localhost", PRIVATE, PUBLIC).configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    return server, client


def _same_port() -> list[socket.socket]:
    first = socket.create_server((PUBLIC, 0))
    return [first, socket.create_server((PRIVATE, first.getsockname()[1]))]


def _answering(host: ImageHost) -> Any:  # noqa: ANN401 - a handler of aiohttp
    async def answer(request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        host.asked.append(f"{request.transport.get_extra_info('sockname')[0]} {path}")  # type: ignore[union-attr]
        host.headers.append(dict(request.headers))
        if path == "slow.png":
            response = web.StreamResponse(headers={"Content-Type": "image/png"})
            await response.prepare(request)
            await response.write(b"\x89PNG")
            await host.release.wait()
            return response
        if path == "endless.png":
            response = web.StreamResponse(headers={"Content-Type": "image/png"})
            await response.prepare(request)
            while not host.release.is_set():
                try:
                    await response.write(b"0" * 65_536)
                    await asyncio.sleep(0)  # whoever reads is in this loop too
                except ConnectionError:
                    break
            return response
        return _fixed(host, path)

    return answer


def _fixed(host: ImageHost, path: str) -> web.Response:
    elsewhere = {
        "private": f"https://{PRIVATE}:{host.port}/secret.png",
        "file": "file:///etc/passwd",
        "loop": "/loop",
    }
    if path in elsewhere:
        return web.Response(status=302, headers={"Location": elsewhere[path]})
    if path == "gone.png":
        gone = web.Response(status=404)
        gone.force_close()
        return gone
    kinds = {"page.png": "text/html", "drawing.svg": "image/svg+xml"}
    answer = web.Response(body=PICTURE, content_type=kinds.get(path, "image/png"))
    if path == "bomb.png":
        answer.headers["Content-Encoding"] = "gzip"
    answer.set_cookie("who", "me", domain=HOST)
    return answer
