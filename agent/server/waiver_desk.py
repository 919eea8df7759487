"""Waivers set and taken back while the agent runs: what the routes need for that, and nothing of HTTP."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agent import waiver_file
from agent.listing import Listing
from agent.server.judging import Facts, Found
from agent.waiver_words import Choice
from agent.waivers import Waiver

Find = Callable[[Listing, Facts, str | None, str], Awaitable[Found | None]]
"""The finding of a listing that has the annotation of an id now; ``EngineJudge.find``."""


@dataclass(frozen=True, slots=True)
class WaiverDesk:
    """The file, and who finds a finding again. The file is written in a thread: others may hold its lock."""

    path: Path
    find: Find
    today: Callable[[], date]

    async def add(
        self, found: Found, choice: Choice, *, reason: str, author: str | None, until: date | None
    ) -> Waiver:
        """Save the decision on a finding. Raises ``RuleError`` with file and line."""
        waiver = Waiver(
            id=waiver_file.new_id(),
            scope=choice.scope,
            rule=found.marked.finding.rule,
            fingerprint=choice.fingerprint,
            quote=choice.quote,
            listing=choice.listing,
            shop=choice.shop,
            reason=reason,
            author=author or user(),
            created=self.today(),
            until=until,
        )
        await asyncio.to_thread(waiver_file.add, self.path, waiver)
        return waiver

    async def remove(self, name: str) -> bool:
        """Take one out of the file; whether it was there. Raises ``RuleError`` with file and line."""
        return bool(await asyncio.to_thread(waiver_file.remove, self.path, [name]))


def user() -> str:
    """The system's user, who speaks where nobody is named."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return "unknown"
