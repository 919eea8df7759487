"""Running the engine for the server: off the event loop, one listing at a time, under a deadline."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

from agent import engine
from agent.annotate import annotate
from agent.bound import RuleSet
from agent.listing import Listing
from agent.picture import ImageFacts
from agent.report import Phase
from agent.shop import Shop, tailor
from agent.text import markup
from agent.waivers import Waivers, apply
from agent.wire import Annotation, Locale

MAX_WAITING = 256
"""Listings waiting for the engine; at some milliseconds each they are done within the deadline."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the engine says of one listing, in the reader's language."""

    phase: Phase
    ruleset: str
    passed: int
    inapplicable: int
    annotations: tuple[Annotation, ...]


_NO_SETTINGS = Shop()

Judge = Callable[[Listing, Mapping[str, ImageFacts], Locale], Awaitable[Verdict]]
"""Judges a listing by the facts known of images, by digest. Tests put slow and failing ones in its place."""


class JudgeBusyError(Exception):
    """Too many listings are waiting; try again later."""


class EngineJudge:
    """The real ``Judge``.

    A thread, although a listing takes only milliseconds and the GIL is shared: a text at the size limit
    takes longer, and the loop must go on answering pings and handshakes, whose deadlines are short.
    One worker, because more would only take turns on the GIL.
    """

    def __init__(
        self,
        ruleset: RuleSet,
        today: Callable[[], date],
        shop: Shop = _NO_SETTINGS,
        waivers: Callable[[], Waivers] = Waivers,
    ) -> None:
        self._shop = shop
        self._waivers = waivers
        self._ruleset = tailor(ruleset, shop)
        self._today = today
        self._executor = _one_thread()
        self._waiting = 0

    async def __call__(self, listing: Listing, facts: Mapping[str, ImageFacts], locale: Locale) -> Verdict:
        """Judge one listing. Raises ``JudgeBusyError``."""
        if self._waiting >= MAX_WAITING:
            raise JudgeBusyError
        # Only what this listing names: the cache goes on changing in the loop's thread.
        named = {image.digest for image in listing.images or () if image.digest in facts}
        known = {digest: facts[digest] for digest in named if digest is not None}
        self._waiting += 1
        executor = self._executor
        future = executor.submit(self._judge, listing, known, locale)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if future.running() and executor is self._executor:
                # Past its deadline, and a thread cannot be stopped: the next listings get another one.
                self._executor = _one_thread()
                executor.shutdown(wait=False)
            raise
        finally:
            self._waiting -= 1

    def prepare(self) -> None:
        """Once the agent is ready: have imported what only some listings need, before one comes."""
        self._executor.submit(markup.prepare)

    def use(self, ruleset: RuleSet) -> None:
        """Judge by these rules from the next listing on; one that is being judged ends by the old ones."""
        self._ruleset = tailor(ruleset, self._shop)

    def close(self) -> None:
        """Let go of the thread."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _judge(self, listing: Listing, facts: Mapping[str, ImageFacts], locale: Locale) -> Verdict:
        ruleset = self._ruleset
        listing = self._shop.complete(listing)
        today = self._today()
        report = engine.run(ruleset, listing, facts, today)
        if (waivers := self._waivers()).waivers:
            report = apply(waivers, report, listing, today).report
        return Verdict(
            report.phase,
            report.ruleset,
            report.count("pass"),
            report.count("inapplicable"),
            annotate(report, ruleset, listing, locale),
        )


def _one_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="judge")
