from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from tests.extension.drawing.practice import Desk, Opener


@pytest.fixture
def browser(plain_browser: Browser) -> Browser:
    return plain_browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def window(plain_browser: Browser) -> AsyncIterator[BrowserContext]:
    """One window for all tests: Chromium takes four times as long to open a window as a tab."""
    opened = await plain_browser.new_context(locale="en-US", viewport={"width": 900, "height": 700})
    await opened.new_page()  # an empty one, so that the window stays
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(window: BrowserContext) -> AsyncIterator[BrowserContext]:
    """The window, in which a test opens tabs; none of its pages keeps anything."""
    yield window
    for page in window.pages[1:]:
        await page.close()
    await window.clear_permissions()
    await window.clear_cookies()


@pytest_asyncio.fixture(loop_scope="session")
async def practice(context: BrowserContext) -> Opener:
    """Opens a page of one's own with the drawing scripts in it."""

    async def opened(body: str, **options: str) -> Desk:
        return await Desk.open(context, body, **options)

    return opened
