"""Row I07 and the queue: a picture may kill its process, never the agent nor the next picture."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from agent.imaging import pool as pool_module
from agent.imaging.measure import measure
from agent.imaging.pool import ImagePool, PoolBusyError
from tests.imaging.pictures import png
from tests.imaging.pools import GOOD, MOODY_WORKER, OTHER, MakePool
from tests.server.client import eventually


def pid(pool: ImagePool) -> int:
    assert pool._measurer.pid is not None
    return pool._measurer.pid


async def test_the_process_measures_what_this_one_would(make_pool: MakePool) -> None:
    pool = await make_pool()
    assert await pool.measure(GOOD) == measure(GOOD)
    assert await pool.measure(b"no picture") == measure(b"no picture")


async def test_no_process_is_started_before_the_first_picture(make_pool: MakePool) -> None:
    pool = await make_pool()
    assert pool._measurer.pid is None


async def test_one_process_serves_all_pictures(make_pool: MakePool) -> None:
    pool = await make_pool()
    await pool.measure(GOOD)
    first = pid(pool)
    await pool.measure(OTHER)
    assert pid(pool) == first


async def test_i07_a_decoder_that_crashes_fails_its_picture_and_is_replaced(make_pool: MakePool) -> None:
    pool = await make_pool(worker=MOODY_WORKER)
    await pool.measure(GOOD)
    first = pid(pool)
    assert (await pool.measure(b"abort")).error == "failed"
    assert await pool.measure(OTHER) == measure(OTHER)
    assert pid(pool) != first


async def test_a_picture_that_takes_too_long_is_given_up_and_its_process_killed(make_pool: MakePool) -> None:
    pool = await make_pool(worker=MOODY_WORKER, seconds=2)
    await pool.measure(GOOD)
    first = pid(pool)
    assert (await pool.measure(b"hang")).error == "failed"
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert await pool.measure(OTHER) == measure(OTHER)


async def test_a_failed_picture_is_told_and_tried_again_when_it_comes_again(make_pool: MakePool) -> None:
    pool = await make_pool(worker="raise SystemExit(1)")
    failed = await pool.measure(GOOD)
    assert pool.facts[failed.digest].error == "failed"
    pool._measurer._command = pool_module.MEASURER
    assert (await pool.measure(GOOD)).error is None


async def test_what_a_decoder_prints_does_not_mix_with_the_answers(make_pool: MakePool) -> None:
    pool = await make_pool(worker=MOODY_WORKER)
    assert await pool.measure(b"babble") == measure(b"babble")
    assert await pool.measure(GOOD) == measure(GOOD)


async def test_a_picture_beyond_the_queue_is_refused(make_pool: MakePool) -> None:
    pool = await make_pool(queue_limit=2)
    pictures = [GOOD, OTHER, png(70, 70)]
    answers = await asyncio.gather(*(pool.measure(data) for data in pictures), return_exceptions=True)
    assert answers[:2] == [measure(GOOD), measure(OTHER)]
    assert isinstance(answers[2], PoolBusyError)
    assert (await pool.measure(pictures[2])).error is None


async def test_a_cancelled_picture_does_not_answer_for_the_next(make_pool: MakePool) -> None:
    pool = await make_pool(worker=MOODY_WORKER)
    await pool.measure(GOOD)
    hanging = asyncio.create_task(pool.measure(b"hang"))
    await eventually(pool._measurer._turn.locked)
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    assert await pool.measure(OTHER) == measure(OTHER)


async def test_known_bytes_are_not_measured_again(make_pool: MakePool) -> None:
    pool = await make_pool()
    known = await pool.measure(GOOD)
    await pool._measurer._end()
    assert await pool.measure(GOOD) is known
    assert pool._measurer.pid is None
    assert dict(pool.facts) == {known.digest: known}


async def test_the_least_recently_used_facts_are_forgotten(make_pool: MakePool) -> None:
    pool = await make_pool()
    pool._recent._most = 2
    oldest = await pool.measure(b"1")
    middle = await pool.measure(b"2")
    await pool.measure(b"1")
    newest = await pool.measure(b"3")
    assert set(pool.facts) == {oldest.digest, newest.digest}
    assert middle.digest not in pool.facts


async def test_a_closed_pool_refuses_and_leaves_no_process(make_pool: MakePool) -> None:
    pool = await make_pool()
    await pool.measure(GOOD)
    worker = pid(pool)
    await pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    with pytest.raises(PoolBusyError, match="closed"):
        await pool.measure(OTHER)


async def test_the_working_directory_of_the_agent_does_not_matter(
    make_pool: MakePool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit('imported from the working directory')")
    monkeypatch.chdir(tmp_path)
    pool = await make_pool()
    assert (await pool.measure(GOOD)).error is None


@pytest.mark.skipif(sys.platform != "linux", reason="address space limits are held by Linux only")
async def test_a_process_that_wants_too_much_memory_fails_its_picture_only(make_pool: MakePool) -> None:
    greedy = MOODY_WORKER.replace("os.abort()", "bytearray(3_000_000_000)")
    pool = await make_pool(worker=greedy)
    assert (await pool.measure(b"abort")).error == "failed"
    assert (await pool.measure(GOOD)).error is None
