"""The routes of the runs that were kept: listed, finished, forgotten, and told as recaps."""

import asyncio
from datetime import UTC, datetime
from functools import partial

import structlog
from aiohttp import web

from agent.server.bodies import answer, read_query
from agent.server.lesson_desk import stored
from agent.server.models import RecapQuery
from agent.server.policy import POLICY, RECAP_POLICY
from agent.server.refusals import RefusedError
from agent.server.route import Route
from agent.server.sessions import Role
from agent.server.settings import AGENT
from agent.wire_console import Removed, RunEntry, RunList

ROLES: frozenset[Role] = frozenset({"console", "cli"})
"""Who may use what was kept of lessons."""
STORE = {"503": "Busy, or the store cannot be read or written; the message names it and the remedy."}
_NO_RUN = "no such run; GET /v1/runs and `tenken lesson runs` list the newest"
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def list_runs(request: web.Request) -> web.Response:
    """The newest runs."""
    nothing: tuple[RunEntry, ...] = ()
    desk = request.app[AGENT].lessons
    return answer(RunList(runs=await stored(desk.read(lambda store: store.runs(), nothing))))


async def end_run(request: web.Request) -> web.Response:
    """Finish a run whose page was closed: nobody can do so there."""
    agent, name = request.app[AGENT], request.match_info["id"]
    if agent.runs.is_on(name):
        raise RefusedError(409, "run-is-on", "this lesson is held now: finish it at its page")
    now = datetime.now(UTC)
    entry = await stored(agent.lessons.read(lambda store: store.finish(name, now), None))
    if entry is None:
        raise RefusedError(404, "run", _NO_RUN)
    log.info("lesson.ended", run=name)
    return answer(entry)


async def remove_run(request: web.Request) -> web.Response:
    """Forget what happened in a run."""
    agent, name = request.app[AGENT], request.match_info["id"]
    if agent.runs.is_on(name):
        raise RefusedError(409, "run-is-on", "this lesson is held now: finish it first")
    was_there = await stored(agent.lessons.read(lambda store: store.remove_run(name), False))  # noqa: FBT003
    return removed(int(was_there), "run", _NO_RUN)


async def recap(request: web.Request) -> web.Response:
    """What happened in a run, as a file to keep."""
    from agent.lessons.recap import recap_file  # noqa: PLC0415 - charts and templates

    wanted = read_query(request, RecapQuery)
    agent, name = request.app[AGENT], request.match_info["id"]
    desk = agent.lessons
    told = await stored(desk.read(lambda store: store.run(name), None))
    if told is None:
        raise RefusedError(404, "run", _NO_RUN)
    lesson = None if told.run.lesson is None else await stored(desk.lesson(told.run.lesson))
    names, texts, rules = wanted.names == "show", wanted.texts == "show", agent.settings.rules()
    write = partial(
        recap_file, told, lesson, wanted.form, wanted.locale, names=names, texts=texts, rules=rules
    )
    name, content = await asyncio.to_thread(write)
    return web.Response(
        body=content,
        content_type=f"text/{wanted.form}",
        charset="utf-8",
        headers={
            POLICY: RECAP_POLICY,
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )


def removed(count: int, code: str, otherwise: str) -> web.Response:
    """How many were removed; 404 with ``code`` and the words ``otherwise`` where none was there."""
    if count == 0:
        raise RefusedError(404, code, otherwise)
    return answer(Removed(removed=count))


RUN_ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/v1/runs",
        list_runs,
        "List the runs of lessons, the newest first.",
        roles=ROLES,
        response=RunList,
        origins="either",
        refusals=STORE,
    ),
    Route(
        "POST",
        "/v1/runs/{id}/end",
        end_run,
        "Finish a run whose page was closed; one that is over stays as it is.",
        roles=ROLES,
        response=RunEntry,
        origins="either",
        refusals={"404": "No such run.", "409": "The lesson is held now."} | STORE,
    ),
    Route(
        "DELETE",
        "/v1/runs/{id}",
        remove_run,
        "Forget a run.",
        roles=ROLES,
        response=Removed,
        origins="either",
        refusals={"404": "No such run.", "409": "The lesson is held now."} | STORE,
    ),
    Route(
        "GET",
        "/v1/runs/{id}/recap",
        recap,
        "What happened in a run, as a file to keep.",
        roles=ROLES,
        query=RecapQuery,
        media=("text/html", "text/csv"),
        origins="either",
        refusals={"404": "No such run."} | STORE,
    ),
)
