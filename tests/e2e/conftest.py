"""One agent and one browser for all end-to-end tests; each test opens tabs of its own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from agent.browser import find_browser
from scripts.practice import chromium
from scripts.practice.pairing import pair
from tests.e2e.agent_process import AgentProcess
from tests.e2e.stage import Stage
from tests.pages.serving import serve


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A paired browser on the practice hosts."""
    folder = tmp_path_factory.mktemp("stage")
    agent = AgentProcess(folder / "state")
    try:
        await agent.start()
        async with async_playwright() as playwright:
            context = await chromium.launch(
                playwright, find_browser(), folder / "profile", headless=True, locale="en"
            )
            await serve(context)
            await pair(context, await agent.pairing_string(), "en")
            yield Stage(agent, context, await chromium.extension_id(context))
            await context.close()
    finally:
        await agent.end()
