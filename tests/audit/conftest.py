"""What the tests of headless audits share: one browser for all that only need pages."""

from collections.abc import AsyncIterator
from datetime import date

import pytest_asyncio
from playwright.async_api import Browser

from agent import catalogue
from agent.audit.auditor import Auditor, Judgement, Manner
from agent.shop import Shop
from agent.waivers import Waivers

TODAY = date(2026, 11, 22)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def auditor() -> AsyncIterator[Auditor]:
    """Judges by the whole catalogue, in three languages, and does not wait for anything."""
    judgement = Judgement(catalogue.load(), Shop(), Waivers(), TODAY)
    async with Auditor(judgement, Manner(seconds=10, retries=0, pace=0)) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(auditor: Auditor) -> Browser:
    """The browser of ``auditor``."""
    return await auditor.browser.running()
