"""The HTTP routes that set waivers and take them back. They keep nothing: a listing is judged each time."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from aiohttp import web

from agent.annotate import say
from agent.rules.ruleset import RuleError
from agent.server.bodies import answer, read_request
from agent.server.judging import Found
from agent.server.refusals import RefusedError
from agent.server.route import Route
from agent.server.settings import AGENT, Agent
from agent.server.verdicts import find_within_deadline, refusing
from agent.server.waiver_desk import WaiverDesk, user
from agent.waiver_words import Choice, choices, reach
from agent.wire_http import (
    WaiverChoice,
    WaiverChoices,
    WaiverQuestion,
    WaiverRemoved,
    WaiverRequest,
    WaiverSaved,
)

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
_NO_FILE = "This agent keeps no waivers."
_GONE = "The finding is not in the listing (any more), or the scope is not one of its own."
_UNWRITTEN = "The file cannot be read or written; the message names file and line."


async def waiver_choices(request: web.Request) -> web.Response:
    """How a finding can be waived: each entry says in plain words what it covers."""
    agent = request.app[AGENT]
    _desk(agent)
    wanted = await read_request(request, WaiverQuestion)
    entries = _choices(await _found(agent, wanted), wanted)
    return answer(
        WaiverChoices(
            choices=tuple(
                WaiverChoice(scope=entry.scope, words=say(entry.words, wanted.locale)) for entry in entries
            ),
            author=user(),
        )
    )


async def add_waiver(request: web.Request) -> web.Response:
    """Say that a finding is no problem here."""
    agent = request.app[AGENT]
    desk = _desk(agent)
    wanted = await read_request(request, WaiverRequest)
    if wanted.until is not None and wanted.until < desk.today():
        raise RefusedError(422, "until", "until: expected today or a later day")
    found = await _found(agent, wanted)
    choice = next((entry for entry in _choices(found, wanted) if entry.scope == wanted.scope), None)
    if choice is None or wanted.words not in (None, say(choice.words, wanted.locale)):
        raise RefusedError(409, "reach-changed", "the listing is another now: ask for the choices again")
    with _file_faults():
        waiver = await desk.add(found, choice, reason=wanted.reason, author=wanted.author, until=wanted.until)
    log.info("waiver.added", id=waiver.id, rule=waiver.rule, scope=waiver.scope)
    return answer(WaiverSaved(id=waiver.id, reach=reach(waiver, wanted.locale)))


async def remove_waiver(request: web.Request) -> web.Response:
    """Take one back; its findings are told again."""
    desk = _desk(request.app[AGENT])
    name = request.match_info["id"]
    with _file_faults():
        removed = await desk.remove(name)
    if not removed:
        raise RefusedError(404, "waiver", "no such waiver; `tenken waive list` shows them")
    log.info("waiver.removed", id=name)
    return answer(WaiverRemoved(id=name))


def _desk(agent: Agent) -> WaiverDesk:
    if agent.waivers is None:
        raise RefusedError(404, "no-waivers", "this agent keeps no waivers; start it with `tenken serve`")
    return agent.waivers


async def _found(agent: Agent, wanted: WaiverQuestion) -> Found:
    with refusing():
        found = await find_within_deadline(agent, _desk(agent).find, wanted)
    if found is None:
        raise RefusedError(409, "finding-gone", "that finding is not in the listing as it is now")
    return found


def _choices(found: Found, wanted: WaiverQuestion) -> tuple[Choice, ...]:
    if found.marked.finding.outcome == "error":  # no verdict, so there is nothing to waive
        return ()
    return choices(found.marked, found.listing, wanted.address)


@contextmanager
def _file_faults() -> Iterator[None]:
    try:
        yield
    except RuleError as error:
        raise RefusedError(409, "waivers-file", str(error)) from None


WAIVER_ROUTES: tuple[Route, ...] = (
    Route(
        "POST",
        "/v1/waivers/choices",
        waiver_choices,
        "How a finding of a listing can be waived, in plain words, the narrowest first.",
        roles=frozenset({"extension", "cli"}),
        body="json",
        request=WaiverQuestion,
        response=WaiverChoices,
        refusals={
            "404": _NO_FILE,
            "409": _GONE,
            "504": "The rules took too long on this listing.",
        },
    ),
    Route(
        "POST",
        "/v1/waivers",
        add_waiver,
        "Say that a finding is no problem here; it is told no more.",
        roles=frozenset({"extension", "cli"}),
        body="json",
        request=WaiverRequest,
        response=WaiverSaved,
        refusals={
            "404": _NO_FILE,
            "409": f"{_GONE} {_UNWRITTEN}",
            "504": "The rules took too long on this listing.",
        },
    ),
    Route(
        "DELETE",
        "/v1/waivers/{id}",
        remove_waiver,
        "Take a waiver back; its findings are told again.",
        roles=frozenset({"extension", "cli"}),
        response=WaiverRemoved,
        refusals={"404": f"No such waiver. {_NO_FILE}", "409": _UNWRITTEN},
    ),
)
