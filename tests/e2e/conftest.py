"""One agent and one browser for all end-to-end tests; each test opens tabs of its own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from scripts.practice.chromium import extension_id
from scripts.practice.pairing import pair
from tests.browsers import with_extensions
from tests.e2e.agent_process import AgentProcess
from tests.e2e.hostile import Ground
from tests.e2e.stage import Stage
from tests.pages.serving import serve


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A paired browser on the practice hosts."""
    folder = tmp_path_factory.mktemp("stage")
    agent = AgentProcess(folder / "state")
    try:
        await agent.start()
        async with with_extensions(folder / "profile") as context:
            await serve(context)
            await pair(context, await agent.pairing_string(), "en")
            yield Stage(agent, context, await extension_id(context))
    finally:
        await agent.end()


@pytest.fixture(scope="session")
def practice(stage: Stage) -> Ground:
    """Editors for pages that work against the extension."""
    return Ground(stage.context)
