"""The two servers that ``engine.py`` asks: the agent as users run it, and a bare aiohttp echo."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """Where to send a request, and with which headers."""

    url: str
    headers: dict[str, str]


@contextmanager
def serve_agent() -> Iterator[Served]:
    """An agent of its own, with its own state directory."""
    with tempfile.TemporaryDirectory() as state:
        environment = {**os.environ, "TENKEN_STATE": state}
        with _process([sys.executable, "-m", "agent.cli", "serve"], environment):
            card = json.loads(Path(state, "agent.json").read_text("utf-8"))
            headers = {"Authorization": f"Bearer {card['cli_token']}", "Content-Type": "application/json"}
            yield Served(f"http://127.0.0.1:{card['port']}/v1/check", headers)


@contextmanager
def serve_echo() -> Iterator[Served]:
    """A server that parses the JSON body and sends it back."""
    with _process([sys.executable, __file__], dict(os.environ)) as first_line:
        yield Served(first_line.strip(), {"Content-Type": "application/json"})


@contextmanager
def _process(command: list[str], environment: dict[str, str]) -> Iterator[str]:
    """Run ``command`` until the block ends; gives the line it says when it is ready."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            msg = f"{' '.join(command)} ended before it was ready"
            raise RuntimeError(msg)
        yield line
    finally:
        process.terminate()
        process.wait(10)


async def _echo(request: web.Request) -> web.Response:
    return web.json_response(await request.json())


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/", _echo)
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
    web.run_app(app, sock=listener, print=None, access_log=None)
