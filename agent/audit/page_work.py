"""Auditing pages on workers elsewhere: each opens a browser and does one page after the other."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agent.audit.auditor import Auditor, Judgement, Manner
from agent.audit.browser import require_private
from agent.audit.target import Target
from agent.packs.tailoring import tailored_rules
from agent.waivers import Waivers
from agent.wire_parts import Locale


@dataclass(frozen=True, slots=True)
class Audited:
    """What a worker sends back."""

    json: str
    """The ``AuditedTarget``."""
    browser: str
    """Name and version."""
    fonts: str


@dataclass(frozen=True, slots=True)
class PageWork:
    """Everything a worker needs: names of files, which it must have too, and the waivers."""

    rules: tuple[Path, ...]
    shop: Path | None
    waivers: Waivers
    today: date
    locales: tuple[Locale, ...]
    mercari_link: bool | None
    manner: Manner

    def judgement(self) -> Judgement:
        """The rules as the shop wants them, and what they are applied with. Raises ``RuleError``."""
        ruleset, shop = tailored_rules(self.rules, self.shop)
        return Judgement(ruleset, shop, self.waivers, self.today, self.locales, self.mercari_link)

    def start(self) -> Callable[[Target], Audited]:
        """As ``agent.runners.work.Work.start``. Raises ``StorageError`` as well."""
        for path in self.manner.states.values():
            require_private(path)
        return _Worker(self.judgement(), self.manner)


class _Worker:
    """A browser that is used by calls, one after the other, of one thread."""

    def __init__(self, judgement: Judgement, manner: Manner) -> None:
        self._loop = asyncio.new_event_loop()
        self._auditor, self._conditions = self._loop.run_until_complete(_opened(judgement, manner))

    def __call__(self, target: Target) -> Audited:
        audited = self._loop.run_until_complete(self._auditor.audit(target))
        return Audited(audited.model_dump_json(), *self._conditions)

    def close(self) -> None:
        """End the browser."""
        self._loop.run_until_complete(self._auditor.close())
        self._loop.close()


async def _opened(judgement: Judgement, manner: Manner) -> tuple[Auditor, tuple[str, str]]:
    # Here, because what belongs to an event loop is made while it runs.
    auditor = Auditor(judgement, manner)
    return auditor, await auditor.browser.conditions()
