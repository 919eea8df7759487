"""Fixtures of the tests about pictures."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from agent.imaging import pool as pool_module
from agent.imaging.pool import ImagePool
from tests.imaging.pools import MOODY_READER, MakePool, Mood


@pytest.fixture
def mood(tmp_path: Path) -> Mood:
    return Mood(tmp_path)


@pytest.fixture
async def make_pool(mood: Mood) -> AsyncIterator[MakePool]:
    pools: list[ImagePool] = []

    async def make(*, worker: str | None = None, seconds: float = 5, **options: Any) -> ImagePool:  # noqa: ANN401
        measurer = pool_module.MEASURER if worker is None else (sys.executable, "-c", worker)
        reader = (sys.executable, "-c", MOODY_READER, str(mood.log))
        pool = ImagePool(seconds_per_image=seconds, measurer=measurer, **{"reader": reader, **options})
        pools.append(pool)
        return pool

    yield make
    for pool in pools:
        await pool.close()
