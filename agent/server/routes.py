"""The HTTP routes: one table, and their handlers. All that guards a handler is in ``security.py``."""

from collections.abc import Mapping

from aiohttp import web

from agent.imaging.pool import PoolBusyError
from agent.server.bodies import answer, read_body, read_request
from agent.server.console_routes import CONSOLE_ROUTES
from agent.server.lesson_routes import LESSON_ROUTES
from agent.server.live import serve_socket
from agent.server.models import PairingEntry, PairingList, PairingOffer, PairingRequest, Revoked
from agent.server.pictures import unread_main_image
from agent.server.refusals import RETRY, RefusedError
from agent.server.route import Handler, Route
from agent.server.sessions import Role
from agent.server.settings import AGENT, DOCUMENT
from agent.server.verdicts import refusing
from agent.server.waiver_routes import WAIVER_ROUTES
from agent.wire_http import CheckRequest, CheckResponse, ImageResponse

_BOTH: frozenset[Role] = frozenset({"extension", "cli"})
_CLI: frozenset[Role] = frozenset({"cli"})


async def health(_request: web.Request) -> web.Response:
    """Says that something listens, and not what."""
    return web.Response(text="ok")


async def check(request: web.Request) -> web.Response:
    """Judge one listing by what is known now; while its main image is being read, the phase is ``image``."""
    agent = request.app[AGENT]
    wanted = await read_request(request, CheckRequest)
    digest = unread_main_image(agent.images, wanted.listing)
    if digest is not None:
        agent.readings.await_text(digest, digest, _nobody_is_told)
    with refusing():
        verdict = await agent.verdict(wanted.listing, wanted.locale, wanted.address)
    return answer(
        CheckResponse(
            phase=verdict.phase,
            ruleset=verdict.ruleset,
            passed=verdict.passed,
            inapplicable=verdict.inapplicable,
            annotations=verdict.annotations,
            waived=verdict.waived,
        )
    )


async def images(request: web.Request) -> web.Response:
    """Measure one picture; its facts are kept by digest for the listings that name it."""
    agent = request.app[AGENT]
    agent.uploads_now += 1
    try:
        facts = await agent.images.measure(await read_body(request))
    except PoolBusyError:
        raise RefusedError(503, "busy", "too many pictures at once; wait a second", RETRY) from None
    finally:
        agent.uploads_now -= 1
    return answer(ImageResponse(digest=facts.digest, facts=facts))


def _nobody_is_told() -> None:
    """Who asked over HTTP asks again."""


async def offer_pairing(request: web.Request) -> web.Response:
    """A new one-time pairing string; an earlier one is void."""
    agent = request.app[AGENT]
    wanted = await read_request(request, PairingRequest)
    text = agent.offers.issue(wanted.label)
    return answer(PairingOffer(text=text, seconds=int(agent.budget.pairing_seconds)))


async def list_pairings(request: web.Request) -> web.Response:
    """Every paired browser, without keys."""
    entries = (
        PairingEntry.model_validate(pairing.model_dump(include=set(PairingEntry.model_fields)))
        for pairing in request.app[AGENT].pairings.all()
    )
    return answer(PairingList(pairings=tuple(entries)))


async def revoke_pairing(request: web.Request) -> web.Response:
    """Void one pairing and close its sockets."""
    if not request.app[AGENT].pairings.revoke(request.match_info["client_id"]):
        raise RefusedError(404, "pairing", "no such pairing; `tenken pair --list` shows them")
    return answer(Revoked(revoked=1))


async def revoke_all_pairings(request: web.Request) -> web.Response:
    """Void every pairing, close all sockets and withdraw the pairing string."""
    agent = request.app[AGENT]
    agent.offers.withdraw()
    return answer(Revoked(revoked=agent.pairings.revoke_all()))


async def describe(request: web.Request) -> web.Response:
    """The OpenAPI document of this table."""
    return web.json_response(request.app[DOCUMENT]())


ROUTES: tuple[Route, ...] = (
    Route("GET", "/healthz", health, "Liveness; needs no credential and says nothing but ok."),
    Route(
        "GET",
        "/v1/ws",
        serve_socket,
        "WebSocket of the extension; its handshake proves a paired key.",
        socket=True,
    ),
    Route(
        "POST",
        "/v1/check",
        check,
        "Judge a listing, as live. While the phase is `image`, its main image is being read: ask again.",
        roles=_BOTH,
        body="json",
        request=CheckRequest,
        response=CheckResponse,
        refusals={"504": "The rules took too long on this listing."},
    ),
    Route(
        "POST",
        "/v1/images",
        images,
        "Measure a picture; name its digest in the next listing, which has the main one read.",
        roles=_BOTH,
        body="image",
        response=ImageResponse,
    ),
    Route(
        "POST",
        "/v1/pairings",
        offer_pairing,
        "Make a one-time pairing string.",
        roles=_CLI,
        body="json",
        request=PairingRequest,
        response=PairingOffer,
    ),
    Route("GET", "/v1/pairings", list_pairings, "List paired browsers.", roles=_CLI, response=PairingList),
    Route(
        "DELETE",
        "/v1/pairings/{client_id}",
        revoke_pairing,
        "Revoke one pairing; its sockets close at once.",
        roles=_CLI,
        response=Revoked,
        refusals={"404": "No such pairing."},
    ),
    Route(
        "DELETE", "/v1/pairings", revoke_all_pairings, "Revoke every pairing.", roles=_CLI, response=Revoked
    ),
    *WAIVER_ROUTES,
    *CONSOLE_ROUTES,
    *LESSON_ROUTES,
    Route("GET", "/v1/openapi.json", describe, "This document.", roles=_BOTH),
)
ROUTE_BY_HANDLER: Mapping[Handler, Route] = {route.handler: route for route in ROUTES}
