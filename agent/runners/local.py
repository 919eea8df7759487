"""Work in this process, or in several of this machine."""

import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context, util
from typing import Any, Generic

from agent.runners.work import (
    AHEAD,
    CHUNK,
    HOPELESS,
    Done,
    Failed,
    Item,
    Result,
    Runner,
    RunnerError,
    Started,
    Work,
    chunked,
)


@dataclass(frozen=True, slots=True)
class HereRunner(Runner):
    """Does the work in this process, an item at a time."""

    def chunks(self, work: Work[Item, Result], items: Iterable[Item], *, ordered: bool) -> Done[Item, Result]:
        """As ``Runner.chunks``."""
        del ordered  # the next is the first that is done
        with closing(Started(work)) as started:
            for item in items:
                yield (item,), started.results((item,))


@dataclass(frozen=True, slots=True)
class LocalRunner(Runner):
    """Does the work in ``jobs`` processes of this machine.

    When a process dies, what was under way is tried again, an item at a time, so that only an item that
    brings its process down again is lost.
    """

    jobs: int
    chunk: int = CHUNK
    """Items that a process is handed at a time: 1 where an item takes seconds."""

    def chunks(self, work: Work[Item, Result], items: Iterable[Item], *, ordered: bool) -> Done[Item, Result]:
        """As ``Runner.chunks``; what fits in one chunk is done in this process."""
        upcoming = iter(items)
        first = list(islice(upcoming, self.chunk + 1))
        every = chain(first, upcoming)
        if self.jobs <= 1 or len(first) <= self.chunk:
            return HereRunner().chunks(work, every, ordered=ordered)
        return self._spread(work, every, ordered=ordered)

    def _spread(
        self, work: Work[Item, Result], items: Iterable[Item], *, ordered: bool
    ) -> Done[Item, Result]:
        upcoming = chunked(items, self.chunk)
        under_way: deque[tuple[tuple[Item, ...], Future[list[Any]]]] = deque()
        pool = _pool(work, self.jobs)
        try:
            while True:
                try:
                    while len(under_way) < self.jobs * AHEAD and (chunk := next(upcoming, None)) is not None:
                        under_way.append((chunk, _submitted(pool, chunk)))
                    if not under_way:
                        return
                    if not ordered:
                        _turn_to_one_that_is_done(under_way)
                    results = under_way[0][1].result()
                except BrokenProcessPool:
                    pool.shutdown(wait=False, cancel_futures=True)
                    with closing(_Alone(work)) as alone:
                        for chunk, future in under_way:
                            yield chunk, _kept(future) or list(alone.results(chunk))
                    under_way.clear()
                    pool = _pool(work, self.jobs)
                    continue
                yield under_way.popleft()[0], results
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _turn_to_one_that_is_done(under_way: "deque[tuple[Any, Future[Any]]]") -> None:
    done, _ = wait([future for _, future in under_way], return_when=FIRST_COMPLETED)
    while under_way[0][1] not in done:
        under_way.rotate(-1)


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
                if self._deaths == HOPELESS:
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


_here: list[Started[Any, Any]] = []
"""What this process does: one entry, put there when it starts."""


def _start(work: Work[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when it is over
    started = Started(work)
    _here.append(started)
    util.Finalize(None, started.close, exitpriority=0)  # a child of multiprocessing calls no atexit function


def _do(chunk: Sequence[Any]) -> list[Any]:
    return _here[0].results(chunk)
