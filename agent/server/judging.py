"""Running the engine for the server: off the event loop, one listing at a time, under a deadline."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from agent import engine
from agent.annotate import annotate
from agent.bound import RuleSet
from agent.fingerprint import SAID, Marked, mark
from agent.listing import Listing
from agent.picture import ImageFacts
from agent.report import Phase, Report
from agent.shop import Shop, tailor
from agent.text import markup
from agent.waiver_words import noted, told
from agent.waivers import Applied, Waivers, apply
from agent.wire import Annotation, WaivedHere
from agent.wire_parts import Locale

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
    waived: tuple[WaivedHere, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of a listing, as a waiver is made of it."""

    marked: Marked
    listing: Listing
    """With what the shop's settings add to it."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """The report on a listing as it is, and what the waivers leave of it."""

    ruleset: RuleSet
    listing: Listing
    report: Report
    applied: Applied | None
    """``None`` without any waivers: then nothing of them costs time."""

    @property
    def left(self) -> Report:
        return self.report if self.applied is None else self.applied.report


_NO_SETTINGS = Shop()
Facts = Mapping[str, ImageFacts]
"""What is known of images, by digest."""
Result = TypeVar("Result")

Judge = Callable[[Listing, Facts, Locale, str | None], Awaitable[Verdict]]
"""Judges a listing, given its page's address if any. Tests put slow and failing ones in its place."""


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

    @property
    def ruleset(self) -> RuleSet:
        """The rules of now, as the shop wants them."""
        return self._ruleset

    async def __call__(
        self, listing: Listing, facts: Facts, locale: Locale, address: str | None = None
    ) -> Verdict:
        """Judge one listing. Raises ``JudgeBusyError``."""
        return await self._run(partial(self._judge, listing, _named(listing, facts), locale, address))

    async def find(
        self, listing: Listing, facts: Facts, address: str | None, annotation: str
    ) -> Found | None:
        """The finding that has the annotation of this id now; raises as judging does."""
        return await self._run(partial(self._find, listing, _named(listing, facts), address, annotation))

    async def _run(self, task: Callable[[], Result]) -> Result:
        if self._waiting >= MAX_WAITING:
            raise JudgeBusyError
        self._waiting += 1
        executor = self._executor
        future = executor.submit(task)
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

    def _judge(self, listing: Listing, facts: Facts, locale: Locale, address: str | None) -> Verdict:
        judged = self._judged(listing, facts, address)
        report, applied = judged.left, judged.applied
        annotations = annotate(report, judged.ruleset, judged.listing, locale)
        return Verdict(
            report.phase,
            report.ruleset,
            report.count("pass"),
            report.count("inapplicable"),
            annotations if applied is None else noted(annotations, applied, locale),
            () if applied is None else told(applied, judged.ruleset, locale),
        )

    def _find(self, listing: Listing, facts: Facts, address: str | None, annotation: str) -> Found | None:
        judged = self._judged(listing, facts, address)
        said = [finding for finding in judged.left.findings if finding.outcome in SAID]
        annotations = annotate(judged.left, judged.ruleset, judged.listing, "en")
        pairs = zip(said, annotations, strict=True)
        wanted = next((finding for finding, one in pairs if one.id == annotation), None)
        marked = mark(judged.report, judged.listing)  # whole: equal findings are counted
        return next((Found(one, judged.listing) for one in marked if one.finding is wanted), None)

    def _judged(self, listing: Listing, facts: Facts, address: str | None) -> _Judged:
        ruleset, today = self._ruleset, self._today()
        listing = self._shop.complete(listing)
        report = engine.run(ruleset, listing, facts, today)
        waivers = self._waivers()
        applied = apply(waivers, report, listing, today, address) if waivers.waivers else None
        return _Judged(ruleset, listing, report, applied)


def _named(listing: Listing, facts: Facts) -> Facts:
    """Only what this listing names: the cache goes on changing in the loop's thread."""
    named = {image.digest for image in listing.images or () if image.digest in facts}
    return {digest: facts[digest] for digest in named if digest is not None}


def _one_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="judge")
