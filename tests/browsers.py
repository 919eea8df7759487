"""How tests start Chromium, with and without extensions; what a page must hold is said by each folder."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from agent.browser import find_browser, unattended_switches
from scripts.practice import chromium


@asynccontextmanager
async def plain() -> AsyncIterator[Browser]:
    """A Chromium without extensions; each test opens a context of its own in it."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=find_browser(), args=unattended_switches())
        try:
            yield running
        finally:
            await running.close()


@asynccontextmanager
async def silent_page(browser: Browser, *, asks_nothing: bool = False) -> AsyncIterator[Page]:
    """A page on which any dialog, error or word of the browser's fails the test.

    With ``asks_nothing`` so does every request but for files on the disk and in the page itself.
    """
    trouble: list[str] = []
    page = await browser.new_page()
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text))
    if asks_nothing:
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(("file:", "data:")) else trouble.append(asked.url),
        )
    yield page
    await page.close()
    assert trouble == []


@asynccontextmanager
async def with_extensions(
    profile: Path, *switches: str, extensions: Sequence[Path] = (chromium.EXTENSION,)
) -> AsyncIterator[BrowserContext]:
    """A Chromium with a fresh profile and ``extensions``, in English."""
    loaded = ",".join(str(folder) for folder in extensions)
    # The last of two equal switches counts.
    extra = (*switches, f"--load-extension={loaded}", f"--disable-extensions-except={loaded}")
    async with async_playwright() as playwright:
        context = await chromium.launch(
            playwright, find_browser(), profile, headless=True, locale="en", extra=extra
        )
        try:
            yield context
        finally:
            await context.close()
