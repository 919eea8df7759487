"""Waiting for what a page comes to."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
STEP_SECONDS, LONGEST_SECONDS = 0.01, 0.1
"""Between two looks: each costs three processes a few milliseconds, so they become ever fewer."""


async def until(condition: Callable[[], Awaitable[T]], seconds: float = 10.0) -> T:
    """The first truthy answer; the last one when ``seconds`` are over, for the assertion to show."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds
    pause = 0.0
    while not (answer := await condition()) and clock() < deadline:
        pause = min(pause + STEP_SECONDS, LONGEST_SECONDS)
        await asyncio.sleep(pause)
    return answer
