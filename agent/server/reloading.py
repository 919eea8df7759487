"""Users' packs while the agent runs: read again when their files change, the old ones kept when wrong."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Protocol

import structlog
from aiohttp import web
from pydantic import BaseModel, ConfigDict

from agent.bound import RuleSet
from agent.packs.files import fingerprint
from agent.packs.loading import Pack, add, load
from agent.rules.ruleset import RuleError
from agent.server.faults import note_fault
from agent.server.state import StateDirectory, StateError

FILE = "packs.json"
POLL_SECONDS = 1.0
"""Between two looks at the files: as long as a person may wait after saving."""
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class PackState(BaseModel):
    """One pack as the running agent has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    rules: int
    problem: str | None
    """Why the files as they are now are not in use; the rules read before them are."""


class PackStates(BaseModel):
    """What ``packs.json`` in the state directory holds, for ``tenken doctor``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pid: int
    """The agent's process: the file of one that was killed says nothing of the next."""
    packs: tuple[PackState, ...]


class UsesRules(Protocol):
    """What takes the new rules: the judge."""

    def use(self, ruleset: RuleSet) -> None:
        """Judge by these rules from now on."""


class Reloader:
    """Holds our rules and the users' packs. Raises ``RuleError`` when a pack is wrong at the start."""

    def __init__(self, base: RuleSet, origins: Sequence[Path], state: StateDirectory) -> None:
        self._base = base
        self._state = state
        self._seen = {origin: fingerprint(origin) for origin in origins}
        self._packs: dict[Path, Pack] = {origin: load(origin) for origin in self._seen}
        self._problems: dict[Path, str] = {}
        self.ruleset = add(base, list(self._packs.values()))

    def look(self) -> bool:
        """Read again what has changed; whether there are new rules. Blocks while it reads."""
        now = {origin: fingerprint(origin) for origin in self._seen}
        changed = [origin for origin, found in now.items() if found != self._seen[origin]]
        self._seen = now
        renewed = [origin for origin in changed if self._read(origin)]
        if renewed:
            self.ruleset = add(self._base, list(self._packs.values()))
        return bool(renewed)

    def states(self) -> PackStates:
        """What is in use, and what is wrong."""
        return PackStates(
            pid=os.getpid(),
            packs=tuple(
                PackState(path=str(origin), rules=len(pack.ruleset.rules), problem=self._problems.get(origin))
                for origin, pack in self._packs.items()
            ),
        )

    def watching(self, judge: UsesRules) -> Callable[[web.Application], AsyncIterator[None]]:
        """A cleanup context that keeps ``judge`` up to date while the app runs."""

        async def context(_app: web.Application) -> AsyncIterator[None]:
            self._tell()
            task = asyncio.create_task(self._watch(judge))
            yield
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            with contextlib.suppress(StateError):
                self._state.remove(FILE)

        return context

    async def _watch(self, judge: UsesRules) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            before = self.states()
            if await asyncio.to_thread(self.look):
                judge.use(self.ruleset)
                log.info("packs.reloaded", ruleset=self.ruleset.hash)
            if self.states() != before:
                self._tell()

    def _read(self, origin: Path) -> bool:
        try:
            pack = load(origin)
            add(self._base, [*(other for key, other in self._packs.items() if key != origin), pack])
        except RuleError as error:
            self._problems[origin] = str(error)
            log.warning("packs.refused", problem=str(error))
            return False
        except Exception as error:  # noqa: BLE001 - whatever a pack does to its reader, the old rules go on
            fault = note_fault(error, "packs")
            self._problems[origin] = f"{origin}: internal fault {fault}; see the agent's log"
            return False
        self._packs[origin] = pack
        self._problems.pop(origin, None)
        return True

    def _tell(self) -> None:
        try:
            self._state.write(FILE, self.states().model_dump_json().encode("utf-8"))
        except StateError as error:
            log.warning("packs.untold", problem=str(error))


def told(state: StateDirectory, pid: int) -> tuple[PackState, ...]:
    """What the agent with the process id ``pid`` says of its packs. Raises ``StateError``."""
    content = state.read(FILE)
    if content is None:
        return ()
    try:
        states = PackStates.model_validate_json(content)
    except ValueError:
        return ()
    return states.packs if states.pid == pid else ()
