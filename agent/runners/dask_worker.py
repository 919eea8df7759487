"""What runs in a worker of Dask: the work, started once, and the tasks that hand it items.

The work has a thread of its own. What it opens may be used only there (a browser), and while it starts the
worker goes on answering its scheduler.
"""

import asyncio
import pickle
import signal
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from agent.runners.installation import Installation, installation
from agent.runners.work import RunnerError, Started, Work

_END_SECONDS = 10.0
"""A worker that leaves waits so long for what is under way."""


class WorkPlugin(WorkerPlugin):
    """Starts the work in each worker, also in those that come later, and ends it there."""

    def __init__(self, work: Work[Any, Any], wanted: Installation | None) -> None:
        self._work = work
        self._wanted = wanted
        """What a worker must have installed; ``None`` for workers that the command itself started."""
        self._where = ""
        self._thread: ThreadPoolExecutor
        self._started: Future[Started[Any, Any]]

    def setup(self, worker: Worker) -> None:
        """Called in the worker's main thread."""
        if self._wanted is None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # such workers get the command's Ctrl-C too
        self._where = worker.address
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tenken-work")
        self._started = self._thread.submit(self._start)

    async def teardown(self, worker: Worker) -> None:
        """Called when the run is over, and when the worker leaves."""
        del worker
        ending = self._thread.submit(lambda: self._started.result().close())
        self._thread.shutdown(wait=False)
        with suppress(TimeoutError, RunnerError):
            await asyncio.wait_for(asyncio.wrap_future(ending), _END_SECONDS)

    def results(self, items: bytes) -> bytes:
        """Pickled results of pickled items. Raises ``RunnerError``."""
        return self._thread.submit(self._results, items).result()

    def _start(self) -> Started[Any, Any]:
        if self._wanted and (difference := self._wanted.differs(installation())):
            msg = f"the worker {self._where} cannot be used: {difference}; install the same Tenken on both"
            raise RunnerError(msg)
        return Started(self._work)

    def _results(self, items: bytes) -> bytes:
        started = self._started.result()
        chunk: Sequence[Any] = pickle.loads(items)  # noqa: S301 - from whoever may run any code here
        try:
            return pickle.dumps(started.results(chunk))
        except RunnerError as error:
            need = "files that are named have to be there under the same path"
            msg = f"the worker {self._where}: {error}; {need}"
            raise RunnerError(msg) from error


def results_of(name: str, items: bytes) -> bytes:
    """The task: the pickled results of the pickled items, by the plugin of that name."""
    plugin = get_worker().plugins[name]
    assert isinstance(plugin, WorkPlugin)  # noqa: S101 - for the type checker: the name is ours
    return plugin.results(items)
