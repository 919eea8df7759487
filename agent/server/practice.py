"""Practice pages: a lesson served as a page, and known again by its address when that page is judged."""

import asyncio
import re
from typing import TYPE_CHECKING

from aiohttp import web

from agent.listing import Listing
from agent.server.lesson_desk import stored
from agent.server.policy import POLICY, PRACTICE_POLICY
from agent.server.refusals import RefusedError
from agent.server.settings import AGENT, Agent

if TYPE_CHECKING:
    from agent.lessons.lesson import Lesson

PATH = "/practice/"
_LESSON_ID = re.compile(r"[A-Za-z0-9_-]{22}")


async def lesson_at(agent: Agent, address: str | None) -> "Lesson | None":
    """Whose practice page has that address. Raises ``StoreError``."""
    name = (address or "").removeprefix(f"http://{agent.host}{PATH}")
    return await agent.lessons.lesson(name) if _LESSON_ID.fullmatch(name) else None


def completed(lesson: "Lesson", read: Listing) -> Listing:
    """What was read of a practice page, with what that cannot show."""
    from agent.lessons import lesson as lessons  # noqa: PLC0415 - only where there is a lesson

    return lessons.completed(lesson, read)


async def practice_page(request: web.Request) -> web.Response:
    """The listing of a lesson as a form to practise on; it holds no answers."""
    name = request.match_info["lesson"]
    lesson = None
    if _LESSON_ID.fullmatch(name):
        lesson = await stored(request.app[AGENT].lessons.lesson(name))
    if lesson is None:
        raise RefusedError(404, "lesson", "no such lesson; `tenken lesson open FILE` gives it to this agent")
    from agent.lessons.practice_page import render  # noqa: PLC0415 - only where there is a lesson

    page = await asyncio.to_thread(render, lesson)
    return web.Response(text=page, content_type="text/html", headers={POLICY: PRACTICE_POLICY})


async def practice_file(request: web.Request) -> web.Response:
    """A style or script of practice pages."""
    return request.app[AGENT].own_files.practice.answer(request.match_info["file"])
