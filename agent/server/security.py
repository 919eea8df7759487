"""Every check a request passes before its handler, in the order they run, from cheap to dear.

The order is that of the threat model: first what any web page or rebound name fails (2 to 6), which is
answered without a word, then what a mistaken client fails (7 to 11), which is told what was expected.
The body is not touched before all of them passed. Steps 0 and 1 (bind, connection cap, parser limits)
are in ``connection.py`` and ``binding.py``; 12 to 14 (body, JSON, schema) in ``bodies.py``.
"""

import re
from collections.abc import Callable, Mapping

from aiohttp import HttpVersion11, web
from multidict import CIMultiDict

from agent.server.bodies import body_limit
from agent.server.pairing import EXTENSION_ORIGIN
from agent.server.policy import POLICY, policy
from agent.server.refusals import RETRY, RefusedError
from agent.server.route import ROUTE, SESSION
from agent.server.routes import ROUTE_BY_HANDLER
from agent.server.settings import Agent

Guard = Callable[[web.Request, Agent], None]

RESPONSE_HEADERS: Mapping[str, str] = {
    POLICY: policy(),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
_ORIGIN = re.compile(EXTENSION_ORIGIN)
_IMAGE = re.compile(r"image/[a-z0-9][a-z0-9.+-]{0,63}")
_BEARER = "Bearer "


def peer_is_loopback(request: web.Request, _agent: Agent) -> None:
    """2. The socket is bound to 127.0.0.1; this holds even if it once is not."""
    peer = request.transport.get_extra_info("peername") if request.transport else None
    if peer is None or not peer[0].startswith("127."):
        raise RefusedError(403, "peer")


def target_is_plain(request: web.Request, _agent: Agent) -> None:
    """3. HTTP/1.1 and an origin-form target: else the target, not Host, would name the server."""
    if request.version != HttpVersion11:
        raise RefusedError(400, "http-version")
    if not request.raw_path.startswith("/") or request.raw_path.startswith("//"):
        raise RefusedError(400, "target")


def host_is_exact(request: web.Request, agent: Agent) -> None:
    """4. Ends DNS rebinding: a page's own name is in Host. Never ``request.host``: it falls back."""
    if request.headers.getall("Host", []) != [agent.host]:
        raise RefusedError(421, "host")


def fetch_site_is_own(request: web.Request, _agent: Agent) -> None:
    """5. Only a browser writes Sec-Fetch-*: none (Chromium's worker), same-origin (Firefox's), or absent.

    A page that says so may also be opened from elsewhere, as a whole tab: by the file of ``tenken console``.
    It holds nothing but itself, and whoever opened it cannot look into it.
    """
    sites = request.headers.getall("Sec-Fetch-Site", [])
    navigates = request.headers.getall("Sec-Fetch-Mode", []) == ["navigate"]
    as_tab = request.method == "GET" and request.headers.getall("Sec-Fetch-Dest", []) == ["document"]
    matched = ROUTE_BY_HANDLER.get(request.match_info.handler)
    opens_page = matched is not None and matched.page and navigates and as_tab and sites == ["cross-site"]
    if not set(sites) <= {"none", "same-origin"} and not opens_page:
        raise RefusedError(403, "fetch-site")
    # Nothing here is to be framed; a person may look at a GET route in a tab.
    if navigates and not as_tab:
        raise RefusedError(403, "navigation")


def origin_is_paired(request: web.Request, agent: Agent) -> None:
    """6. A filter, never the authentication: other extensions can forge it, pages cannot."""
    origins = request.headers.getall("Origin", [])
    matched = ROUTE_BY_HANDLER.get(request.match_info.handler)
    is_socket = matched is not None and matched.socket
    admitted = "paired" if matched is None else matched.origins
    if not origins and not is_socket and admitted != "own":
        return  # GET of an extension's worker, of our own pages and scripts carry none
    if len(origins) != 1:
        raise RefusedError(403, "origin")
    if admitted != "paired" and origins[0] == f"http://{agent.host}":
        return
    if admitted != "own" and origins[0] in agent.pairings.origins:
        return
    # Firefox's extension origins are random for each profile: while a pairing string is valid, any may try.
    pairing = is_socket and admitted == "paired" and agent.offers.current() is not None
    if not (pairing and _ORIGIN.fullmatch(origins[0])):
        raise RefusedError(403, "origin")


def route_is_known(request: web.Request, _agent: Agent) -> None:
    """7. No preflight is ever granted, so no page can send JSON or a bearer."""
    if request.method == "OPTIONS":
        raise RefusedError(403, "preflight")
    fault = request.match_info.http_exception
    if fault is not None:
        if isinstance(fault, web.HTTPMethodNotAllowed):
            allowed = ", ".join(sorted(fault.allowed_methods))
            raise RefusedError(405, "method", f"expected {allowed}", {"Allow": allowed})
        raise RefusedError(404, "path", "no such path; see /v1/openapi.json")
    request[ROUTE] = ROUTE_BY_HANDLER[request.match_info.handler]


def content_is_expected(request: web.Request, _agent: Agent) -> None:
    """8. Exact types: what a form or a ``no-cors`` fetch can send is not among them. Never compressed."""
    if "Content-Encoding" in request.headers:
        raise RefusedError(415, "content-encoding", "expected a body without Content-Encoding")
    wanted = request[ROUTE].body
    if wanted is None:
        return
    types = request.headers.getall("Content-Type", [])
    if wanted != "image" and types != ["application/json"]:
        raise RefusedError(415, "content-type", "expected Content-Type: application/json")
    if wanted == "image" and not (len(types) == 1 and _IMAGE.fullmatch(types[0])):
        raise RefusedError(415, "content-type", "expected a Content-Type such as image/jpeg")


def credential_permits(request: web.Request, agent: Agent) -> None:
    """9. The role comes from the credential, whatever the client says of itself."""
    route = request[ROUTE]
    if not route.roles:
        return
    values = request.headers.getall("Authorization", [])
    token = values[0].removeprefix(_BEARER) if len(values) == 1 and values[0].startswith(_BEARER) else ""
    session = agent.sessions.of(token) or agent.consoles.of(token)
    if session is None:
        if not agent.bad_bearers.take():
            raise RefusedError(429, "bad-bearers", "too many wrong credentials", RETRY)
        raise RefusedError(401, "credential", "expected a valid bearer token in Authorization")
    if session.role not in route.roles:
        raise RefusedError(403, "role", "this credential may not use this route")
    request[SESSION] = session


def length_is_allowed(request: web.Request, agent: Agent) -> None:
    """10. What is declared too long is not read at all; undeclared bodies are counted while read."""
    limit = body_limit(request[ROUTE], agent)
    declared = request.content_length
    if (declared or 0) > limit or (limit == 0 and request.can_read_body):
        raise RefusedError(413, "too-long", f"expected a body of at most {limit} bytes")


def rate_is_allowed(request: web.Request, agent: Agent) -> None:
    """11. Each credential has its own share; the routes without one share theirs."""
    session = request.get(SESSION)
    bucket = agent.open_requests if session is None else session.bucket
    if not bucket.take():
        raise RefusedError(429, "rate", "too many requests; wait a second", RETRY)
    if agent.requests_now >= agent.budget.requests_at_once or (
        request[ROUTE].body in ("image", "lesson") and agent.uploads_now >= agent.budget.uploads_at_once
    ):
        raise RefusedError(503, "busy", "too many requests at once; wait a second", RETRY)


GUARDS: tuple[Guard, ...] = (
    peer_is_loopback,
    target_is_plain,
    host_is_exact,
    fetch_site_is_own,
    origin_is_paired,
    route_is_known,
    content_is_expected,
    credential_permits,
    length_is_allowed,
    rate_is_allowed,
)


def harden(headers: CIMultiDict[str]) -> None:
    """Put the same headers on every answer, and name no software. Never ``Access-Control-*``.

    A page's own policy stays: the handlers set it, never a request.
    """
    policy = headers.get(POLICY)
    headers.update(RESPONSE_HEADERS)
    if policy is not None:
        headers[POLICY] = policy
    headers.popall("Server", None)


async def harden_response(_request: web.Request, response: web.StreamResponse) -> None:
    """The signal that aiohttp sends before the headers leave."""
    harden(response.headers)
