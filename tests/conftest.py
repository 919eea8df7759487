"""Fixtures that more than one folder of tests uses."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.agents import LocalAgent, running


@pytest.fixture
async def local_agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    """An agent in this process, on a free port, with a fake judge."""
    async with running(tmp_path) as agent:
        yield agent
