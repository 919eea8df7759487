"""An agent that teaches, and what tests of runs do with its console."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from agent.server.limits import Budget
from tests.server.agents import LocalAgent, running
from tests.server.lessons import Page, judge_words
from tests.server.trainer import Trainer


@asynccontextmanager
async def teaching(folder: Path, budget: Budget | None = None) -> AsyncIterator[LocalAgent]:
    async with running(folder, judge=judge_words, budget=budget) as agent:
        yield agent


async def hunt(trainer: Trainer, page: Page) -> None:
    await trainer.direct(mode="hunt")
    await page.until(lambda: page.stage is not None and page.stage.mode == "hunt")
    await trainer.until(lambda: trainer.seen.run is not None and trainer.seen.mode == "hunt")


async def refusal(trainer: Trainer) -> str:
    """The code of the next one."""
    count = len(trainer.refused)
    await trainer.until(lambda: len(trainer.refused) > count)
    return trainer.refused[-1].code
