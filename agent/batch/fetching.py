"""Fetching pictures by their address, for a batch that was asked to: the only outbound requests there are.

HTTPS on port 443 to hosts that are named one by one, at public addresses, without redirects, cookies or a
proxy, within limits of time and size.
"""

import ssl
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

from agent import __version__
from agent.batch.address_gate import RefusedAddressError, gated_socket

HOSTS = (
    "m.media-amazon.com",
    "images-na.ssl-images-amazon.com",
    "images-eu.ssl-images-amazon.com",
    "images-fe.ssl-images-amazon.com",
    "static.mercdn.net",
    "assets.mercari-shops-static.com",
)
"""The marketplaces' own image hosts, as in the extension's ``background/images.js``; a test compares them."""
PORT = 443
SECONDS = 10.0
MOST_BYTES = 8 << 20
AT_ONCE = 6
"""Pictures that are asked for at the same time; none may spend its seconds waiting for a connection."""
_CHUNK = 1 << 16


class FetchError(Exception):
    """Why a picture could not be fetched."""


class Fetcher:
    """Fetches pictures while it is open.

    Args:
        hosts: names that may be asked, exactly these.
        port: of every address.
        socket_factory: makes the socket of a connection, or refuses.
        resolver: looks names up; the system's by default.
        trust: what certificates are checked by.
        seconds: for one picture in all.
        most_bytes: of one picture.

    """

    def __init__(  # noqa: PLR0913 - the limits, which tests narrow
        self,
        hosts: Iterable[str] = HOSTS,
        *,
        port: int = PORT,
        socket_factory: Callable[..., Any] = gated_socket,
        resolver: AbstractResolver | None = None,
        trust: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._hosts = frozenset(host.strip().lower() for host in hosts)
        self._port = port
        self._factory = socket_factory
        self._resolver = resolver
        self._trust = trust or ssl.create_default_context()
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = TCPConnector(
            socket_factory=self._factory,
            resolver=self._resolver,
            ssl=self._trust,
            use_dns_cache=False,
            limit_per_host=AT_ONCE,
        )
        self._session = ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            timeout=ClientTimeout(total=self._seconds),
            headers={
                "Accept": "image/*",
                "Accept-Encoding": "identity",
                "User-Agent": f"tenken/{__version__}",
            },
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(self, address: str) -> bytes:
        """The picture's bytes. Raises ``FetchError`` with the reason."""
        if self._session is None:
            msg = "the fetcher is not open"
            raise RuntimeError(msg)
        url = self._checked(address)
        try:
            async with self._session.get(url, allow_redirects=False) as answer:
                return await self._picture(answer)
        except TimeoutError as error:
            msg = f"{url.host} took longer than {self._seconds:g} s"
            raise FetchError(msg) from error
        except (ClientError, OSError, ValueError) as error:  # ValueError: a name that DNS cannot hold
            raise FetchError(_told(url, error)) from error

    def _checked(self, address: str) -> URL:
        try:
            url = URL(address)
            port = url.port
        except ValueError as error:
            msg = f"no address that can be used ({error})"
            raise FetchError(msg) from error
        host = (url.raw_host or "").lower()
        if url.scheme != "https" or url.user is not None or url.password is not None:
            msg = "only https addresses without a user's name are fetched"
        elif host not in self._hosts:
            msg = f"the host '{host[:100]}' is not among those that may be asked; --image-host names others"
        elif port != self._port:
            msg = f"only port {self._port} is asked, not {port}"
        else:
            return url
        raise FetchError(msg)

    async def _picture(self, answer: ClientResponse) -> bytes:
        if 300 <= answer.status < 400:  # noqa: PLR2004 - redirects
            msg = f"{answer.url.host} sends elsewhere ({answer.status}), which is not followed"
            raise FetchError(msg)
        if answer.status != 200:  # noqa: PLR2004 - found
            msg = f"{answer.url.host} answers {answer.status}"
            raise FetchError(msg)
        kind = answer.content_type
        if not kind.startswith("image/") or kind == "image/svg+xml":
            msg = f"{answer.url.host} sends {kind[:60]}, expected a picture"
            raise FetchError(msg)
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            msg = f"{answer.url.host} sends it compressed, which was not asked for"
            raise FetchError(msg)
        content = bytearray()
        async for chunk in answer.content.iter_chunked(_CHUNK):
            content += chunk
            if len(content) > self._most_bytes:
                msg = f"larger than {self._most_bytes >> 20} MB"
                raise FetchError(msg)
        return bytes(content)


def _told(url: URL, error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, RefusedAddressError):
            return f"{url.host}: {cause}"
        cause = getattr(cause, "os_error", None) or cause.__cause__ or cause.__context__
    return f"{url.host} could not be asked ({type(error).__name__})"
