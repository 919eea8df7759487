"""A connection to a cluster of Dask: one that is there, or one made for the run on this machine."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import dask
from distributed import Client, LocalCluster
from distributed.utils import silence_logging_cmgr

from agent.runners.work import RunnerError, told

LOCAL = "local:"
_ARENA_MAX = -8
"""``M_ARENA_MAX`` of glibc's ``malloc.h``."""
_CONNECT_SECONDS = 10.0
_QUIET = {
    "distributed.admin.large-graph-warning-threshold": "1GB",  # chunks may be large: they are few
    "distributed.admin.low-level-log-length": 10,  # it keeps whole messages, and so a thousand chunks
}
_OWN = {
    "distributed.scheduler.allowed-failures": 1,  # a task whose worker died is tried once more
    # Workers that have died and are not back yet would be given up.
    "distributed.deploy.lost-worker-timeout": "1000 days",
    "distributed.scheduler.http.routes": [],  # nothing is served but the work
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,  # looks at every thread a hundred times a second
}


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the cluster at ``address``, as ``DaskRunner`` describes it. Raises ``RunnerError``."""
    _share_arenas()
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(_QUIET))
        stack.enter_context(silence_logging_cmgr("CRITICAL"))
        if address.startswith(LOCAL):
            client = _own_client(int(address.removeprefix(LOCAL)), stack)
        else:
            client = _client_at(address)
        yield stack.enter_context(client)


def _share_arenas() -> None:
    """Has glibc give new threads no heaps of their own, which keep what one large chunk needed.

    With a heap for each of Dask's threads the command grows from 140 to 300 MiB within 10,000 listings.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def _own_client(workers: int, stack: ExitStack) -> Client:
    try:
        cluster = stack.enter_context(own_cluster(workers))
        # Results come straight from the workers, not by way of the scheduler.
        return Client(cluster, set_as_default=False, direct_to_workers=True)
    except (OSError, RuntimeError, TimeoutError) as error:
        msg = f"{workers} workers of Dask cannot be started on this machine ({told(error)})"
        raise RunnerError(msg) from error


def _client_at(address: str) -> Client:
    try:
        return Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, TypeError, ValueError) as error:
        msg = (
            f"no scheduler of Dask answers at {address} ({told(error)}); "
            "is `dask scheduler` running there, and can this machine reach it?"
        )
        raise RunnerError(msg) from error


@contextmanager
def own_cluster(workers: int, *, sealed: bool = True) -> Iterator[LocalCluster]:
    """Workers of this machine. Not sealed, any of its users could have code run as this one."""
    with (
        dask.config.set(_OWN),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            security=True if sealed else None,
            silence_logs="CRITICAL",
        ) as cluster,
    ):
        yield cluster
