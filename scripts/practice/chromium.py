"""A Chromium with the extension as it stands in the checkout, and the world of its content script."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Page, Playwright

from agent.browser import sandbox_switches, unattended_switches
from scripts.environment import ROOT
from scripts.practice.problems import DemoError

EXTENSION = ROOT / "extension"
PATIENCE_SECONDS = 30
PAUSE_STEP_SECONDS, LONGEST_PAUSE_SECONDS = 0.005, 0.1
"""Between two looks at a page: each costs three processes a few milliseconds."""
LANGUAGES = {"zh": "zh-CN", "ja": "ja", "en": "en-US"}


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window can be shown to somebody."""
    if sys.platform == "linux":
        return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    return True


async def launch(  # noqa: PLR0913 - each is one choice of the caller
    playwright: Playwright,
    program: Path,
    profile: Path,
    *,
    headless: bool,
    locale: str,
    extra: Sequence[str] = (),
) -> BrowserContext:
    """A fresh profile with the extension loaded; ``extra`` are further switches of Chromium."""
    return await playwright.chromium.launch_persistent_context(
        profile,
        executable_path=program,
        args=[
            *(["--headless=new"] if headless else []),
            f"--disable-extensions-except={EXTENSION}",
            f"--load-extension={EXTENSION}",
            "--disable-background-networking",
            "--disable-component-update",
            *(unattended_switches() if headless else sandbox_switches()),
            *extra,
        ],
        ignore_default_args=["--disable-extensions", "--headless"],
        headless=headless,
        no_viewport=not headless,
        viewport={"width": 1280, "height": 900} if headless else None,
        locale=LANGUAGES[locale],
    )


async def extension_id(context: BrowserContext) -> str:
    """The id under which the extension runs.

    Raises:
        DemoError: its worker did not start, as in browsers that ignore ``--load-extension``.

    """
    try:
        worker = context.service_workers[0] if context.service_workers else None
        worker = worker or await context.wait_for_event("serviceworker", timeout=PATIENCE_SECONDS * 1000)
    except Exception as error:
        message = (
            "the browser did not load the extension; set TENKEN_BROWSER to a Chromium "
            "(Chrome and Edge ignore --load-extension)"
        )
        raise DemoError(message) from error
    return worker.url.split("/")[2]


class Tab:
    """One page, and the isolated world of the extension's content script in it."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page = page
        self._session = session
        self._worlds: list[int] = []

    @classmethod
    async def open(cls, context: BrowserContext, url: str) -> "Tab":
        """A new tab on ``url``."""
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        tab = cls(page, session)
        session.on("Runtime.executionContextCreated", tab._created)
        session.on("Runtime.executionContextsCleared", lambda _event: tab._worlds.clear())
        await session.send("Runtime.enable")
        await page.goto(url)
        await page.bring_to_front()
        return tab

    def _created(self, event: dict[str, Any]) -> None:
        world = event["context"]
        if world["auxData"].get("type") == "isolated" and world["origin"].startswith("chrome-extension://"):
            self._worlds.append(world["id"])

    async def ask(self, expression: str) -> Any:  # noqa: ANN401 - any JSON value
        """The value of a JavaScript expression in the content script's world; ``None`` before it is there."""
        if not self._worlds:
            return None
        answer = await self._session.send(
            "Runtime.evaluate",
            {
                "expression": expression,
                "contextId": self._worlds[-1],
                "returnByValue": True,
                "awaitPromise": True,
            },
        )
        if "exceptionDetails" in answer:
            message = f"the content script could not answer {expression!r}: {answer['exceptionDetails']}"
            raise DemoError(message)
        return answer["result"].get("value")

    async def painted(self) -> None:
        """Wait for the next frame that the page paints."""
        await self.page.evaluate("() => new Promise(requestAnimationFrame)")

    async def wait(self, expression: str, awaited: str) -> Any:  # noqa: ANN401 - any JSON value
        """The first value of ``expression`` that is true, looked for at painted frames, ever less often.

        Raises:
            DemoError: not within ``PATIENCE_SECONDS``; names ``awaited``.

        """
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                pause = 0.0
                while not (value := await self.ask(expression)):
                    await asyncio.sleep(pause)
                    await self.painted()
                    pause = min(pause + PAUSE_STEP_SECONDS, LONGEST_PAUSE_SECONDS)
                return value
        except TimeoutError as error:
            message = f"not within {PATIENCE_SECONDS} s: {awaited}"
            raise DemoError(message) from error
