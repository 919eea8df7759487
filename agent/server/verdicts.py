"""Asking the judge on behalf of a route or a socket: with the facts known of images, under the deadline."""

import asyncio

from agent.listing import Listing
from agent.server.judging import Verdict
from agent.server.settings import Agent
from agent.wire import Locale


async def judge_within_deadline(agent: Agent, listing: Listing, locale: Locale) -> Verdict:
    """One verdict. Raises ``TimeoutError``, ``JudgeBusyError``, or what the judge raised."""
    async with asyncio.timeout(agent.budget.judge_seconds):
        return await agent.judge(listing, agent.images.facts, locale)
