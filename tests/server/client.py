"""A client of the agent's protocol, written from its description and not from the agent's code.

``async with pair(port, text) as link`` and ``async with connect(port, identity) as link`` give an admitted
socket; ``await link.audit({"platform": "amazon", "title": "…"})`` gives the answer to one listing.
"""

import asyncio
import base64
import hashlib
import hmac
import json as jsonlib
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp

from agent.wire import ErrorMessage, Pong, ReportMessage, agent_message

ORIGIN = "chrome-extension://" + "abcdefgh" * 4
SECONDS = 10
Answer = ReportMessage | ErrorMessage | Pong


class ClosedError(Exception):
    """The agent closed the socket instead of answering."""

    def __init__(self, code: int | None, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class Identity:
    """What a paired extension remembers."""

    agent_id: str
    client_id: str
    key: bytes
    origin: str = ORIGIN


@dataclass(frozen=True)
class Circumstances:
    """What both proofs bind."""

    nonce_c: str
    nonce_s: str
    agent_id: str
    client_id: str
    origin: str
    port: int
    v: int = 1

    def proof(self, label: str, key: bytes) -> str:
        nonces = [self.nonce_c, self.nonce_s]
        if label == "client":
            nonces.reverse()
        said = [label, "tenken", str(self.v), *nonces, self.agent_id, self.client_id]
        said += [self.origin, str(self.port)]
        return b64(hmac.new(key, "\n".join(said).encode(), hashlib.sha256).digest())

    def link_key(self, key: bytes) -> bytes:
        info = f"tenken link v1\n{self.agent_id}\n{self.client_id}\n{self.origin}"
        return hkdf(key, unb64(self.nonce_c) + unb64(self.nonce_s), info.encode())


class Link:
    """One socket to the agent."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, port: int, origin: str) -> None:
        self.socket = socket
        self.port = port
        self.origin = origin
        self.identity: Identity
        self.token = ""
        self.ready: dict[str, Any] = {}

    async def send(self, message: object) -> None:
        await self.socket.send_str(message if isinstance(message, str) else jsonlib.dumps(message))

    async def receive_text(self) -> str:
        message = await self.socket.receive(timeout=SECONDS)
        if message.type is not aiohttp.WSMsgType.TEXT:
            raise ClosedError(self.socket.close_code, str(message.extra or ""))
        return str(message.data)

    async def receive(self) -> Answer:
        message = agent_message.validate_json(await self.receive_text())
        assert isinstance(message, ReportMessage | ErrorMessage | Pong)
        return message

    async def closing(self) -> tuple[int | None, str]:
        """Read until the agent closes; its code and reason."""
        try:
            while True:
                await self.receive_text()
        except ClosedError as closed:
            return closed.code, closed.reason

    async def submit(
        self, listing: Mapping[str, Any], *, page: str = "tab-1", revision: int = 1, locale: str = "en"
    ) -> None:
        await self.send(
            {"type": "audit", "page": page, "revision": revision, "locale": locale, "listing": dict(listing)}
        )

    async def audit(
        self, listing: Mapping[str, Any], *, page: str = "tab-1", revision: int = 1, locale: str = "en"
    ) -> Answer:
        await self.submit(listing, page=page, revision=revision, locale=locale)
        return await self.receive()

    async def hello(self, client_id: str | None, **other: object) -> Circumstances:
        """Say hello and take the challenge; ``self.agent_proof`` is the agent's."""
        nonce_c = b64(os.urandom(32))
        await self.send({"type": "hello", "v": 1, "client_id": client_id, "nonce_c": nonce_c} | other)
        challenge = jsonlib.loads(await self.receive_text())
        assert challenge["type"] == "challenge"
        self.agent_proof = str(challenge["proof"])
        return Circumstances(
            nonce_c=nonce_c,
            nonce_s=challenge["nonce_s"],
            agent_id=challenge["agent_id"],
            client_id=challenge["client_id"],
            origin=self.origin,
            port=self.port,
        )

    async def shake(self, client_id: str | None, key: bytes) -> Circumstances:
        """The whole handshake; refuses an agent that does not prove ``key``."""
        met = await self.hello(client_id)
        assert hmac.compare_digest(self.agent_proof, met.proof("agent", key)), "another program answers"
        await self.prove(met, key)
        return met

    async def prove(self, met: Circumstances, key: bytes) -> None:
        await self.send({"type": "auth", "proof": met.proof("client", key)})
        self.ready = jsonlib.loads(await self.receive_text())
        assert self.ready["type"] == "ready"
        self.token = str(self.ready["session_token"])


@asynccontextmanager
async def opened(port: int, origin: str | None = ORIGIN, **headers: str) -> AsyncIterator[Link]:
    """A socket before the handshake."""
    sent = headers | ({} if origin is None else {"Origin": origin})
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"http://127.0.0.1:{port}/v1/ws", headers=sent, compress=0) as socket,
    ):
        yield Link(socket, port, origin or "")


@asynccontextmanager
async def pair(port: int, text: str, origin: str = ORIGIN) -> AsyncIterator[Link]:
    """Pair with the string that ``tenken pair`` shows; ``link.identity`` is what to keep."""
    key = pairing_key(text)
    async with opened(port, origin) as link:
        met = await link.shake(None, key)
        link.identity = Identity(met.agent_id, met.client_id, met.link_key(key), origin)
        yield link


@asynccontextmanager
async def connect(port: int, identity: Identity) -> AsyncIterator[Link]:
    """Connect as a paired extension."""
    async with opened(port, identity.origin) as link:
        met = await link.shake(identity.client_id, identity.key)
        assert met.agent_id == identity.agent_id
        link.identity = replace(identity)
        yield link


async def new_string(port: int, cli_token: str, **body: str) -> str:
    """A pairing string, asked for as the command line does."""
    async with call(port, "POST", "/v1/pairings", cli_token, json=body) as answer:
        assert answer.status == 200
        return str((await answer.json())["text"])


@asynccontextmanager
async def call(  # noqa: PLR0913 - as many as a request has parts
    port: int,
    method: str,
    path: str,
    token: str | None = None,
    *,
    json: object = None,
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> AsyncIterator[aiohttp.ClientResponse]:
    """One HTTP request, as a script sends it."""
    bearer = {} if token is None else {"Authorization": f"Bearer {token}"}
    url = f"http://127.0.0.1:{port}{path}"
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(SECONDS)) as session,
        session.request(method, url, headers=bearer | dict(headers or {}), json=json, data=data) as answer,
    ):
        yield answer


def pairing_key(text: str) -> bytes:
    canonical = text.replace("-", "")[:26]
    return hkdf(canonical.encode(), bytes(32), b"tenken pairing v1")


def hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    extracted = hmac.new(salt, key, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


async def eventually(condition: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until ``condition()`` is true."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - conditions of code that knows no event
            await asyncio.sleep(0.005)
