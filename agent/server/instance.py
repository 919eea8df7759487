"""One agent for each state directory: its lock, and the file by which the command line finds it."""

import contextlib
import os
import secrets
from collections.abc import Iterator

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field

from agent.server.state import StateDirectory
from agent.server.strict_json import JsonError
from agent.server.validation import MessageError, read_model

LOCK = "agent.lock"
FILE = "agent.json"


class Running(BaseModel):
    """Where the running agent is, and the command line's credential."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    port: int
    pid: int
    start_id: str
    """Differs at every start."""
    cli_token: str = Field(repr=False)


class AlreadyRunningError(Exception):
    """Another agent holds the state directory; the text names its process."""


@contextlib.contextmanager
def only_instance(state: StateDirectory) -> Iterator[None]:
    """Hold the lock; the system frees it when the process dies. Raises ``AlreadyRunningError``."""
    lock = FileLock(state.path / LOCK, mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        other = find(state)
        who = "a starting agent" if other is None else f"process {other.pid} on port {other.port}"
        message = f"an agent is already running ({who}): use it, or stop it before starting another"
        raise AlreadyRunningError(message) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def announced(state: StateDirectory, port: int, cli_token: str) -> Iterator[None]:
    """Have ``agent.json`` (mode 0600) say where this process listens."""
    running = Running(port=port, pid=os.getpid(), start_id=secrets.token_hex(8), cli_token=cli_token)
    state.write(FILE, running.model_dump_json().encode("utf-8"))
    try:
        yield
    finally:
        state.remove(FILE)


def find(state: StateDirectory) -> Running | None:
    """What ``agent.json`` says; ``None`` without one. It may be left over from an agent that was killed."""
    content = state.read(FILE)
    if content is None:
        return None
    try:
        return read_model(Running, content)
    except (JsonError, MessageError):
        return None
