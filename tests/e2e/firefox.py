"""A Firefox with the real extension, driven over WebDriver BiDi, which needs no driver program."""

import asyncio
import base64
import json
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

START_SECONDS = 60
ANSWER_SECONDS = 30
UUID = "5a1b6c1e-3c1f-4f0a-9c55-1d2f3a4b5c6d"
"""The extension's host name; Firefox draws one for each profile unless it is told."""
OPTIONS = f"moz-extension://{UUID}/options/options.html"
PANEL = f"moz-extension://{UUID}/sidepanel/panel.html"

SIDES = (("left", "width"), ("top", "height"))


def find_firefox() -> str | None:
    """The browser's program, if one is installed."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox:
    """One session; pages are named by the contexts that ``open`` gives."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0

    async def command(self, method: str, **params: object) -> Any:  # noqa: ANN401 - each command has its own answer
        """Send one command and wait for its answer; events are passed over."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                answer = await self._socket.receive_json()
                if answer.get("id") == self._number:
                    assert answer["type"] == "success", answer
                    return answer["result"]

    async def open(self, url: str) -> str:
        """A new tab on a web page."""
        context = (await self.command("browsingContext.create", type="tab"))["context"]
        await self.command("browsingContext.navigate", context=context, url=url, wait="complete")
        return str(context)

    async def open_own(self, url: str) -> str:
        """A new tab on a page of the extension; only the browser's own window may open one."""
        (window,) = (await self.command("browsingContext.getTree", **{"moz:scope": "chrome"}))["contexts"]
        system = "Services.scriptSecurityManager.getSystemPrincipal()"
        await self.evaluate(
            window["context"], f"void gBrowser.addTab('{url}', {{triggeringPrincipal: {system}}})"
        )
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                tree = await self.command("browsingContext.getTree")
                for tab in tree["contexts"]:
                    ready = tab["url"] == url and await self.evaluate(tab["context"], "document.readyState")
                    if ready == "complete":
                        return str(tab["context"])

    async def evaluate(self, context: str, expression: str) -> Any:  # noqa: ANN401 - a script gives anything
        """The value of an expression of primitive type; a promise is awaited."""
        told = await self.command(
            "script.evaluate", expression=expression, target={"context": context}, awaitPromise=True
        )
        assert told["type"] == "success", told
        return told["result"].get("value")

    async def until(self, context: str, expression: str) -> Any:  # noqa: ANN401 - as evaluate
        """The first true value of an expression."""
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                if value := await self.evaluate(context, expression):
                    return value

    async def type(self, context: str, text: str) -> None:
        """Press the keys of ``text`` in what has the focus."""
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keys", "actions": keys}
        await self.command("input.performActions", context=context, actions=[source])

    async def click(self, context: str, element: str) -> None:
        """Click in the middle of the element that the expression ``element`` gives."""
        box = f"{element}.getBoundingClientRect()"
        await self.evaluate(context, f"void {element}.scrollIntoView({{block: 'center'}})")
        place = [
            await self.evaluate(context, f"Math.round({box}.{at} + {box}.{size} / 2)") for at, size in SIDES
        ]
        actions = [
            {"type": "pointerMove", "x": place[0], "y": place[1]},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        source = {"type": "pointer", "id": "mouse", "actions": actions}
        await self.command("input.performActions", context=context, actions=[source])

    async def screenshot(self, context: str) -> bytes:
        """The visible part of the page as PNG."""
        shot = await self.command("browsingContext.captureScreenshot", context=context)
        return base64.b64decode(shot["data"])


@asynccontextmanager
async def firefox(
    profile: Path, program: str, port: int, hosts: Sequence[str], extensions: Sequence[Path]
) -> AsyncIterator[Firefox]:
    """A Firefox with an empty profile, to which ``hosts`` are this machine and ``port`` a public address."""
    preferences = {
        "extensions.webextensions.uuids": json.dumps({"tenken@tenken.invalid": UUID}),
        "intl.accept_languages": "en",
        "network.dns.localDomains": ",".join(hosts),
        "network.lna.enabled": True,
        "network.lna.blocking": True,
        "network.lna.address_space.public.override": f"127.0.0.1:{port}",
    }
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items())
    (profile / "user.js").write_text("".join(lines), "utf-8")
    switches = ("--headless", "--no-remote", "--remote-debugging-port=0", "--remote-allow-system-access")
    process = await asyncio.create_subprocess_exec(
        program, *switches, "--profile", str(profile), stderr=asyncio.subprocess.PIPE
    )
    try:
        address = await asyncio.wait_for(_address(process), START_SECONDS)
        drained = asyncio.ensure_future(_drain(process))
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{address}/session", max_msg_size=0) as socket,
        ):
            browser = Firefox(socket)
            wanted = {"alwaysMatch": {"acceptInsecureCerts": True}}
            await browser.command("session.new", capabilities=wanted)
            for folder in extensions:
                data = {"type": "path", "path": str(folder)}
                await browser.command("webExtension.install", extensionData=data)
            yield browser
        drained.cancel()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async for line in process.stderr:
        if found := re.search(rb"BiDi listening on (ws://\S+)", line):
            return found[1].decode("ascii")
    message = "Firefox ended before it listened"
    raise AssertionError(message)


async def _drain(process: asyncio.subprocess.Process) -> None:
    assert process.stderr is not None
    async for _ in process.stderr:
        pass
