"""Work on workers of Dask: the same results as here, and nothing lost when workers come and go."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest
from distributed import LocalCluster

from agent.runners import cluster, distributed as on_dask
from agent.runners.cluster import own_cluster
from agent.runners.distributed import DaskRunner
from agent.runners.installation import installation
from agent.runners.local import HereRunner, LocalRunner
from agent.runners.work import Failed, RunnerError
from tests.runners.works import Doubling, Lacking, Opening, Stalling


def runner(made: LocalCluster, chunk: int = 10) -> DaskRunner:
    """It waits long for workers to come back: the machine may be busy."""
    return DaskRunner(made.scheduler_address, chunk, patience=300)


@pytest.fixture(scope="module")
def one() -> Iterator[LocalCluster]:
    """A cluster of one worker: what is to be done again is done by a worker that came later."""
    with own_cluster(1, sealed=False) as made:
        yield made


@pytest.fixture
def any_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that start later may find files that somebody has edited since the test began."""
    monkeypatch.setattr(on_dask, "installation", lambda: None)


@pytest.fixture
def deserted() -> Iterator[LocalCluster]:
    """A scheduler without workers."""
    with own_cluster(0, sealed=False) as made:
        yield made


def test_results_are_the_same_here_in_processes_and_on_workers() -> None:
    items = [*range(140), -1, *range(300)]
    here = list(HereRunner().run(Doubling(), items))
    assert here == list(LocalRunner(2).run(Doubling(), items))
    assert here == list(DaskRunner("local:2").run(Doubling(), items))


def test_where_order_does_not_matter_each_item_comes_with_its_result(one: LocalCluster) -> None:
    pairs = list(runner(one, 3).completed(Doubling(), range(20)))
    assert sorted(pairs) == [(number, number * 2) for number in range(20)]


def test_items_are_taken_only_as_far_ahead_as_the_workers_need(one: LocalCluster) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield number

    results = runner(one, 10).run(Doubling(), items())
    assert next(results) == 0
    assert taken <= 10 * 3
    results.close()  # type: ignore[attr-defined]


def test_what_the_work_opens_is_opened_once_a_worker_and_closed(one: LocalCluster, tmp_path: Path) -> None:
    assert list(runner(one, 1).run(Opening(tmp_path), range(20))) == list(range(20))
    assert [path.suffix for path in tmp_path.iterdir()] == [".closed"]


@pytest.mark.usefixtures("any_checkout")
def test_a_worker_that_is_killed_loses_nothing_and_the_one_after_it_starts_the_work(
    one: LocalCluster, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def kill() -> None:
            line, _ = server.accept()
            with line, line.makefile() as said:
                os.kill(int(said.readline()), signal.SIGKILL)

        killer = Thread(target=kill)
        killer.start()
        work = Stalling(25, server.getsockname()[1], tmp_path / "stalled")
        results = list(runner(one, 10).run(work, range(60)))
        killer.join()
    assert results == [number * 2 for number in range(60)]


@pytest.mark.usefixtures("any_checkout")
def test_an_item_that_kills_each_worker_is_lost_alone(
    one: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one.scheduler, "allowed_failures", 0)
    results = list(runner(one, 10).run(Doubling(deadly=(5,)), range(30)))
    assert results[5] == Failed("each worker that worked on it died")
    assert results[:5] + results[6:] == [number * 2 for number in range(30) if number != 5]


@pytest.mark.usefixtures("any_checkout")
def test_a_run_goes_on_with_workers_that_come_later(deserted: LocalCluster) -> None:
    def items() -> Iterator[int]:
        deserted.scale(1)
        yield from range(30)

    results = runner(deserted, 10).run(Doubling(), items())
    assert list(results) == [number * 2 for number in range(30)]


def test_a_scheduler_without_workers_is_not_waited_for_for_ever(deserted: LocalCluster) -> None:
    impatient = DaskRunner(deserted.scheduler_address, patience=0.1)
    with pytest.raises(RunnerError, match=r"had no worker .* start some with `dask worker tcp://127"):
        list(impatient.run(Doubling(), range(10)))


def test_a_worker_that_lacks_a_file_says_which(one: LocalCluster, tmp_path: Path) -> None:
    with pytest.raises(RunnerError, match=r"worker tcp://.*missing\.txt.*under the same path"):
        list(runner(one).run(Lacking(tmp_path / "missing.txt"), range(10)))


def test_a_worker_with_another_tenken_is_refused(one: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(installation(), tenken="9.9")
    monkeypatch.setattr(on_dask, "installation", lambda: other)
    with pytest.raises(RunnerError, match=r"worker tcp://.*Tenken is 0\.\S+ there and 9\.9 here"):
        list(runner(one).run(Doubling(), range(10)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, None),
        ({"python": "3.9"}, "Python is 3.9 there"),
        ({"digest": "0"}, "its code or its rules are not the same"),
    ],
)
def test_what_differs_between_two_installations_is_named(change: dict[str, str], said: str | None) -> None:
    here = installation()
    difference = here.differs(replace(here, **change))
    assert difference is None if said is None else said in str(difference)


def test_work_that_a_worker_cannot_import_is_told_so(
    one: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "only_here", ModuleType("only_here"))
    away = type("Away", (Doubling,), {"__module__": "only_here"})
    monkeypatch.setattr(sys.modules["only_here"], "Away", dataclass(frozen=True)(away), raising=False)
    with pytest.raises(RunnerError, match=r"cannot load the work .*ModuleNotFoundError.*only_here"):
        list(runner(one).run(away(), range(10)))


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(RunnerError, match=rf"no scheduler of Dask answers at tcp://127\.0\.0\.1:{port} "):
        list(DaskRunner(f"tcp://127.0.0.1:{port}").run(Doubling(), range(10)))
