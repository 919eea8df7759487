"""Reading beside measuring: a process of its own, work that nobody wants any more, and what goes wrong."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from agent.imaging import process as process_module
from agent.imaging.pool import BytesGoneError, ImagePool, PoolBusyError
from agent.imaging.store import FactStore
from agent.picture import ImageFacts, TextFacts
from tests.imaging.pictures import encode, png, product_on
from tests.imaging.pools import GOOD, OTHER, MakePool, Mood
from tests.server.client import eventually

THIRD = encode(product_on((253, 253, 253)))


def text_of(facts: ImageFacts) -> list[str] | None:
    return None if facts.text is None else [line.text for line in facts.text.lines]


async def digest_in(pool: ImagePool, data: bytes) -> str:
    return (await pool.measure(data)).digest


async def reads(pool: ImagePool, data: bytes) -> "asyncio.Task[ImageFacts]":
    """A reading under way."""
    task = asyncio.create_task(pool.read(await digest_in(pool, data)))
    await asyncio.sleep(0)
    return task


async def test_a_picture_is_read_after_it_was_measured_and_known_from_then_on(
    make_pool: MakePool, mood: Mood
) -> None:
    pool = await make_pool()
    measured = await pool.measure(GOOD)
    assert measured.text is None
    assert pool._reader.pid is None
    read = await pool.read(measured.digest)
    assert text_of(read) == [str(len(GOOD))]
    assert pool.facts[measured.digest] is read
    assert await pool.read(measured.digest) is read
    assert await pool.measure(GOOD) is read
    assert mood.asked == [len(GOOD)]
    assert not pool.holds(measured.digest)


async def test_measures_do_not_wait_for_a_reading(make_pool: MakePool, mood: Mood) -> None:
    pool = await make_pool()
    mood.set("hold")
    reading = await reads(pool, GOOD)
    await eventually(lambda: mood.asked == [len(GOOD)], seconds=20)
    assert (await pool.measure(OTHER)).error is None
    assert not reading.done()
    mood.clear("hold")
    assert text_of(await reading)


async def test_two_who_ask_for_one_picture_have_it_read_once(make_pool: MakePool, mood: Mood) -> None:
    pool = await make_pool()
    digest = await digest_in(pool, GOOD)
    one, other = await asyncio.gather(pool.read(digest), pool.read(digest))
    assert one is other
    assert mood.asked == [len(GOOD)]


async def test_a_reading_goes_on_while_one_of_two_still_waits(make_pool: MakePool, mood: Mood) -> None:
    pool = await make_pool()
    mood.set("hold")
    one, other = await reads(pool, GOOD), await reads(pool, GOOD)
    await eventually(lambda: mood.asked == [len(GOOD)], seconds=20)
    one.cancel()
    mood.clear("hold")
    assert text_of(await other) == [str(len(GOOD))]
    assert mood.asked == [len(GOOD)]


async def test_a_queued_picture_that_nobody_waits_for_is_never_read(make_pool: MakePool, mood: Mood) -> None:
    pool = await make_pool()
    mood.set("hold")
    first, dropped, last = await reads(pool, GOOD), await reads(pool, OTHER), await reads(pool, THIRD)
    await eventually(lambda: bool(mood.asked), seconds=20)
    dropped.cancel()
    mood.clear("hold")
    await asyncio.gather(first, last)
    assert mood.asked == [len(GOOD), len(THIRD)]


async def test_a_running_reading_that_nobody_waits_for_is_told_to_stop_and_its_process_lives_on(
    make_pool: MakePool, mood: Mood
) -> None:
    pool = await make_pool()
    mood.set("hold")
    dropped = await reads(pool, GOOD)
    await eventually(lambda: bool(mood.asked), seconds=20)
    process = pool._reader.pid
    dropped.cancel()
    await eventually(lambda: not pool._reader._turn.locked())
    mood.clear("hold")
    assert text_of(await (await reads(pool, OTHER))) == [str(len(OTHER))]
    assert pool._reader.pid == process
    assert text_of(await (await reads(pool, GOOD))) == [str(len(GOOD))]  # begins anew


async def test_a_reading_that_does_not_stop_is_ended_with_its_process(
    make_pool: MakePool, mood: Mood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "STOP_SECONDS", 0.1)
    pool = await make_pool()
    mood.set("deaf")
    dropped = await reads(pool, GOOD)
    await eventually(lambda: bool(mood.asked), seconds=20)
    process = pool._reader.pid
    dropped.cancel()
    await eventually(lambda: pool._reader.pid is None)
    mood.clear("deaf")
    assert text_of(await (await reads(pool, OTHER))) == [str(len(OTHER))]
    assert pool._reader.pid != process


async def test_a_reading_that_kills_its_process_fails_and_the_next_picture_is_read(
    make_pool: MakePool, mood: Mood
) -> None:
    pool = await make_pool()
    mood.set("abort")
    failed = await (await reads(pool, GOOD))
    assert failed.text == TextFacts(error="failed")
    assert failed.error is None
    assert text_of(await (await reads(pool, OTHER))) == [str(len(OTHER))]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
async def test_a_process_that_is_stopped_in_the_middle_is_given_up_and_replaced(
    make_pool: MakePool, mood: Mood
) -> None:
    pool = await make_pool(seconds_per_reading=1)
    mood.set("hold")
    reading = await reads(pool, GOOD)
    await eventually(lambda: bool(mood.asked), seconds=20)
    process = pool._reader.pid
    assert process is not None
    os.kill(process, signal.SIGSTOP)
    assert (await reading).text == TextFacts(error="failed")
    mood.clear("hold")
    assert text_of(await (await reads(pool, OTHER))) == [str(len(OTHER))]
    assert pool._reader.pid != process


async def test_a_failed_reading_is_tried_again_when_the_bytes_come_again(
    make_pool: MakePool, mood: Mood
) -> None:
    pool = await make_pool()
    mood.set("abort")
    failed = await (await reads(pool, GOOD))
    assert await pool.read(failed.digest) is failed
    assert (await pool.measure(GOOD)).text is None
    assert text_of(await pool.read(failed.digest)) == [str(len(GOOD))]


async def test_a_reading_process_that_cannot_start_fails_the_text_and_not_the_measures(
    make_pool: MakePool,
) -> None:
    said: list[str] = []
    pool = await make_pool(reader=(sys.executable, "-c", "raise SystemExit(1)"), tell=said.append)
    assert (await (await reads(pool, GOOD))).text == TextFacts(error="failed")
    assert said == [f"a picture of {len(GOOD)} bytes was not read: its process failed (IncompleteReadError)"]
    assert (await pool.measure(OTHER)).error is None


async def test_pictures_beyond_the_queue_are_refused_until_there_is_room(
    make_pool: MakePool, mood: Mood
) -> None:
    pool = await make_pool(reading_limit=1)
    mood.set("hold")
    first = await reads(pool, GOOD)
    with pytest.raises(PoolBusyError):
        await (await reads(pool, OTHER))
    mood.clear("hold")
    await first
    assert text_of(await (await reads(pool, OTHER))) == [str(len(OTHER))]


async def test_without_its_bytes_a_picture_cannot_be_read_until_they_come_again(make_pool: MakePool) -> None:
    pool = await make_pool()
    pool._held._most = len(GOOD) + len(OTHER) - 1
    digest = await digest_in(pool, GOOD)
    assert pool.holds(digest)
    await digest_in(pool, OTHER)
    assert not pool.holds(digest)
    with pytest.raises(BytesGoneError):
        await pool.read(digest)
    assert text_of(await (await reads(pool, GOOD))) == [str(len(GOOD))]


async def test_the_bytes_of_a_picture_in_work_are_held_whatever_comes(
    make_pool: MakePool, mood: Mood
) -> None:
    pool = await make_pool()
    pool._held._most = len(GOOD)
    mood.set("hold")
    reading = await reads(pool, GOOD)
    for size in (70, 80, 90):
        await pool.measure(png(size, size))
    assert pool.holds((await pool.measure(GOOD)).digest)
    mood.clear("hold")
    assert text_of(await reading) == [str(len(GOOD))]


async def test_a_process_without_work_ends_and_the_next_picture_starts_another(
    make_pool: MakePool, mood: Mood
) -> None:
    pool = await make_pool()
    pool._reader._idle_seconds = 0.2
    await (await reads(pool, GOOD))
    first = pool._reader.pid
    assert first is not None
    await eventually(lambda: pool._reader.pid is None)
    mood.set("hold")
    reading = await reads(pool, OTHER)
    await eventually(lambda: mood.asked == [len(GOOD), len(OTHER)], seconds=20)
    await asyncio.wait({reading}, timeout=0.3)  # longer than it may be idle
    mood.clear("hold")
    assert text_of(await reading) == [str(len(OTHER))]


async def test_what_cannot_be_decoded_is_not_held(make_pool: MakePool) -> None:
    pool = await make_pool()
    assert not pool.holds(await digest_in(pool, b"no picture"))


async def test_closing_ends_both_processes_and_who_waits(make_pool: MakePool, mood: Mood) -> None:
    pool = await make_pool()
    mood.set("hold")
    reading = await reads(pool, GOOD)
    await eventually(lambda: bool(mood.asked), seconds=20)
    await pool.close()
    assert (pool._measurer.pid, pool._reader.pid) == (None, None)
    await asyncio.wait({reading}, timeout=5)
    assert reading.done()
    with pytest.raises(PoolBusyError):
        await pool.read("0" * 64)


async def test_after_a_restart_known_pictures_need_no_process(
    make_pool: MakePool, mood: Mood, tmp_path: Path
) -> None:
    first = await make_pool(store=FactStore(tmp_path / "cache", pytest.fail))
    known = await (await reads(first, GOOD))
    await first.close()
    second = await make_pool(store=FactStore(tmp_path / "cache", pytest.fail))
    assert await second.measure(GOOD) == known
    assert (second._measurer.pid, second._reader.pid) == (None, None)
    assert mood.asked == [len(GOOD)]


async def test_after_a_restart_a_picture_that_was_only_measured_is_only_read(
    make_pool: MakePool, mood: Mood, tmp_path: Path
) -> None:
    first = await make_pool(store=FactStore(tmp_path / "cache", pytest.fail))
    await first.measure(GOOD)
    await first.close()
    second = await make_pool(store=FactStore(tmp_path / "cache", pytest.fail))
    assert text_of(await (await reads(second, GOOD))) == [str(len(GOOD))]
    assert second._measurer.pid is None
    assert mood.asked == [len(GOOD)]
