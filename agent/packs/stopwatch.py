"""Holding users' rules to their time: what takes too long ends as that rule's ``error``, and no other's.

Processor time of the thread, not time on the wall: a busy machine is not the rule's fault.
"""

import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import islice

from agent.checks.base import Hit, Judge, Scene
from agent.packs import limits

Clock = Callable[[], float]
"""Seconds of processor time."""


class RuleTimedOutError(Exception):
    """The rule took longer on this listing than one of a user's may."""


@dataclass(slots=True)
class _Account:
    """What users' rules have taken of one listing's time so far."""

    texts: tuple[object, ...]
    clock: Clock
    spent: float = 0.0
    rule_began: float | None = None
    """``None`` while no rule runs."""
    served: set[tuple[int, str]] = field(default_factory=set)
    """Rule and platform: when one comes again, the listing is judged anew."""

    def is_for(self, scene: Scene, judge: Judge) -> bool:
        # The engine copies a listing for each platform that it is meant for; the copies share the texts.
        shared = all(mine is its for mine, its in zip(self.texts, _texts(scene), strict=True))
        return shared and (id(judge), scene.listing.platform) not in self.served


_account: ContextVar[_Account | None] = ContextVar("account", default=None)


def _texts(scene: Scene) -> tuple[object, ...]:
    listing = scene.listing
    return listing.title, listing.bullets, listing.description, listing.search_terms


def check() -> None:
    """Called before each piece of work. Raises ``RuleTimedOutError`` when the time is used up."""
    account = _account.get()
    if account is None or account.rule_began is None:
        return
    taken = account.clock() - account.rule_began
    if taken > limits.RULE_SECONDS or account.spent + taken > limits.PACK_SECONDS:
        raise RuleTimedOutError


def held(judge: Judge, clock: Clock = time.thread_time) -> Judge:
    """``judge`` within its time and its number of hits."""

    def run(scene: Scene) -> Iterator[Hit]:
        account = _account.get()
        if account is None or not account.is_for(scene, judge):
            account = _Account(_texts(scene), clock)
            _account.set(account)
        account.served.add((id(judge), scene.listing.platform))
        account.rule_began = began = clock()
        try:
            check()
            hits = list(islice(judge(scene), limits.HITS_A_RULE))
        finally:
            account.spent += clock() - began
            account.rule_began = None
        yield from hits

    return run
