import asyncio

import pytest

from agent.audit.pacing import Pacer


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio, "sleep", clock.sleep)
    return clock


async def test_pages_of_one_host_begin_so_many_seconds_apart(clock: Clock) -> None:
    pacer = Pacer(2, lambda: clock.now)
    for page in range(3):
        await pacer.turn(f"https://jp.mercari.com/item/m{page}")
    assert clock.slept == [2, 4]


async def test_another_host_does_not_wait(clock: Clock) -> None:
    pacer = Pacer(2, lambda: clock.now)
    await pacer.turn("https://jp.mercari.com/item/m1")
    await pacer.turn("https://www.amazon.co.jp/dp/B0TENKEN01")
    assert clock.slept == []


async def test_who_comes_late_does_not_wait(clock: Clock) -> None:
    pacer = Pacer(2, lambda: clock.now)
    await pacer.turn("https://jp.mercari.com/item/m1")
    clock.now += 5
    await pacer.turn("https://jp.mercari.com/item/m2")
    assert clock.slept == []


async def test_no_pace_is_no_wait(clock: Clock) -> None:
    pacer = Pacer(0, lambda: clock.now)
    for _ in range(3):
        await pacer.turn("https://jp.mercari.com/item/m1")
    assert clock.slept == []
