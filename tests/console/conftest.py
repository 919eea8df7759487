from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from agent.wire_console import Watch
from tests.console.trainer import PAGE, FakeAgent, Room, serving


@pytest.fixture
def agent() -> FakeAgent:
    return FakeAgent()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def room(plain_browser: Browser) -> AsyncIterator[Room]:
    """One window for all tests: Chromium takes four times as long to open a window as a tab."""
    async with serving() as origin:
        opened = await Room.of(plain_browser, origin)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(room: Room, agent: FakeAgent) -> AsyncIterator[Page]:
    """The console in English, watching the first page."""
    async with room.console(agent) as page:
        assert (await agent.next(Watch)).page == PAGE
        await page.wait_for_selector("#steps .finding")
        yield page
