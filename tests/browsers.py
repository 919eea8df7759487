"""How tests start Chromium, with and without extensions; what a page must hold is said by each folder."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, async_playwright

from agent.browser import find_browser, sandbox_switches
from scripts.practice import chromium


@asynccontextmanager
async def plain() -> AsyncIterator[Browser]:
    """A Chromium without extensions; each test opens a context of its own in it."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=find_browser(), args=sandbox_switches())
        try:
            yield running
        finally:
            await running.close()


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
