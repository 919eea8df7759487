"""Sending a page what it shows of a lesson, and no more often than that changes."""

from agent.server.live_pages import LivePage
from agent.server.stages import stage_of
from agent.wire_lesson import Answered, Attempted, Stage
from agent.wire_parts import MOST_REVISION

_ADDRESS = {"page", "number"}
_NOTHING = Stage(page="-", number=0, mode="normal").model_dump(exclude=_ADDRESS)


def show(page: LivePage) -> None:
    """Send the page all that it shows now."""
    page.stage_number = min(page.stage_number + 1, MOST_REVISION)  # a page takes an equal number, too
    page.stage = stage_of(page)
    put(page, page.stage)


def show_news(page: LivePage) -> None:
    """The same where it differs from what was sent last; a page that never had a lesson is sent nothing."""
    last = _NOTHING if page.stage is None else page.stage.model_dump(exclude=_ADDRESS)
    if stage_of(page).model_dump(exclude=_ADDRESS) != last:
        show(page)


def put(page: LivePage, message: Stage | Attempted | Answered) -> None:
    """Send the page a message, if its browser is connected."""
    if page.link is not None:
        page.link.put(message)
