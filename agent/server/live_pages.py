"""Every page that a paired browser shows now: what it was judged to be, and what a lesson has it show.

A page is known to the outside by an id of our own, and is driven through its own extension's socket only.
"""

import asyncio
import hashlib
import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel

from agent.lessons.run import Told
from agent.listing import Listing
from agent.report import Phase
from agent.server.judging import Verdict
from agent.server.limits import Budget
from agent.wire import Annotation, Audit
from agent.wire_console import Direct
from agent.wire_lesson import PointerState, SpotlightState, Stage
from agent.wire_parts import Locale

if TYPE_CHECKING:
    from agent.lessons.lesson import Lesson
    from agent.server.asked import Asked

_REMEMBERED = 8
"""Revisions of a page whose texts are kept: a learner points at what was there a moment ago."""


class Link(Protocol):
    """The socket of a page's extension."""

    def put(self, message: BaseModel) -> None:
        """Send without waiting."""


class Listener(Protocol):
    """Who is told of pages: a console."""

    def page_changed(self, page: "LivePage") -> None:
        """Something of the page changed, or it is new."""

    def page_gone(self, page: "LivePage") -> None:
        """The page was closed."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict on a page."""

    audit: Audit
    """As the page was read."""
    listing: Listing
    """As it was judged: on a practice page, with what that cannot show."""
    verdict: Verdict
    lesson: "Lesson | None"
    """Whose practice page it is."""


@dataclass(slots=True, eq=False)
class LivePage:
    """One page, from its first verdict until it is closed."""

    id: str
    number: int
    client: str
    browser: str
    judged: Judged
    link: Link | None
    """``None`` while its browser is not connected."""
    recent: dict[int, Listing] = field(default_factory=dict)
    """The newest revisions as read."""
    said: dict[Locale, tuple[Verdict, tuple[Annotation, ...]]] = field(default_factory=dict)
    """Findings in a console's language, each with the verdict that they are of."""
    direct: Direct = field(init=False)
    lost: bool = False
    """The spotlight's finding is not there any more; it does not come back by itself."""
    spotlight_state: SpotlightState = "none"
    pointer_state: PointerState = "none"
    learner: str = ""
    told: Told | None = None
    """The run that is on."""
    resumed: bool = False
    """It was looked up whether a run was on before the agent or the browser went away."""
    key_phase: Phase = "read"
    """Of the verdict that the run's key was taken of."""
    asked: "Asked | None" = None
    stage: Stage | None = None
    """As it was sent last on this socket."""
    stage_number: int = field(default_factory=lambda: time.time_ns() // 1_000_000)
    """Grows over a restart of the agent, too: pages drop what is older."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a message about this page's lesson is settled: one after the other."""
    unsettled: int = 0
    leaving: asyncio.TimerHandle | None = None

    def __post_init__(self) -> None:
        self.direct = Direct(page=self.id, mode="normal")

    @property
    def name(self) -> str:
        """The page's id in its extension."""
        return self.judged.audit.page

    @property
    def annotations(self) -> Mapping[str, Annotation]:
        """The newest report's, by id, in the page's order."""
        return {one.id: one for one in self.judged.verdict.annotations}


class LivePages:
    """All live pages.

    Args:
        budget: how many, and how long one may be away.

    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._pages: dict[str, LivePage] = {}
        self._listeners: set[Listener] = set()

    def __iter__(self) -> Iterator[LivePage]:
        """The oldest first."""
        return iter(list(self._pages.values()))

    def named(self, page_id: str) -> LivePage | None:
        """The page that the outside calls so."""
        return self._pages.get(page_id)

    def of(self, link: Link, client: str, name: str) -> LivePage | None:
        """The page that this socket has had judged under that name, and nobody else's."""
        page = self._pages.get(_outside(client, name))
        return page if page is not None and page.link is link else None

    def take(self, link: Link, client: str, browser: Callable[[], str], judged: Judged) -> LivePage:
        """Keep a verdict; the page that it is of."""
        page_id = _outside(client, judged.audit.page)
        page = self._pages.get(page_id)
        if page is None:
            self._make_room()
            page = LivePage(page_id, self._free_number(), client, browser(), judged, link)
            self._pages[page_id] = page
        page.judged = judged
        page.recent.pop(judged.audit.revision, None)
        page.recent[judged.audit.revision] = judged.audit.listing
        while len(page.recent) > _REMEMBERED:
            del page.recent[next(iter(page.recent))]
        if page.link is not link:
            page.link, page.stage = link, None  # what the new socket shows is not known
        self._stay(page)
        return page

    def drop(self, link: Link) -> None:
        """A socket closed; its pages have a while to come back on another."""
        loop = asyncio.get_running_loop()
        for page in self:
            if page.link is link:
                page.link = None
                page.leaving = loop.call_later(self._budget.page_return_seconds, self.remove, page)
                self.changed(page)

    def remove(self, page: LivePage) -> None:
        """The page was closed."""
        if self._pages.get(page.id) is not page:
            return
        self._stay(page)
        page.link = None
        del self._pages[page.id]
        for listener in list(self._listeners):
            listener.page_gone(page)

    def clear(self) -> None:
        """The agent stops."""
        for page in self:
            self._stay(page)
        self._listeners.clear()

    def tell(self, listener: Listener) -> None:
        """Tell it of every change from now on."""
        self._listeners.add(listener)

    def untell(self, listener: Listener) -> None:
        """Tell it no more."""
        self._listeners.discard(listener)

    def changed(self, page: LivePage) -> None:
        """Tell whoever wants to know."""
        if self._pages.get(page.id) is page:
            for listener in list(self._listeners):
                listener.page_changed(page)

    def _make_room(self) -> None:
        if len(self._pages) >= self._budget.live_pages:
            idle = next((page for page in self if page.told is None), next(iter(self)))
            self.remove(idle)

    def _free_number(self) -> int:
        taken = {page.number for page in self}
        return next(number for number in itertools.count(1) if number not in taken)

    @staticmethod
    def _stay(page: LivePage) -> None:
        if page.leaving is not None:
            page.leaving.cancel()
            page.leaving = None


def _outside(client: str, name: str) -> str:
    """Unique to the browser and its page, the same after a restart, and telling neither."""
    return hashlib.sha256(f"{client}\n{name}".encode()).hexdigest()[:32]
