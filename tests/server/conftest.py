"""A page of a paired browser with three faults, and a console that watches it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.agents import LocalAgent
from tests.server.lessons import Page, at_page
from tests.server.teaching import teaching
from tests.server.trainer import Trainer, at_console


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    async with teaching(tmp_path) as running_agent:
        yield running_agent


@pytest.fixture
async def page(agent: LocalAgent) -> AsyncIterator[Page]:
    async with at_page(agent) as one:
        await one.audit()
        yield one


@pytest.fixture
async def trainer(agent: LocalAgent, page: Page) -> AsyncIterator[Trainer]:
    assert page.report is not None
    async with at_console(agent) as one:
        await one.watch()
        yield one
