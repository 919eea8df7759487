"""Where the work of a command is run: ``--jobs`` and ``--dask``."""

import argparse
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.runners.work import Runner

_ADDRESS = re.compile(r"(?:tcp|tls)://(?:[^\s/:@\[\]]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}|local:[1-9][0-9]{0,3}")
PROCESSES = "processes (default: one for each processor)"
MISSING = "--dask: Dask is not installed here; `pip install distributed cryptography` brings it"


def add_runner(
    parser: argparse.ArgumentParser, jobs: str = "processes (default: one for each processor)"
) -> None:
    """Add ``--jobs N``, with what these are, and ``--dask ADDRESS``, one of which may be given."""
    place = parser.add_argument_group("where it is run").add_mutually_exclusive_group()
    place.add_argument("--jobs", type=_jobs, metavar="N", help=jobs)
    place.add_argument(
        "--dask",
        type=_address,
        metavar="ADDRESS",
        help="workers of a Dask scheduler (tcp://host:port, tls://host:port) in a network that you trust, "
        "with the same Tenken installed; local:N starts N workers here",
    )


def runner_of(args: argparse.Namespace, chunk: int | None = None) -> "Runner":
    """What the arguments ask for; ``chunk`` items at a time, where the usual number would be too many.

    Raises ``RunnerError`` when Dask is not installed.
    """
    from agent.runners.work import CHUNK, RunnerError

    size = chunk or CHUNK
    if args.dask is None:
        from agent.runners.local import LocalRunner

        return LocalRunner(args.jobs or os.cpu_count() or 1, size)
    try:
        import cryptography  # noqa: F401 - needed by local:N, much later
        import distributed  # noqa: F401 - the import below shall fail for no other reason
    except ImportError as error:
        raise RunnerError(MISSING) from error
    from agent.runners.distributed import DaskRunner

    return DaskRunner(args.dask, size)


def _jobs(text: str) -> int:
    if not text.isdecimal() or not int(text):
        msg = f"{text}: expected a number of processes, at least 1"
        raise argparse.ArgumentTypeError(msg)
    return int(text)


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        msg = f"{text}: expected tcp://host:port or tls://host:port of a scheduler, or local:N for N workers"
        raise argparse.ArgumentTypeError(msg)
    return text
