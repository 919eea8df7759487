"""Work on the workers of a cluster of Dask.

Whoever can speak to a scheduler can run code on its workers, and the other way round: only on networks
whose every machine is trusted, or over tls:// with certificates.
"""

import pickle
import time
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from distributed import Client, Future, KilledWorker, wait

from agent.runners.cluster import LOCAL, connected
from agent.runners.dask_worker import WorkPlugin, results_of
from agent.runners.installation import installation
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
    Work,
    chunked,
    told,
)

_GLANCE_SECONDS = 2.0
"""So often a wait for results looks whether there are workers left."""


@dataclass(frozen=True, slots=True)
class DaskRunner(Runner):
    """Does the work on the workers of a cluster, as many as there are and as come.

    When a worker dies, its chunks are done by another one. A chunk that takes down one worker after the
    other is tried again an item at a time, with nothing else under way, so that only the item is lost.
    """

    address: str
    """``tcp://host:port``, ``tls://host:port``, or ``local:N`` for N workers of this machine."""
    chunk: int = CHUNK
    """Items that a worker is handed at a time: 1 where an item takes seconds."""
    patience: float = 60.0
    """Seconds to wait while there is no worker."""

    def chunks(self, work: Work[Item, Result], items: Iterable[Item], *, ordered: bool) -> Done[Item, Result]:
        """As ``Runner.chunks``."""
        with connected(self.address) as client, _set_up(client, work, self.address) as name:
            yield from _Run(client, name, self).chunks(items, ordered=ordered)


@contextmanager
def _set_up(client: Client, work: Work[Any, Any], address: str) -> Iterator[str]:
    """Has each worker start the work, those that come later too; the name that its tasks give."""
    name = f"tenken-{uuid.uuid4().hex[:12]}"
    plugin = WorkPlugin(work, None if address.startswith(LOCAL) else installation())
    try:
        try:
            client.register_plugin(plugin, name)
        except Exception as error:
            msg = (
                f"a worker at {address} cannot load the work ({error}); "
                "install the same Tenken on this machine, the scheduler's and every worker's"
            )
            raise RunnerError(msg) from error
        yield name
    finally:
        with suppress(Exception):  # a cluster that is gone, or a worker that could not load it
            client.unregister_worker_plugin(name)


class _Run:
    """One run on a cluster."""

    def __init__(self, client: Client, name: str, runner: DaskRunner) -> None:
        self._client = client
        self._name = name
        self._runner = runner
        self._tasks = 0
        self._deaths = 0
        """Of single items, in a row."""

    def chunks(self, items: Iterable[Item], *, ordered: bool) -> Done[Item, Any]:
        upcoming = chunked(items, self._runner.chunk)
        under_way: deque[tuple[tuple[Item, ...], Future[bytes]]] = deque()
        while True:
            room = max(1, self._workers()) * AHEAD
            while len(under_way) < room and (chunk := next(upcoming, None)) is not None:
                under_way.append((chunk, self._submitted(chunk)))
            if not under_way:
                return
            if ordered:
                self._wait([under_way[0][1]])
            else:
                self._wait([future for _, future in under_way], until="FIRST_COMPLETED")
                while not under_way[0][1].done():
                    under_way.rotate(-1)
            chunk, future = under_way.popleft()
            results = self._results(future)
            if results is None:
                # Whatever else is under way may die with the item that is looked for, or be to blame.
                self._wait([future for _, future in under_way])
                results = [self._alone(item) for item in chunk]
            yield chunk, results

    def _alone(self, item: Any) -> Any | Failed:  # noqa: ANN401 - of the work's types
        """One item's result, with nothing else under way."""
        future = self._submitted((item,))
        self._wait([future])
        results = self._results(future)
        if results is not None:
            self._deaths = 0
            return results[0]
        self._deaths += 1
        if self._deaths == HOPELESS:
            msg = f"every worker at {self._runner.address} that was given work died; is there enough memory?"
            raise RunnerError(msg)
        return Failed("each worker that worked on it died")

    def _submitted(self, chunk: Sequence[Any]) -> "Future[bytes]":
        self._tasks += 1
        key = f"{self._name}-{self._tasks}"
        # Pickled here: the scheduler would unpickle items to pickle them again.
        return self._client.submit(results_of, self._name, pickle.dumps(chunk), key=key, pure=False)

    def _results(self, future: "Future[bytes]") -> list[Any] | None:
        """``None`` where one worker after the other died of it."""
        try:
            results: list[Any] = pickle.loads(future.result())  # noqa: S301 - from workers that we chose
        except KilledWorker:
            return None
        except RunnerError:
            raise
        except (Exception, CancelledError) as error:
            raise self._lost(error) from error
        return results

    def _wait(self, futures: Sequence["Future[bytes]"], until: str = "ALL_COMPLETED") -> None:
        """Raises ``RunnerError`` when for long there is no worker to do them."""
        deserted = None
        while futures:
            try:
                with self._client.as_current():
                    wait(futures, min(_GLANCE_SECONDS, self._runner.patience), until)
            except TimeoutError:
                deserted = None if self._workers() else deserted or time.monotonic()
                if deserted is not None and time.monotonic() - deserted > self._runner.patience:
                    msg = (
                        f"the scheduler at {self._runner.address} has had no worker for "
                        f"{self._runner.patience:.0f} s; start some with `dask worker {self._runner.address}`"
                    )
                    raise RunnerError(msg) from None
            except (OSError, CancelledError) as error:
                raise self._lost(error) from error
            else:
                return

    def _workers(self) -> int:
        try:
            return len(self._client.nthreads())
        except OSError as error:
            raise self._lost(error) from error

    def _lost(self, error: BaseException) -> RunnerError:
        return RunnerError(f"the cluster at {self._runner.address} cannot go on ({told(error)})")
