"""An agent of a few lines, written from the protocol's description, that can be made to misbehave."""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMessage, web

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKS = CODE_ALPHABET + "*~$=U"
Answer = Callable[[dict[str, Any]], Awaitable[list[Any]]]


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hkdf(ikm: bytes, salt: bytes, info: bytes) -> bytes:
    prk = hmac.digest(salt or bytes(32), ikm, hashlib.sha256)
    return hmac.digest(prk, info + b"\x01", hashlib.sha256)


def new_code() -> tuple[str, str]:
    """The canonical string and the one that people see."""
    digits = "".join(secrets.choice(CODE_ALPHABET) for _ in range(26))
    number = 0
    for character in digits:
        number = number * 32 + CODE_ALPHABET.index(character)
    shown = digits + CHECKS[number % 37]
    return digits, "-".join(shown[start : start + 5] for start in range(0, 27, 5))


def finding(rule: str = "amazon/some-fault", **given: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """An annotation with every member; ``given`` replaces some."""
    target = {"field": "title", "index": None, "start": 0, "end": 4, "quote": "Best", "region": None}
    return {
        "id": rule,
        "rule": rule,
        "outcome": "violation",
        "severity": "error",
        "target": {**target, **given.pop("target", {})},
        "title": "A fault",
        "message": "What is wrong",
        "help": "What to do",
        "reason": None,
        "consequence": None,
        "sources": [
            {
                "title": "A policy",
                "url": "https://example.com/policy",
                "confidence": "official",
                "seen": "2026-08-01",
            }
        ],
        "fix": None,
        **given,
    }


def report(audit: dict[str, Any], *annotations: dict[str, Any], phase: str = "image") -> dict[str, Any]:
    """The verdict on an audit."""
    return {
        "type": "report",
        "page": audit["page"],
        "revision": audit["revision"],
        "phase": phase,
        "ruleset": "0" * 16,
        "passed": 1,
        "inapplicable": 1,
        "annotations": annotations,
    }


class FakeAgent:
    """Speaks the handshake, keeps what it hears, answers audits by ``answer``."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.version = 1
        self.agent_id = b64(os.urandom(32))
        self.keys: dict[str, bytes] = {}
        """Link keys by client id."""
        self.code: str | None = None
        self.heard: list[str] = []
        self.audits: list[dict[str, Any]] = []
        self.images: list[tuple[str, bytes]] = []
        self.facts: dict[str, Any] = {}
        """What it says that it measured of every picture."""
        self.opened = 0
        self.token = b64(os.urandom(32))
        self.silent = False
        """Nothing is answered after the handshake, not even a ping."""
        self.answer: Answer = self._empty_report
        self.sockets: set[web.WebSocketResponse] = set()
        self._runner: web.AppRunner | None = None
        self._listening: socket.socket | None = None

    @staticmethod
    async def _empty_report(audit: dict[str, Any]) -> list[Any]:
        return [report(audit)]

    def offer(self) -> str:
        """A pairing string as ``tenken pair`` shows it."""
        self.code, shown = new_code()
        return shown

    async def start(self) -> None:
        app = web.Application(client_max_size=16 << 20)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/v1/ws", self._serve)
        app.router.add_post("/v1/images", self._image)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        self._listening = socket.create_server(("127.0.0.1", self.port))
        await web.SockSite(self._runner, self._listening).start()

    async def stop(self) -> None:
        """As if the process were killed: every connection breaks at once."""
        if self._listening is not None:
            # asyncio would leak a connection that it accepts in the turn in which its server closes.
            asyncio.get_running_loop().remove_reader(self._listening)
            self._listening = None
            await asyncio.sleep(0)
        for each in list(self.sockets):
            if each._req is not None and each._req.transport is not None:
                each._req.transport.abort()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def say(self, message: object) -> None:
        """Sends to every admitted socket."""
        for each in self.sockets:
            await each.send_str(message if isinstance(message, str) else json.dumps(message))

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _image(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.Response(status=401)
        data = await request.read()
        self.images.append((request.headers["Content-Type"], data))
        digest = hashlib.sha256(data).hexdigest()
        return web.json_response({"digest": digest, "facts": self.facts}, status=201)

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        self.opened += 1
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        if not await self._admit(ws, request.headers["Origin"]):
            return ws
        self.sockets.add(ws)
        tasks: set[asyncio.Task[None]] = set()
        try:
            async for message in ws:
                self.heard.append(message.data)
                if not self.silent:
                    task = asyncio.ensure_future(self._react(ws, message))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
        finally:
            self.sockets.discard(ws)
            for task in tasks:
                task.cancel()
        return ws

    async def _react(self, ws: web.WebSocketResponse, message: WSMessage) -> None:
        said = json.loads(message.data)
        answers: list[Any] = [{"type": "pong"}] if said["type"] == "ping" else []
        if said["type"] == "audit":
            self.audits.append(said)
            answers = await self.answer(said)
        for each in answers:
            if not ws.closed:
                await ws.send_str(each if isinstance(each, str) else json.dumps(each))

    async def _admit(self, ws: web.WebSocketResponse, origin: str) -> bool:
        first = await ws.receive()
        if not isinstance(first.data, str):
            return False
        self.heard.append(first.data)
        hello = json.loads(first.data)
        if hello["v"] != self.version:
            await ws.close(code=4406, message=b"extension too old")
            return False
        pairing = hello["client_id"] is None
        if (pairing and self.code is None) or (not pairing and hello["client_id"] not in self.keys):
            await ws.close(code=4401)
            return False
        client_id = b64(os.urandom(16)) if pairing else hello["client_id"]
        key = hkdf((self.code or "").encode(), b"", b"tenken pairing v1") if pairing else self.keys[client_id]
        nonce_s = b64(os.urandom(32))

        def proof(label: str, one: str, two: str) -> str:
            parts = [label, "tenken", "1", one, two, self.agent_id, client_id, origin, str(self.port)]
            return b64(hmac.digest(key, "\n".join(parts).encode(), hashlib.sha256))

        agent_proof = proof("agent", hello["nonce_c"], nonce_s)
        challenge = {
            "nonce_s": nonce_s,
            "agent_id": self.agent_id,
            "client_id": client_id,
            "proof": agent_proof,
        }
        await ws.send_json({"type": "challenge", **challenge})
        second = await ws.receive()
        if not isinstance(second.data, str):
            return False
        self.heard.append(second.data)
        if json.loads(second.data) != {"type": "auth", "proof": proof("client", nonce_s, hello["nonce_c"])}:
            await ws.close(code=4401)
            return False
        if pairing:
            info = f"tenken link v1\n{self.agent_id}\n{client_id}\n{origin}".encode()
            self.keys[client_id] = hkdf(key, unb64(hello["nonce_c"]) + unb64(nonce_s), info)
            self.code = None
        limits = {"message_bytes": 262144, "image_bytes": 8388608, "messages_per_second": 20}
        await ws.send_json(
            {"type": "ready", "session_token": self.token, "agent_version": "0.1.0", "limits": limits}
        )
        return True


@asynccontextmanager
async def fake_agent(port: int) -> AsyncIterator[FakeAgent]:
    """A running fake, stopped at the end."""
    agent = FakeAgent(port)
    await agent.start()
    try:
        yield agent
    finally:
        await agent.stop()
