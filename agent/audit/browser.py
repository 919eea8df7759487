"""The browser of headless audits: started once, and again when it dies."""

import asyncio
import hashlib
import json
import stat
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, Error, Page, Playwright, Route, async_playwright

from agent.audit.answers import Answer
from agent.audit.world import World
from agent.browser import find_browser, unattended_switches

VIEWPORT = (1280, 900)
"""CSS pixels; Seller Central's editor is laid out for screens of people at desks."""
_PROBES = ("Hamburgefonstiv 0123", "出品点検 かなカナ", "简体中文", "ąçğ ß", "😀")
_FONTS = """(probes) => {
  const context = document.createElement("canvas").getContext("2d");
  return ["serif", "sans-serif", "monospace"].flatMap((family) => probes.map((probe) => {
    context.font = `32px ${family}`;
    const { width, actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = context.measureText(probe);
    return [width, up, down].map((size) => Math.round(size * 100));
  }));
}"""


class StorageError(ValueError):
    """A file of a signed-in browser that cannot be used; says which and what to do."""


Answers = Callable[[str], Answer | None]
"""What stands at an address; ``None``: nothing was saved of it."""


class AuditBrowser:
    """A Chromium without a window.

    Args:
        states: by host, the file that Playwright wrote of a browser that is signed in there.

    """

    def __init__(self, states: Mapping[str, Path]) -> None:
        self._states = states
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._starting = asyncio.Lock()
        self._idle: list[Tab] = []

    async def close(self) -> None:
        """End the browser, whatever it is doing."""
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()

    async def conditions(self) -> tuple[str, str]:
        """The browser's name and version, and twelve digits that differ where this machine's fonts do."""
        browser = await self.running()
        page = await browser.new_page()
        try:
            sizes = await page.evaluate(_FONTS, list(_PROBES))
        finally:
            await page.close()
        return f"Chromium {browser.version}", hashlib.sha256(json.dumps(sizes).encode()).hexdigest()[:12]

    @asynccontextmanager
    async def tab(self, url: str, answers: Answers | None, *, still: bool) -> AsyncIterator["Tab"]:
        """A tab that is to go to ``url``; with ``answers`` it never asks the network.

        ``still``: no script of the page runs, so that the next such page may have the same one: a new one
        takes many times as long as what is done on it.
        """
        tab = await self._taken(url, answers, still=still)
        tab.answers = answers
        try:
            yield tab
        except BaseException:
            await tab.close()
            raise
        if still and not tab.page.is_closed():
            self._idle.append(tab)
        else:
            await tab.close()

    async def _taken(self, url: str, answers: Answers | None, *, still: bool) -> "Tab":
        browser = await self.running()
        self._idle = [tab for tab in self._idle if tab.of(browser)]
        if still and self._idle:
            return self._idle.pop()
        context = await browser.new_context(
            storage_state=None if answers else self._state(url),
            locale=_locale(url),
            viewport={"width": VIEWPORT[0], "height": VIEWPORT[1]},
            service_workers="block",
            accept_downloads=False,
        )
        page = await context.new_page()
        tab = Tab(page, World(await context.new_cdp_session(page)))
        tab.page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.dismiss()))
        if answers is not None:
            await context.route("**/*", tab.fulfil)
        return tab

    async def running(self) -> Browser:
        """The browser, started anew when it is not there (any more)."""
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                self._playwright = self._playwright or await async_playwright().start()
                self._browser = await self._playwright.chromium.launch(
                    executable_path=find_browser(),
                    args=unattended_switches(),
                )
            return self._browser

    def _state(self, url: str) -> Path | None:
        host = (urlsplit(url).hostname or "").lower()
        fitting = [name for name in self._states if host == name or host.endswith(f".{name}")]
        return self._states[max(fitting, key=len)] if fitting else None


@dataclass(eq=False)  # without slots: Playwright leaves a mark on the object whose method it calls
class Tab:
    """One page, and where the extension's content files run in it."""

    page: Page
    world: World
    answers: Answers | None = None

    def of(self, browser: Browser) -> bool:
        """Whether it is one of that browser's, and still open."""
        return self.page.context.browser is browser and not self.page.is_closed()

    async def fulfil(self, route: Route) -> None:
        """Answer a request of the page by what was saved."""
        answer = None if self.answers is None else self.answers(route.request.url)
        try:
            if answer is None:
                # A page that leads on to what was not saved stays where it is.
                await route.abort("aborted" if route.request.is_navigation_request() else "failed")
            else:
                await route.fulfill(status=answer.status, headers=dict(answer.headers), body=answer.body)
        except Error:
            return  # the page was closed meanwhile

    async def close(self) -> None:
        """Close the page and forget what it kept."""
        with suppress(Error):  # the browser may be gone
            await self.page.context.close()


def require_private(path: Path) -> None:
    """Raise ``StorageError`` unless ``path`` is a Playwright storage state that only its owner can read."""
    try:
        mode = path.stat().st_mode
        content = json.loads(path.read_bytes())
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})"
        raise StorageError(msg) from error
    except ValueError as error:
        msg = f"{path}: expected the JSON of a Playwright storage state"
        raise StorageError(msg) from error
    if not isinstance(content, dict) or not {"cookies", "origins"} & content.keys():
        msg = f"{path}: expected a Playwright storage state, an object with 'cookies' and 'origins'"
        raise StorageError(msg)
    # It is as good as a password. Windows has no such bits: there, a user's folders are his own.
    if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        msg = f"{path}: others can read it, and it signs in as you; `chmod 600 {path}`"
        raise StorageError(msg)


def _locale(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return "ja-JP" if host.endswith(".jp") or "mercari" in host or "japan" in host else "en-US"
