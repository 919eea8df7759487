"""Asking the judge on behalf of a route or a socket: with the facts known of images, under the deadline."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from agent.server.judging import Found, JudgeBusyError
from agent.server.refusals import RETRY, RefusedError
from agent.server.settings import Agent
from agent.server.waiver_desk import Find
from agent.wire_http import WaiverQuestion


async def find_within_deadline(agent: Agent, find: Find, wanted: WaiverQuestion) -> Found | None:
    """The finding that a waiver is asked for. Raises as ``Agent.verdict`` does."""
    async with asyncio.timeout(agent.budget.judge_seconds):
        return await find(wanted.listing, agent.images.facts, wanted.address, wanted.finding)


@contextmanager
def refusing() -> Iterator[None]:
    """Answers a route's request whose listing could not be judged now."""
    try:
        yield
    except JudgeBusyError:
        raise RefusedError(503, "busy", "too many listings at once; wait a second", RETRY) from None
    except TimeoutError:
        raise RefusedError(504, "timed-out", "the rules took too long on this listing") from None
