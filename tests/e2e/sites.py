"""Local servers that play public shops and a neighbour's app, and a witness of what reaches an agent."""

import asyncio
import base64
import hashlib
import json
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme
from aiohttp import web

from scripts.practice.chromium import EXTENSION
from tests.pages.serving import Answer

EVIL = Path(__file__).with_name("evil_extension")
PATIENCE_SECONDS = 10
Answers = Callable[[str], Answer]


@dataclass(frozen=True)
class Visit:
    """One request that reached an agent, and what it was answered."""

    method: str
    path: str
    status: int
    sent: Mapping[str, str]
    answered: Mapping[str, str]


class Witness:
    """All requests that one agent in this process answered."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self._arrival = asyncio.Event()

    async def __call__(self, request: web.Request, response: web.StreamResponse) -> None:
        self.visits.append(
            Visit(
                request.method, request.path, response.status, dict(request.headers), dict(response.headers)
            )
        )
        self._arrival.set()

    async def arrived(self, count: int = 1) -> list[Visit]:
        """The visits, once there are ``count``."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(self.visits) < count:
                self._arrival.clear()
                await self._arrival.wait()
        return list(self.visits)

    def statuses(self) -> Counter[int]:
        return Counter(visit.status for visit in self.visits)


@asynccontextmanager
async def site(answers: Answers, *hosts: str, headers: Mapping[str, str] | None = None) -> AsyncIterator[int]:
    """Serve ``answers`` on a free port of 127.0.0.1, over TLS when it plays ``hosts``; gives the port."""

    async def handle(request: web.Request) -> web.Response:
        given = answers(f"https://{request.headers['Host']}{request.path_qs}")
        return web.Response(
            status=given.status,
            body=given.body,
            headers={"Content-Type": given.content_type, "Cache-Control": "no-store", **(headers or {})},
        )

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=_certificate(hosts) if hosts else None).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _certificate(hosts: Sequence[str]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert(*hosts).configure_cert(context)
    return context


def plays(port: int, *hosts: str) -> list[str]:
    """Switches that take ``hosts`` to a local port and have the browser think it a public address."""
    rules = ", ".join(f"MAP {host} 127.0.0.1:{port}" for host in hosts)
    return [
        f"--host-resolver-rules={rules}",
        f"--ip-address-space-overrides=127.0.0.1:{port}=public",
        "--ignore-certificate-errors",
    ]


def id_of(extension: Path = EXTENSION) -> str:
    """The id that the key in an extension's manifest gives it."""
    key = json.loads((extension / "manifest.json").read_text("utf-8"))["key"]
    digest = hashlib.sha256(base64.b64decode(key)).hexdigest()[:32]
    return digest.translate(str.maketrans("0123456789abcdef", "abcdefghijklmnop"))
