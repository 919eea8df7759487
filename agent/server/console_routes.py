"""The routes of the trainer's console (page and files, codes and sessions, socket) and of practice pages."""

import asyncio

import structlog
from aiohttp import web

from agent.server.bodies import answer, read_request
from agent.server.console_socket import serve_console
from agent.server.models import Revoked
from agent.server.policy import POLICY, console_policy
from agent.server.practice import practice_file, practice_page
from agent.server.refusals import RefusedError
from agent.server.route import Route
from agent.server.settings import AGENT
from agent.server.state import StateError
from agent.wire_console import ConsoleOffer, ConsoleRequest, ConsoleSession

PAGE = "console.html"
_MEDIA = ("text/javascript", "text/css", "image/svg+xml")
_NO_FILE = "No such file."
log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def console_page(request: web.Request) -> web.Response:
    """The console. Whoever opens it sees nothing before it has a session."""
    agent = request.app[AGENT]
    page = agent.own_files.console.answer(PAGE)
    page.headers[POLICY] = console_policy(agent.settings.port)
    return page


async def console_file(request: web.Request) -> web.Response:
    """A script, style or picture of the console."""
    return request.app[AGENT].own_files.console.answer(request.match_info["file"])


async def offer_console(request: web.Request) -> web.Response:
    """A new one-time code; an earlier one is void."""
    agent = request.app[AGENT]
    code = agent.console_codes.issue()
    return answer(ConsoleOffer(code=code, seconds=int(agent.budget.console_code_seconds)))


async def open_console(request: web.Request) -> web.Response:
    """A session for a one-time code."""
    agent = request.app[AGENT]
    wanted = await read_request(request, ConsoleRequest)
    if not agent.console_codes.redeem(wanted.code):
        await asyncio.sleep(agent.console_brake.failed())
        raise RefusedError(
            403, "console-code", "this code is used, too old or wrong: run `tenken console` again"
        )
    try:
        token = agent.consoles.open()
    except StateError as error:
        log.error("state.unwritable", reason=str(error))  # noqa: TRY400 - the text says all
        raise RefusedError(503, "state", "the agent cannot store the session; see its log") from None
    log.info("console.opened")
    return answer(ConsoleSession(token=token))


async def revoke_consoles(request: web.Request) -> web.Response:
    """Void every session and close its sockets."""
    try:
        return answer(Revoked(revoked=request.app[AGENT].consoles.revoke_all()))
    except StateError as error:
        log.error("state.unwritable", reason=str(error))  # noqa: TRY400 - the text says all
        words = (
            "revoked until the agent starts again: the state directory cannot be written; see the agent's log"
        )
        raise RefusedError(503, "state", words) from None


CONSOLE_ROUTES: tuple[Route, ...] = (
    Route(
        "GET",
        "/console",
        console_page,
        "The trainer's console; `tenken console` opens it.",
        media=("text/html",),
        origins="either",
        page=True,
        refusals={"404": _NO_FILE},
    ),
    Route(
        "GET",
        "/console/{file}",
        console_file,
        "A file of the console.",
        media=_MEDIA,
        origins="either",
        refusals={"404": _NO_FILE},
    ),
    Route(
        "POST",
        "/v1/console/codes",
        offer_console,
        "Make a one-time code that opens the console.",
        roles=frozenset({"cli"}),
        response=ConsoleOffer,
    ),
    Route(
        "POST",
        "/v1/console/sessions",
        open_console,
        "Exchange a one-time code for the console's bearer; only from the console itself.",
        body="json",
        request=ConsoleRequest,
        response=ConsoleSession,
        origins="own",
        refusals={"403": "Another Origin, or the code is used, too old or wrong."},
    ),
    Route(
        "DELETE",
        "/v1/console/sessions",
        revoke_consoles,
        "Revoke every console; its sockets close at once.",
        roles=frozenset({"cli"}),
        response=Revoked,
    ),
    Route(
        "GET",
        "/v1/console/ws",
        serve_console,
        "WebSocket of the console; its first message has the bearer.",
        origins="own",
        socket=True,
    ),
    Route(
        "GET",
        "/practice/{lesson}",
        practice_page,
        "The practice page of a lesson.",
        media=("text/html",),
        origins="either",
        refusals={"404": "No such lesson.", "503": "The store cannot be read."},
    ),
    Route(
        "GET",
        "/practice/files/{file}",
        practice_file,
        "A file of practice pages.",
        media=_MEDIA,
        origins="either",
        refusals={"404": _NO_FILE},
    ),
)
