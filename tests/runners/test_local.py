"""Work in processes of this machine: order, how far ahead items are taken, and what a dying process costs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.runners.installation import installation
from agent.runners.local import HereRunner, LocalRunner
from agent.runners.work import CHUNK, Failed, Runner, RunnerError
from tests.runners.works import Doubling, Lacking, Opening


@pytest.mark.parametrize("runner", [HereRunner(), LocalRunner(1), LocalRunner(2)])
def test_results_come_in_the_order_of_the_items(runner: Runner) -> None:
    assert list(runner.run(Doubling(), range(200))) == [number * 2 for number in range(200)]


@pytest.mark.parametrize("runner", [HereRunner(), LocalRunner(2, chunk=3)])
def test_where_order_does_not_matter_each_item_comes_with_its_result(runner: Runner) -> None:
    pairs = list(runner.completed(Doubling(), range(20)))
    assert sorted(pairs) == [(number, number * 2) for number in range(20)]


def test_no_items_no_results() -> None:
    assert list(LocalRunner(2).run(Doubling(), [])) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_items_are_taken_only_as_far_ahead_as_the_processes_need(jobs: int) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield number

    results = LocalRunner(jobs).run(Doubling(), items())
    assert next(results) == 0
    assert taken <= CHUNK * (jobs * 3 + 2)
    results.close()  # type: ignore[attr-defined]


def test_an_exception_is_the_failure_of_its_item_alone() -> None:
    results = list(LocalRunner(2).run(Doubling(), [*range(140), -1, 7]))
    assert results[140] == Failed("ValueError: no -1")
    assert results[141] == 14


def test_an_item_that_kills_its_process_twice_is_lost_alone() -> None:
    results = list(LocalRunner(2).run(Doubling(deadly=(50,)), range(150)))
    assert isinstance(results[50], Failed)
    assert [result for number, result in enumerate(results) if number != 50] == [
        number * 2 for number in range(150) if number != 50
    ]


def test_a_process_that_dies_once_loses_nothing(tmp_path: Path) -> None:
    work = Doubling(deadly=(50,), once=tmp_path / "died")
    assert list(LocalRunner(2).run(work, range(150))) == [number * 2 for number in range(150)]


def test_work_that_kills_every_process_is_given_up() -> None:
    with pytest.raises(RunnerError, match="every process that was started died"):
        list(LocalRunner(2).run(Doubling(deadly=tuple(range(CHUNK))), range(CHUNK * 2)))


@pytest.mark.parametrize(("runner", "most"), [(HereRunner(), 1), (LocalRunner(2, chunk=1), 2)])
def test_what_the_work_opens_is_opened_once_a_process_and_closed(
    runner: Runner, most: int, tmp_path: Path
) -> None:
    assert list(runner.run(Opening(tmp_path), range(20))) == list(range(20))
    left = [path.suffix for path in tmp_path.iterdir()]
    assert set(left) == {".closed"}
    assert len(left) <= most


@pytest.mark.parametrize("runner", [HereRunner(), LocalRunner(2, chunk=1)])
def test_what_is_open_is_closed_when_the_results_are_not_wanted_any_more(
    runner: Runner, tmp_path: Path
) -> None:
    results = runner.run(Opening(tmp_path), range(1000))
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert {path.suffix for path in tmp_path.iterdir()} == {".closed"}


@pytest.mark.parametrize("runner", [HereRunner(), LocalRunner(2, chunk=1)])
def test_work_that_cannot_start_is_told_with_its_reason(runner: Runner, tmp_path: Path) -> None:
    with pytest.raises(RunnerError, match=r"cannot be started: FileNotFoundError: .*missing\.txt"):
        list(runner.run(Lacking(tmp_path / "missing.txt"), range(10)))


def test_another_extractor_is_another_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.runners.installation._ROOT", tmp_path)
    script = tmp_path / "extension" / "content" / "dom.js"
    script.parent.mkdir(parents=True)
    script.write_bytes(b"one\n")
    ours = installation()
    script.write_bytes(b"one\r\n")
    assert ours.differs(installation()) is None, "git writes other line ends elsewhere"
    script.write_bytes(b"two\n")
    assert "its code or its rules are not the same" in (ours.differs(installation()) or "")
