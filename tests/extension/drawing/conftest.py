import os
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from agent.browser import find_browser
from tests.extension.drawing.practice import Desk, Opener


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    opened = await browser.new_context(locale="en-US", viewport={"width": 900, "height": 700})
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def practice(context: BrowserContext) -> Opener:
    """Opens a page of one's own with the drawing scripts in it."""

    async def opened(body: str, **options: str) -> Desk:
        return await Desk.open(context, body, **options)

    return opened
