"""The browser and the fake agent of these tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.extension.background.browser import Browser, browser_with, copy_extension
from tests.extension.background.fake_agent import FakeAgent, fake_agent, free_ports


@pytest.fixture
def ports() -> list[int]:
    return free_ports(4)


@pytest.fixture
async def agent(ports: list[int]) -> AsyncIterator[FakeAgent]:
    async with fake_agent(ports[0]) as running:
        yield running


@pytest.fixture
async def browser(tmp_path: Path, ports: list[int]) -> AsyncIterator[Browser]:
    extension = copy_extension(tmp_path / "extension", ports)
    async with browser_with(extension, ports, tmp_path / "profile") as running:
        yield running
