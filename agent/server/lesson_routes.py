"""The routes of lessons and of learners' progress; those of runs are in ``run_routes.py``."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from agent.server.bodies import answer, read_body, read_query
from agent.server.lesson_desk import stored
from agent.server.models import ProgressQuery
from agent.server.refusals import RefusedError
from agent.server.route import Route
from agent.server.run_routes import ROLES, RUN_ROUTES, STORE, removed
from agent.server.settings import AGENT
from agent.server.strict_json import JsonError, decode
from agent.wire_console import LessonEntry, LessonList, ProgressList, Removed

if TYPE_CHECKING:
    from agent.lessons.progress import Outcome

_NOBODY = "no run of that learner; GET /v1/progress names them"
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def list_lessons(request: web.Request) -> web.Response:
    """Every lesson that is served as a practice page."""
    nothing: tuple[LessonEntry, ...] = ()
    desk = request.app[AGENT].lessons
    return answer(LessonList(lessons=await stored(desk.read(lambda store: store.lessons(), nothing))))


async def add_lesson(request: web.Request) -> web.Response:
    """Serve a lesson file as a practice page; one of the same id is replaced."""
    from agent.lessons.lesson import LessonError, read_lesson  # noqa: PLC0415 - only where there is one

    agent = request.app[AGENT]
    agent.uploads_now += 1
    try:
        content = await read_body(request)
        try:
            decode(content)
            lesson = await asyncio.to_thread(read_lesson, content)
        except JsonError as error:
            raise RefusedError(400, "json", str(error)) from None
        except LessonError as error:
            raise RefusedError(422, "lesson", str(error)) from None
        desk = agent.lessons
        await stored(desk.write(lambda store: store.add_lesson(lesson)))
        desk.forget_lesson(lesson.id)
        entries = await stored(desk.write(lambda store: store.lessons()))
    finally:
        agent.uploads_now -= 1
    log.info("lesson.added", id=lesson.id, faults=len(lesson.planted))
    return answer(next(entry for entry in entries if entry.id == lesson.id))


async def remove_lesson(request: web.Request) -> web.Response:
    """Serve it no more; its runs stay."""
    agent, name = request.app[AGENT], request.match_info["id"]
    if any(page.judged.lesson is not None and page.judged.lesson.id == name for page in agent.pages):
        # What its page cannot show would be missing from then on, and be told as a fault.
        raise RefusedError(409, "lesson-is-open", "its practice page is open: close it first")
    desk = agent.lessons
    was_there = await stored(desk.read(lambda store: store.remove_lesson(name), False))  # noqa: FBT003 - none there
    desk.forget_lesson(name)
    return removed(int(was_there), "lesson", "no such lesson; GET /v1/lessons lists them")


async def tell_progress(request: web.Request) -> web.Response:
    """How every learner gets on, the weakest groups first."""
    from agent.lessons.progress import progress  # noqa: PLC0415 - only where there were lessons

    wanted = read_query(request, ProgressQuery)
    nothing: tuple[Outcome, ...] = ()
    desk = request.app[AGENT].lessons
    outcomes = await stored(desk.read(lambda store: store.outcomes(), nothing))
    return answer(await asyncio.to_thread(progress, outcomes, datetime.now(UTC), wanted.locale))


async def forget_learner(request: web.Request) -> web.Response:
    """Forget every run of a learner."""
    from agent.lessons.progress import plain_name  # noqa: PLC0415 - as above

    agent, name = request.app[AGENT], plain_name(request.match_info["learner"])
    if not name:  # runs without one are removed one by one
        raise RefusedError(404, "learner", _NOBODY)
    held = [page.told.run.learner for page in agent.pages if page.told is not None]
    if name in map(plain_name, held):
        raise RefusedError(409, "run-is-on", "a lesson of this learner is held now: finish it first")
    count = await stored(agent.lessons.read(lambda store: store.forget_learner(name), 0))
    return removed(count, "learner", _NOBODY)


LESSON_ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/v1/lessons",
        list_lessons,
        "List the lessons that are served as practice pages.",
        roles=ROLES,
        response=LessonList,
        origins="either",
        refusals=STORE,
    ),
    Route(
        "POST",
        "/v1/lessons",
        add_lesson,
        "Serve a lesson file as a practice page; the body is the file.",
        roles=ROLES,
        body="lesson",
        response=LessonEntry,
        origins="either",
        refusals=STORE,
    ),
    Route(
        "DELETE",
        "/v1/lessons/{id}",
        remove_lesson,
        "Serve a lesson no more; what was kept of its runs stays.",
        roles=ROLES,
        response=Removed,
        origins="either",
        refusals={"404": "No such lesson.", "409": "Its practice page is open."} | STORE,
    ),
    *RUN_ROUTES,
    Route(
        "GET",
        "/v1/progress",
        tell_progress,
        "How every learner gets on, the weakest groups of rules first.",
        roles=ROLES,
        query=ProgressQuery,
        response=ProgressList,
        origins="either",
        refusals=STORE,
    ),
    Route(
        "DELETE",
        "/v1/progress/{learner}",
        forget_learner,
        "Forget every run of a learner.",
        roles=ROLES,
        response=Removed,
        origins="either",
        refusals={"404": "No run of that learner.", "409": "A lesson of theirs is held now."} | STORE,
    ),
)
