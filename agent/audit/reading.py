"""Opening a page and reading it: waits for what it shows, follows where it leads, says what was seen."""

import json
import re
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, TypeVar

from playwright.async_api import Error, Page, Response, TimeoutError as LateError

from agent.audit.browser import Tab
from agent.audit.outcome import Seen
from agent.audit.world import World, WorldError

T = TypeVar("T")
_MOST_DOCUMENTS = 5
"""A page that leads on more often than this is going in circles."""


class ReadingError(Exception):
    """The page could not be opened or read; says why in a line. Another try may succeed."""


async def read(tab: Tab, url: str, seconds: float, *, still: bool) -> Seen:
    """Go to ``url`` and read what is there within ``seconds``. Raises ``ReadingError``.

    ``still``: the page's own scripts do not run, so that it is what it is once it is loaded.
    """
    page, world = tab.page, tab.world
    end = monotonic() + seconds
    statuses: list[int] = []

    def note(answer: Response) -> None:
        if _leads(answer, page):
            statuses.append(answer.status)

    page.on("response", note)
    try:
        await _open(page, url, seconds)
        answer = await _in_each_document(world, page, end, lambda: _settle(world, end, still=still))
    finally:
        page.remove_listener("response", note)
    return Seen(
        status=statuses[-1] if statuses else None,
        url=answer["url"],
        draft=answer["draft"],
        fullness=answer["fullness"],
        password=answer["password"],
        robot=answer["robot"],
        failed=answer["failed"],
        in_time=answer["in_time"],
    )


async def _open(page: Page, url: str, seconds: float) -> None:
    try:
        await page.goto(url, wait_until="domcontentloaded", timeout=seconds * 1000)
    except LateError as error:
        msg = f"the page did not answer within {seconds:g} s"
        raise ReadingError(msg) from error
    except Error as error:
        raise ReadingError(_said(error)) from error


def _leads(answer: Response, page: Page) -> bool:
    request = answer.request
    try:
        return request.is_navigation_request() and request.frame == page.main_frame
    except Error:
        return False  # the frame is not there yet


async def _settle(world: World, end: float, *, still: bool) -> dict[str, Any]:
    left = max(0, int((end - monotonic()) * 1000))
    in_time = await world.run(f"tenkenAudit.settled({json.dumps(still)}, {left})")
    seen: dict[str, Any] = await world.run("tenkenAudit.seen()")
    return {**seen, "in_time": in_time}


async def _in_each_document(world: World, page: Page, end: float, ask: Callable[[], Awaitable[T]]) -> T:
    """What ``ask`` says in the document that stays: one that leads on takes the world with it."""
    for _ in range(_MOST_DOCUMENTS):
        try:
            await world.inject()
            return await ask()
        except (WorldError, Error) as error:
            if page.is_closed() or monotonic() > end:
                raise ReadingError(_said(error)) from error
            reason = error
            try:
                await page.wait_for_load_state("domcontentloaded", timeout=max(1, (end - monotonic()) * 1000))
            except Error as late:
                raise ReadingError(_said(late)) from late
    raise ReadingError(_said(reason))


def _said(error: Exception) -> str:
    line = str(error).partition("\n")[0]
    for noise in ("Page.goto: ", "Protocol error ", "CDPSession.send: "):
        line = line.replace(noise, "")
    return without_addresses(line)


def without_addresses(line: str) -> str:
    """``line`` without the addresses that the browser puts into its complaints: they may sign in."""
    return re.sub(r"(?: at)? [\"'(]?https?://\S+", "", line)
