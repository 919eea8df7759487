"""Bytes on a TCP connection, as no well-behaved client would send them."""

import asyncio
from dataclasses import dataclass

SECONDS = 5


@dataclass(frozen=True)
class Answer:
    """One HTTP answer as it came; ``status`` 0 when the connection was closed without one."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


async def exchange(port: int, sent: bytes) -> Answer:
    """The first answer to ``sent``."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        return await read_answer(reader, has_body=not sent.startswith(b"HEAD "))
    finally:
        writer.close()


async def read_answer(reader: asyncio.StreamReader, *, has_body: bool = True) -> Answer:
    async with asyncio.timeout(SECONDS):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, ConnectionResetError):
            return Answer(0, (), b"")
        status, *lines = head.strip().split("\r\n")
        headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
        answer = Answer(int(status.split()[1]), headers, b"")
        length = int((answer.header("Content-Length") or ["0"])[0]) if has_body else 0
        return Answer(answer.status, headers, await reader.readexactly(length))


async def is_closed(reader: asyncio.StreamReader) -> bool:
    """Whether the other side closes now."""
    try:
        async with asyncio.timeout(SECONDS):
            return await reader.read(1) == b""
    except ConnectionResetError:
        return True


def request(method: str, target: str, *headers: str, body: bytes = b"", version: str = "1.1") -> bytes:
    """A request of exactly these lines."""
    lines = [f"{method} {target} HTTP/{version}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def socket_headers() -> tuple[str, ...]:
    """What makes a GET a WebSocket handshake."""
    return (
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    )
