"""What web pages can do to the agent when Local Network Access lets them through: nothing."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Error, Page

from scripts.practice.chromium import Tab
from tests.browsers import with_extensions
from tests.e2e.sites import EVIL, Witness, plays, site
from tests.pages.serving import Answer
from tests.server.agents import LocalAgent, running

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

Where = Literal["public page", "neighbour"]
WHERE: tuple[Where, ...] = ("public page", "neighbour")
SHOP = "shop.example"
REBOUND = "rebind.test"

POST = """(url, body, more = {}) =>
    fetch(url, {method: 'POST', mode: 'no-cors', body, ...more}).then(() => null, () => null)"""
ADD = """(url, tag, address) => { const made = document.createElement(tag);
    made[address] = url; document.body.append(made); }"""
SIMPLE = {
    "plain text": f"url => ({POST})(url, '{{}}')",
    "url-encoded form": f"url => ({POST})(url, new URLSearchParams('label=x'))",
    "multipart form": f"""url => {{ const body = new FormData(); body.append('label', 'x');
        return ({POST})(url, body); }}""",
    "with cookies": f"url => ({POST})(url, '{{}}', {{credentials: 'include'}})",
    "beacon": "url => navigator.sendBeacon(url, '{}')",
    "picture": f"url => ({ADD})(url, 'img', 'src')",
    "script": f"url => ({ADD})(url, 'script', 'src')",
    "form sent to a frame": """url => { document.body.innerHTML = `<iframe name=f></iframe>
        <form method=post enctype=text/plain target=f action="${url}">
        <input name='{"label":"x","y":"' value='"}'></form>`; document.forms[0].submit(); }""",
}
PREFLIGHTED = {
    "JSON": "{method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'}",
    "bearer": "{method: 'POST', headers: {Authorization: 'Bearer x'}, body: '{}'}",
    "delete": "{method: 'DELETE'}",
}
OPEN_SOCKET = """url => new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.onopen = () => resolve('open');
    socket.onclose = ({code}) => resolve(code);
})"""
FRAMES = {"iframe": "src", "object": "data", "embed": "src"}


@dataclass
class Boundary:
    """An agent, a browser and two sites beside the agent; the public one was granted local access."""

    agent: LocalAgent
    witness: Witness
    context: BrowserContext
    homes: dict[Where, str]

    async def page(self, where: Where) -> Page:
        page = await self.context.new_page()
        await page.goto(self.homes[where])
        return page

    def state(self) -> object:
        """All that a request could have changed."""
        inside, judge, images = self.agent.inside, self.agent.judge, self.agent.images
        return (
            list(judge.judged),
            dict(images.facts),
            inside.offers.current(),
            inside.pairings.all(),
            inside.sockets_now,
        )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running_boundary(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Boundary]:
    folder, witness = tmp_path_factory.mktemp("boundary"), Witness()

    def hello(_url: str) -> Answer:
        return Answer("text/html; charset=utf-8", "<!doctype html><title>店</title><body>店</body>".encode())

    async with (
        running(folder, on_answer=witness) as agent,
        site(hello, SHOP) as public,
        site(hello) as neighbour,
    ):
        await agent.paired()
        rebound = f"http://{REBOUND}:{agent.port}"
        switches, *others = plays(public, SHOP)
        switches += f", MAP {REBOUND} 127.0.0.1"
        # Rebinding without the browser's own help: as where Local Network Access is granted, or unknown.
        others.append(f"--unsafely-treat-insecure-origin-as-secure={rebound}")
        async with with_extensions(folder / "profile", switches, *others, extensions=[EVIL]) as context:
            for origin in (f"https://{SHOP}", rebound):
                await context.grant_permissions(["local-network-access"], origin=origin)
            homes: dict[Where, str] = {
                "public page": f"https://{SHOP}/",
                "neighbour": f"http://127.0.0.1:{neighbour}/",
            }
            yield Boundary(agent, witness, context, homes)


@pytest_asyncio.fixture(loop_scope="module")
async def boundary(running_boundary: Boundary) -> AsyncIterator[Boundary]:
    """The boundary with a fresh witness; fails when the agent changed or gave a page anything to keep."""
    before = running_boundary.state()
    running_boundary.witness.visits.clear()
    yield running_boundary
    assert running_boundary.state() == before
    for visit in running_boundary.witness.visits:
        given = {name.lower() for name in visit.answered}
        assert not {name for name in given if name.startswith("access-control-")}, visit
        assert not {"set-cookie", "server"} & given, visit
    for page in running_boundary.context.pages[1:]:
        await page.close()


async def test_a_rebound_name_gets_nothing_by_navigation_fetch_or_socket(boundary: Boundary) -> None:
    """W01."""
    home = f"http://{REBOUND}:{boundary.agent.port}"
    page = await boundary.context.new_page()
    with pytest.raises(Error, match="ERR_HTTP_RESPONSE_CODE_FAILURE"):
        await page.goto(f"{home}/healthz")
    # The page as it came from the attacker's own server, before its name was bound to this machine.
    await page.route(f"{home}/start", lambda route: route.fulfill(body="x", content_type="text/html"))
    await page.goto(f"{home}/start")
    answers = await page.evaluate("""() => Promise.all(
        ['/healthz', '/v1/openapi.json'].map(async (path) => {
            const answer = await fetch(path);
            return [answer.status, await answer.text()];
        }))""")
    assert answers == [[421, ""], [421, ""]]
    posted = "fetch('/v1/check', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})"
    assert await page.evaluate(f"{posted}.then(({{status}}) => status)") == 421
    assert await page.evaluate(OPEN_SOCKET, f"ws://{REBOUND}:{boundary.agent.port}/v1/ws") == 1006
    assert set(boundary.witness.statuses()) == {421}
    assert {visit.path for visit in boundary.witness.visits} == {
        "/healthz",
        "/v1/openapi.json",
        "/v1/check",
        "/v1/ws",
    }
    assert boundary.agent.inside.refusals.counts["host"] >= 4


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("attack", SIMPLE)
async def test_requests_without_preflight_are_refused(boundary: Boundary, where: Where, attack: str) -> None:
    """W03, W09."""
    page = await boundary.page(where)
    await page.evaluate(SIMPLE[attack], f"http://{boundary.agent.host}/v1/pairings")
    assert {(visit.path, visit.status) for visit in await boundary.witness.arrived()} == {
        ("/v1/pairings", 403)
    }


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("request_", PREFLIGHTED)
async def test_no_preflight_is_granted_and_the_request_never_arrives(
    boundary: Boundary, where: Where, request_: str
) -> None:
    """W04, W09."""
    page = await boundary.page(where)
    url = f"http://{boundary.agent.host}/v1/pairings"
    told = await page.evaluate(
        f"url => fetch(url, {PREFLIGHTED[request_]}).then(() => 'answered', ({{name}}) => name)", url
    )
    assert told == "TypeError"
    assert {(visit.method, visit.status) for visit in await boundary.witness.arrived()} == {("OPTIONS", 403)}


@pytest.mark.parametrize("where", WHERE)
async def test_no_page_opens_the_socket(boundary: Boundary, where: Where) -> None:
    """W07, W09."""
    page = await boundary.page(where)
    assert await page.evaluate(OPEN_SOCKET, f"ws://{boundary.agent.host}/v1/ws") == 1006
    assert boundary.witness.statuses() == {403: 1}


@pytest.mark.parametrize("where", WHERE)
async def test_no_content_script_opens_the_socket(boundary: Boundary, where: Where) -> None:
    """W07: also one whose extension has host permission for 127.0.0.1."""
    tab = await Tab.open(boundary.context, boundary.homes[where])
    url = f"ws://{boundary.agent.host}/v1/ws"
    await tab.wait("typeof openSocket === 'function'", "the content script")
    await tab.ask(f"void openSocket('{url}').then((told) => {{ globalThis.told = told; }})")
    told = await tab.wait("globalThis.told", "the end of the socket")
    assert told == {"opened": False, "code": 1006, "heard": []}
    assert boundary.witness.statuses() == {403: 1}


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("element", FRAMES)
async def test_nothing_of_the_agent_can_be_framed(boundary: Boundary, where: Where, element: str) -> None:
    """W11, W09."""
    page = await boundary.page(where)
    url = f"http://{boundary.agent.host}/healthz"
    await page.evaluate(f"url => ({ADD})(url, '{element}', '{FRAMES[element]}')", url)
    (visit,) = await boundary.witness.arrived()
    assert visit.status == 403
    assert "frame-ancestors 'none'" in visit.answered["Content-Security-Policy"]
    assert "ok" not in await page.inner_text("body")
    assert all(boundary.agent.host not in frame.url for frame in page.frames)


@pytest.mark.parametrize("alias", ["127.0.0.1", "127.1", "2130706433", "localhost", "0.0.0.0", "[::1]"])  # noqa: S104
async def test_other_names_of_this_machine_are_no_way_in(boundary: Boundary, alias: str) -> None:
    """W14, W09: from a page that the browser itself counts as local."""
    page = await boundary.page("neighbour")
    url = f"http://{alias}:{boundary.agent.port}/healthz"
    told = await page.evaluate("url => fetch(url, {mode: 'no-cors'}).then(() => 'answered', () => 'no')", url)
    assert told == "no"
    assert set(boundary.witness.statuses()) <= {403, 421}
    # Nobody listens on IPv6.
    assert bool(boundary.witness.visits) == (alias != "[::1]")
