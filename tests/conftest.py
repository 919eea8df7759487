"""Fixtures that more than one folder of tests uses."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.agents import LocalAgent, running

os.environ["TENKEN_SHOP"] = ""  # whoever runs the tests may have settings of a shop of their own


@pytest.fixture
async def local_agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    """An agent in this process, on a free port, with a fake judge."""
    async with running(tmp_path) as agent:
        yield agent
