"""Fixtures that more than one folder of tests uses."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.server.agents import LocalAgent, running

if TYPE_CHECKING:
    from playwright.async_api import Browser

TESTS = Path(__file__).parent

# Whoever runs the tests may have settings and waivers of a shop of their own.
os.environ |= {"TENKEN_SHOP": "", "TENKEN_WAIVERS": os.devnull}

ONE_MACHINE = {"commands", "scripts", "server"}
"""Folders whose tests start agents on the ports that the extension knows: never two of them at once."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Of a run of browser tests alone, read only the files that have some."""
    if config.option.markexpr != "browser" or collection_path.suffix != ".py":
        return None
    return True if "mark.browser" not in collection_path.read_text("utf-8") else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file's tests in one process, where what its fixtures made is shared."""
    for item in items:
        folder = item.path.relative_to(TESTS).parts[0]
        together = "agents" if folder in ONE_MACHINE else str(item.path)
        item.add_marker(pytest.mark.xdist_group(together))


@pytest.fixture
async def local_agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    """An agent in this process, on a free port, with a fake judge."""
    async with running(tmp_path) as agent:
        yield agent


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def plain_browser() -> AsyncIterator["Browser"]:
    """One Chromium without extensions for all tests that need no more; each opens a context of its own."""
    from tests import browsers  # noqa: PLC0415 - most tests need no browser

    async with browsers.plain() as running:
        yield running
