"""Fixtures that more than one folder of tests uses."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.agents import LocalAgent, running

TESTS = Path(__file__).parent

# Whoever runs the tests may have settings and waivers of a shop of their own.
os.environ |= {"TENKEN_SHOP": "", "TENKEN_WAIVERS": os.devnull}

ONE_MACHINE = {"commands", "scripts", "server"}
"""Folders whose tests start agents on the ports that the extension knows: never two of them at once."""


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
