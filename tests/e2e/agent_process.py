"""The agent as users run it: a process of its own that tests stop, kill and start again."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parents[2]


class AgentProcess:
    """One ``tenken serve`` with a state directory of its own; paired browsers survive its restarts."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.log = state.parent / "agent.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def card(self) -> dict[str, str]:
        """What the running agent wrote into ``agent.json``: port, pid, bearer of the command line."""
        return dict(json.loads((self.state / "agent.json").read_text("utf-8")))

    @property
    def port(self) -> int:
        return int(self.card["port"])

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.returncode is None

    async def start(self, *options: str) -> None:
        """Start it and wait until it says that it is ready."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "agent.cli", "serve", *options),
                cwd=ROOT,
                env={**os.environ, "TENKEN_STATE": str(self.state)},
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        assert b"ready" in line, self.log.read_text("utf-8")

    async def end(self, sign: int = signal.SIGTERM) -> None:
        """Stop it (SIGTERM) or kill it (SIGKILL), and wait until it is gone."""
        if self._process is not None and self.running:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(sign)
            await asyncio.wait_for(self._process.wait(), 10)

    def send(self, sign: int) -> None:
        """Send a signal, for example SIGSTOP."""
        assert self._process is not None
        self._process.send_signal(sign)

    async def pairing_string(self) -> str:
        """A fresh one-time string, as ``tenken pair`` prints it."""
        return str((await self._post("/v1/pairings", b"{}"))["text"])

    async def console_address(self) -> str:
        """An address that opens the console once, as ``tenken console --print`` prints it."""
        code = (await self._post("/v1/console/codes", None))["code"]
        return f"http://127.0.0.1:{self.port}/console#c={code}"

    async def _post(self, path: str, body: bytes | None) -> dict[str, Any]:
        """What the agent answers its owner."""
        headers = {"Authorization": f"Bearer {self.card['cli_token']}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        url = f"http://127.0.0.1:{self.port}{path}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, headers=headers, data=body) as answer,
        ):
            assert answer.status in (200, 201), await answer.text()
            return dict(await answer.json())
