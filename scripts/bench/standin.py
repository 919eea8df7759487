"""An agent that judges nothing: the real handshake, then the same prepared report for every audit.

Run by ``live.py`` as the empty path: ``standin.py STATE START QUOTE``. ``STATE`` is a copy of a paired
agent's state directory, so that the extension takes this program for that agent at another port.
Prints its port when it is ready.
"""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from aiohttp import WSMsgType, web

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from agent.imaging.pool import ImagePool  # noqa: E402 - the checkout is the package
from agent.listing import Listing  # noqa: E402
from agent.picture import ImageFacts  # noqa: E402
from agent.server import binding  # noqa: E402
from agent.server.admission import NotAdmittedError, admit  # noqa: E402
from agent.server.judging import Verdict  # noqa: E402
from agent.server.pairing import Pairings  # noqa: E402
from agent.server.settings import Agent, Settings  # noqa: E402
from agent.server.state import StateDirectory  # noqa: E402
from agent.wire import PORTS, Annotation, WireTarget  # noqa: E402
from agent.wire_parts import Locale  # noqa: E402


def annotation(start: int, quote: str) -> str:
    """The one finding of every report, as JSON; ``start`` counts characters of the title."""
    return Annotation(
        id="0" * 16,
        rule="amazon/title-promotional-phrase",
        outcome="violation",
        severity="error",
        target=WireTarget(field="title", start=start, end=start + len(quote), quote=quote),
        title="A prepared finding",
        message="The stand-in agent says the same of every listing.",
        help="",
        reason=None,
        consequence=None,
        sources=(),
        fix=None,
    ).model_dump_json()


def report(text: str, quote: str, prepared: str) -> str:
    """The answer to the message ``text``: a pong, or the prepared finding while ``quote`` is there."""
    message = json.loads(text)
    if message["type"] != "audit":
        return '{"type":"pong"}'
    page, revision = json.dumps(message["page"]), message["revision"]
    found = prepared if quote in text else ""
    head = f'{{"type":"report","page":{page},"revision":{revision},"phase":"image"'
    return f'{head},"ruleset":"{"0" * 16}","passed":1,"inapplicable":1,"annotations":[{found}]}}'


async def _judge(
    _listing: Listing, _facts: Mapping[str, ImageFacts], _locale: Locale, _address: str | None
) -> Verdict:
    raise NotImplementedError


async def serve(state: Path, start: int, quote: str) -> None:
    """Answer until the process is ended."""
    prepared = annotation(start, quote)
    with binding.bind(PORTS, lambda _taken: None) as bound:
        port: int = bound.getsockname()[1]
        pairings = Pairings(StateDirectory(state))
        agent = Agent(Settings(port=port, cli_token="-", pairings=pairings, judge=_judge, images=ImagePool))  # noqa: S106 - opens nothing

        async def health(_request: web.Request) -> web.Response:
            return web.Response(text="ok")

        async def converse(request: web.Request) -> web.StreamResponse:
            socket = web.WebSocketResponse(compress=False)
            await socket.prepare(request)
            try:
                session = await admit(agent, socket, request.headers["Origin"])
            except NotAdmittedError as refusal:
                await socket.close(code=refusal.code, message=str(refusal).encode())
                return socket
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await socket.send_str(report(message.data, quote, prepared))
            agent.sessions.forget(session)
            return socket

        app = web.Application()
        app.router.add_get("/healthz", health)
        app.router.add_get("/v1/ws", converse)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.SockSite(runner, bound).start()
        print(port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
