"""The application: guards in front, routes behind, and what lives as long as it runs."""

from collections.abc import AsyncIterator

from aiohttp import web

from agent.server import openapi
from agent.server.bodies import answer
from agent.server.faults import note_fault
from agent.server.models import Problem
from agent.server.refusals import RefusedError, route_of
from agent.server.route import Handler
from agent.server.routes import ROUTES
from agent.server.security import GUARDS, harden_response
from agent.server.settings import AGENT, DOCUMENT, Agent, Document, Settings


def create_app(settings: Settings) -> web.Application:
    """An application that is complete but not yet listening."""
    # Outermost first: whatever a guard or a handler raises becomes one of our own answers.
    app = web.Application(middlewares=(answer_problems, guard))
    app[AGENT] = Agent(settings)
    document: Document = openapi.document
    app[DOCUMENT] = document
    for route in ROUTES:
        app.router.add_route(route.method, route.path, route.handler)
    app.on_response_prepare.append(harden_response)
    app.on_shutdown.append(_close_sockets)
    app.cleanup_ctx.append(_images)
    app.cleanup_ctx.append(_lessons)
    app[AGENT].pairings.on_revoke(app[AGENT].sessions.revoke)
    return app


@web.middleware
async def answer_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals and faults into answers that quote nothing of the request."""
    agent = request.app[AGENT]
    try:
        return await handler(request)
    except RefusedError as refusal:
        agent.refusals.note(refusal.code, route_of(request))
        return _refusal(refusal)
    except web.HTTPException as fault:  # aiohttp's own, for example of a broken WebSocket handshake
        agent.refusals.note("protocol", route_of(request))
        return web.Response(status=fault.status)
    except ConnectionError:
        raise  # the client went away; there is nobody to answer
    except Exception as error:  # noqa: BLE001 - fail closed, and go on serving
        fault_id = note_fault(error, route_of(request))
        return answer(Problem(code="fault", message="internal fault; see the agent's log", id=fault_id), 500)


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let pass what every guard lets pass."""
    agent = request.app[AGENT]
    for passes in GUARDS:
        passes(request, agent)
    if "Upgrade" in request.headers:  # lives for hours, and is counted among the sockets
        return await handler(request)
    agent.requests_now += 1
    try:
        return await handler(request)
    finally:
        agent.requests_now -= 1


def _refusal(refusal: RefusedError) -> web.Response:
    if refusal.message is None:
        response = web.Response(status=refusal.status)
    else:
        response = answer(Problem(code=refusal.code, message=refusal.message), refusal.status)
    response.headers.update(refusal.headers)
    if refusal.status in (400, 408, 413, 421):
        response.force_close()  # what else the client sends on this connection is not to be trusted or read
    return response


async def _images(app: web.Application) -> AsyncIterator[None]:
    yield
    await app[AGENT].readings.close()
    await app[AGENT].images.close()


async def _lessons(app: web.Application) -> AsyncIterator[None]:
    yield
    app[AGENT].pages.clear()
    await app[AGENT].runs.close()
    await app[AGENT].lessons.close()


async def _close_sockets(app: web.Application) -> None:
    app[AGENT].sessions.stop()
    app[AGENT].consoles.stop()
