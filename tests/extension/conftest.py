"""The browser and the fake agent of the tests of the extension's background and of its own pages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.extension.background.browser import Browser, browser_with, copy_extension
from tests.extension.background.fake_agent import FakeAgent, fake_agent, free_ports

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser for all tests asks for one event loop."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.get_closest_marker("asyncio"):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def ports() -> list[int]:
    """Where the extension looks for its agent."""
    return free_ports(4)


@pytest_asyncio.fixture(loop_scope="session")
async def agent(ports: list[int]) -> AsyncIterator[FakeAgent]:
    async with fake_agent(ports[0]) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def one_browser(tmp_path_factory: pytest.TempPathFactory, ports: list[int]) -> AsyncIterator[Browser]:
    folder = tmp_path_factory.mktemp("background")
    extension = copy_extension(folder / "extension", ports)
    async with browser_with([extension], ports, folder / "profile") as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def browser(one_browser: Browser) -> AsyncIterator[Browser]:
    """The browser as if it were started for this test."""
    yield one_browser
    await one_browser.forget()
