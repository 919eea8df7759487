"""Auditing many pages in one browser, a few at once; each is handed on when it is done."""

import asyncio
from collections.abc import Callable, Iterable

from agent.audit.auditor import Auditor
from agent.audit.target import Target
from agent.reports.run import AuditedTarget


async def audit_all(
    auditor: Auditor, targets: Iterable[Target], jobs: int, done: Callable[[AuditedTarget], None]
) -> None:
    """Audit every target, ``jobs`` at once; ``done`` gets each as it comes, in no particular order.

    Raises what ``done`` raises.
    """
    waiting = iter(targets)

    async def work() -> None:
        for target in waiting:
            done(await auditor.audit(target))

    tasks = [asyncio.ensure_future(work()) for _ in range(jobs)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
