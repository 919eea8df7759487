"""Running the same work on many items: in this process, or in several of this machine.

A runner knows nothing of listings. Items are taken only as far ahead as the processes need, and results come
in the order of the items, so memory does not grow with their number.
"""

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Given_contra = TypeVar("Given_contra", contravariant=True)
Made_co = TypeVar("Made_co", covariant=True)

CHUNK = 100
"""Items that a process is handed at a time: the engine remembers texts, and neighbours often share them."""
_AHEAD = 3
"""Chunks handed out for each process, so that none waits."""


_HOPELESS = 4
"""So many items in a row that kill their process are not to blame themselves."""


class Work(Protocol[Given_contra, Made_co]):
    """What is to be done; it is sent to each process and started there once."""

    def start(self) -> Callable[[Given_contra], Made_co]:
        """Whatever takes long to load; the answer does one item."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An item that has no result."""

    reason: str


class RunnerError(RuntimeError):
    """No process can do the work, whatever it is given."""


class Runner(Protocol):
    """A place where work can be run."""

    def run(self, work: Work[Item, Result], items: Iterable[Item]) -> Iterator[Result | Failed]:
        """The result of each item, in their order, as they come. Raises ``RunnerError``."""


@dataclass(frozen=True, slots=True)
class HereRunner:
    """Does the work in this process."""

    def run(self, work: Work[Item, Result], items: Iterable[Item]) -> Iterator[Result | Failed]:
        """As ``Runner.run``."""
        call = work.start()
        for item in items:
            yield _done(call, item)


@dataclass(frozen=True, slots=True)
class LocalRunner:
    """Does the work in ``jobs`` processes of this machine.

    When a process dies, what was under way is tried again, an item at a time, so that only an item that
    brings its process down again is lost.
    """

    jobs: int

    def run(self, work: Work[Item, Result], items: Iterable[Item]) -> Iterator[Result | Failed]:
        """As ``Runner.run``; so few items that starting processes would take longer are done in this one."""
        upcoming = iter(items)
        first = list(islice(upcoming, CHUNK))
        if self.jobs <= 1 or len(first) < CHUNK:
            return HereRunner().run(work, chain(first, upcoming))
        return self._spread(work, chain(first, upcoming))

    def _spread(self, work: Work[Item, Result], items: Iterable[Item]) -> Iterator[Result | Failed]:
        upcoming = iter(items)
        chunks = iter(lambda: tuple(islice(upcoming, CHUNK)), ())
        under_way: deque[tuple[tuple[Item, ...], Future[list[Any]]]] = deque()
        pool = _pool(work, self.jobs)
        try:
            while True:
                try:
                    while len(under_way) < self.jobs * _AHEAD and (chunk := next(chunks, None)) is not None:
                        under_way.append((chunk, _submitted(pool, chunk)))
                    if not under_way:
                        return
                    results = under_way[0][1].result()
                except BrokenProcessPool:
                    pool.shutdown(wait=False, cancel_futures=True)
                    with closing(_Alone(work)) as alone:
                        for chunk, future in under_way:
                            yield from _kept(future) or alone.results(chunk)
                    under_way.clear()
                    pool = _pool(work, self.jobs)
                    continue
                under_way.popleft()
                yield from results
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, chunk: Sequence[Item]) -> "Future[list[Any]]":
    """The chunk handed to the pool; a broken one shows when its result is asked for."""
    try:
        return pool.submit(_do, chunk)
    except BrokenProcessPool as error:
        future: Future[list[Any]] = Future()
        future.set_exception(error)
        return future


def _kept(future: "Future[list[Any]]") -> list[Any] | None:
    """What was done before the pool broke."""
    return (
        future.result() if future.done() and not future.cancelled() and future.exception() is None else None
    )


class _Alone(Generic[Item, Result]):
    """One process that is handed an item at a time, and started again when one kills it."""

    def __init__(self, work: Work[Item, Result]) -> None:
        self._work = work
        self._pool = _pool(work, 1)
        self._deaths = 0
        """In a row."""

    def results(self, chunk: Sequence[Item]) -> Iterator[Result | Failed]:
        """Raises ``RunnerError`` when nothing survives."""
        for item in chunk:
            try:
                yield self._pool.submit(_do, (item,)).result()[0]
                self._deaths = 0
            except BrokenProcessPool as error:
                self.close()
                self._deaths += 1
                if self._deaths == _HOPELESS:
                    msg = "every process that was started died; is there enough memory for --jobs of them?"
                    raise RunnerError(msg) from error
                self._pool = _pool(self._work, 1)
                yield Failed("the process that worked on it died twice")

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown(wait=True, cancel_futures=True)


def _pool(work: Work[Item, Result], jobs: int) -> ProcessPoolExecutor:
    # Forking a process that has threads (numpy, RE2) can deadlock the child.
    return ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_start, initargs=(work,))


_started: list[Callable[[Any], Any]] = []
"""What this process does: one entry, put there when it starts."""


def _start(work: Work[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when it is over
    _started.append(work.start())


def _do(chunk: Sequence[Any]) -> list[Any]:
    return [_done(_started[0], item) for item in chunk]


def _done(call: Callable[[Item], Result], item: Item) -> Result | Failed:
    try:
        return call(item)
    except Exception as error:  # noqa: BLE001 - one item's fault must not stop the others
        return Failed(f"{type(error).__name__}: {error}")
