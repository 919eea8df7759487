"""The routes of lessons, of what was kept of their runs, and of learners' progress."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from agent.server.bodies import answer, read_body, read_query
from agent.server.lesson_desk import stored
from agent.server.models import ProgressQuery, RecapQuery
from agent.server.policy import POLICY, RECAP_POLICY
from agent.server.refusals import RefusedError
from agent.server.route import Route
from agent.server.sessions import Role
from agent.server.settings import AGENT
from agent.server.strict_json import JsonError, decode
from agent.wire_console import LessonEntry, LessonList, ProgressList, Removed, RunList

if TYPE_CHECKING:
    from agent.lessons.progress import Outcome
    from agent.wire_console import RunEntry

_ROLES: frozenset[Role] = frozenset({"console", "cli"})
_STORE = {"503": "Busy, or the store cannot be read or written; the message names it and the remedy."}
_FORMS = {"html": ("text/html", "html"), "csv": ("text/csv", "csv")}
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
    removed = await stored(desk.read(lambda store: store.remove_lesson(name), False))  # noqa: FBT003 - none there
    desk.forget_lesson(name)
    return _removed(int(removed), "lesson", "no such lesson; GET /v1/lessons lists them")


async def list_runs(request: web.Request) -> web.Response:
    """The newest runs."""
    nothing: tuple[RunEntry, ...] = ()
    desk = request.app[AGENT].lessons
    return answer(RunList(runs=await stored(desk.read(lambda store: store.runs(), nothing))))


async def remove_run(request: web.Request) -> web.Response:
    """Forget what happened in a run."""
    agent, name = request.app[AGENT], request.match_info["id"]
    if agent.runs.is_on(name):
        raise RefusedError(409, "run-is-on", "this lesson is held now: finish it first")
    removed = await stored(agent.lessons.read(lambda store: store.remove_run(name), False))  # noqa: FBT003
    return _removed(int(removed), "run", "no such run; GET /v1/runs lists them")


async def recap(request: web.Request) -> web.Response:
    """What happened in a run, as a file to keep."""
    from agent.lessons.recap import recap_csv, recap_html, recap_name  # noqa: PLC0415 - charts and templates

    wanted = read_query(request, RecapQuery)
    agent, name = request.app[AGENT], request.match_info["id"]
    desk = agent.lessons
    told = await stored(desk.read(lambda store: store.run(name), None))
    if told is None:
        raise RefusedError(404, "run", "no such run; GET /v1/runs lists them")
    lesson = None if told.run.lesson is None else await stored(desk.lesson(told.run.lesson))
    names, texts, rules = wanted.names == "show", wanted.texts == "show", agent.settings.rules()
    if wanted.form == "html":
        write = partial(recap_html, told, lesson, wanted.locale, names=names, texts=texts, rules=rules)
    else:
        write = partial(recap_csv, told, wanted.locale, names=names, texts=texts, rules=rules)
    text = await asyncio.to_thread(write)
    media, ending = _FORMS[wanted.form]
    name = recap_name(told.run.id, told.run.started, ending)
    return web.Response(
        body=text.encode("utf-8"),
        content_type=media,
        charset="utf-8",
        headers={
            POLICY: RECAP_POLICY,
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


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
    agent, name = request.app[AGENT], request.match_info["learner"]
    if any(page.told is not None and page.told.run.learner == name for page in agent.pages):
        raise RefusedError(409, "run-is-on", "a lesson of this learner is held now: finish it first")
    removed = await stored(agent.lessons.read(lambda store: store.forget_learner(name), 0))
    return _removed(removed, "learner", "no run of that learner; GET /v1/progress names them")


def _removed(count: int, code: str, otherwise: str) -> web.Response:
    if count == 0:
        raise RefusedError(404, code, otherwise)
    return answer(Removed(removed=count))


LESSON_ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/v1/lessons",
        list_lessons,
        "List the lessons that are served as practice pages.",
        roles=_ROLES,
        response=LessonList,
        origins="either",
        refusals=_STORE,
    ),
    Route(
        "POST",
        "/v1/lessons",
        add_lesson,
        "Serve a lesson file as a practice page; the body is the file.",
        roles=_ROLES,
        body="lesson",
        response=LessonEntry,
        origins="either",
        refusals=_STORE,
    ),
    Route(
        "DELETE",
        "/v1/lessons/{id}",
        remove_lesson,
        "Serve a lesson no more; what was kept of its runs stays.",
        roles=_ROLES,
        response=Removed,
        origins="either",
        refusals={"404": "No such lesson.", "409": "Its practice page is open."} | _STORE,
    ),
    Route(
        "GET",
        "/v1/runs",
        list_runs,
        "List the runs of lessons, the newest first.",
        roles=_ROLES,
        response=RunList,
        origins="either",
        refusals=_STORE,
    ),
    Route(
        "DELETE",
        "/v1/runs/{id}",
        remove_run,
        "Forget a run.",
        roles=_ROLES,
        response=Removed,
        origins="either",
        refusals={"404": "No such run.", "409": "The lesson is held now."} | _STORE,
    ),
    Route(
        "GET",
        "/v1/runs/{id}/recap",
        recap,
        "What happened in a run, as a file to keep.",
        roles=_ROLES,
        query=RecapQuery,
        media=("text/html", "text/csv"),
        origins="either",
        refusals={"404": "No such run."} | _STORE,
    ),
    Route(
        "GET",
        "/v1/progress",
        tell_progress,
        "How every learner gets on, the weakest groups of rules first.",
        roles=_ROLES,
        query=ProgressQuery,
        response=ProgressList,
        origins="either",
        refusals=_STORE,
    ),
    Route(
        "DELETE",
        "/v1/progress/{learner}",
        forget_learner,
        "Forget every run of a learner.",
        roles=_ROLES,
        response=Removed,
        origins="either",
        refusals={"404": "No run of that learner.", "409": "A lesson of theirs is held now."} | _STORE,
    ),
)
