"""Other extensions of the same browser: they forge our Origin, and speak to ours, to no effect."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Worker

from agent.server import handshake
from agent.wire import PORTS
from scripts.practice.chromium import EXTENSION
from tests.browsers import with_extensions
from tests.e2e.sites import EVIL, Witness, id_of, site
from tests.pages.serving import Answer
from tests.server.agents import LocalAgent, running
from tests.server.client import Identity, connect, new_string

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

OURS = id_of()
ORIGIN = f"chrome-extension://{OURS}"


@dataclass
class Neighbours:
    """Our extension, paired, and a hostile one in the same browser."""

    agent: LocalAgent
    witness: Witness
    context: BrowserContext
    evil: Worker
    options: Page
    """Our own page, which shows every change of the pairing."""
    home: str
    """Some local page, whose requests the hostile extension may rewrite."""

    @property
    def client_id(self) -> str:
        """Of our pairing: more than any other extension can know."""
        (pairing,) = self.agent.inside.pairings.all()
        return pairing.client_id

    def url(self, path: str, scheme: str = "http") -> str:
        return f"{scheme}://{self.agent.host}{path}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def neighbours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Neighbours]:
    folder, witness = tmp_path_factory.mktemp("neighbours"), Witness()
    async with (
        running(folder, ports=PORTS, on_answer=witness) as agent,
        site(lambda _url: Answer("text/html", b"<!doctype html>")) as port,
        with_extensions(folder / "profile", extensions=[EXTENSION, EVIL]) as context,
    ):
        while len(context.service_workers) < 2:
            await context.wait_for_event("serviceworker")
        (evil,) = (worker for worker in context.service_workers if OURS not in worker.url)
        options = await context.new_page()
        await options.goto(f"{ORIGIN}/options/options.html")
        await options.locator("#code").fill(await new_string(agent.port, agent.token))
        await options.locator("#pair").click()
        await options.locator("#paired").wait_for(state="visible")
        yield Neighbours(agent, witness, context, evil, options, f"http://127.0.0.1:{port}/")


@pytest.fixture
def alone(neighbours: Neighbours) -> Neighbours:
    """The same, forgetting what was witnessed before."""
    neighbours.witness.visits.clear()
    neighbours.agent.inside.refusals.counts.clear()
    return neighbours


def forged(neighbours: Neighbours) -> list[tuple[str | None, int]]:
    """Origin and answer of each request that the hostile extension's tricks brought to the agent."""
    return [(visit.sent.get("Origin"), visit.status) for visit in neighbours.witness.visits]


async def test_an_origin_forged_in_a_request_header_passes_the_filter_and_fails_the_credential(
    alone: Neighbours,
) -> None:
    """T07."""
    told = await alone.evil.evaluate("(args) => post(...args)", [alone.url("/v1/check"), {"Origin": ORIGIN}])
    assert told["status"] == 401
    told = await alone.evil.evaluate(
        "(args) => post(...args)",
        [alone.url("/v1/pairings"), {"Origin": ORIGIN, "Authorization": f"Bearer {secrets.token_hex(16)}"}],
    )
    assert told["status"] == 401
    assert forged(alone) == [(ORIGIN, 401), (ORIGIN, 401)]
    assert alone.agent.inside.refusals.counts == {"credential": 2}


async def test_its_own_origin_does_not_pass(alone: Neighbours) -> None:
    """T07: the filter in front of the credential."""
    told = await alone.evil.evaluate("(args) => post(...args)", [alone.url("/v1/check"), {}])
    assert told == {"status": 403, "body": ""}
    told = await alone.evil.evaluate(
        "(args) => handshake(...args)", [alone.url("/v1/ws", "ws"), None, handshake.new_nonce(), "A" * 43]
    )
    assert (told["opened"], told["heard"]) == (False, [])
    assert alone.agent.inside.refusals.counts == {"origin": 2}


async def test_headers_forged_by_declarative_net_request_fail_the_credential_and_the_key(
    alone: Neighbours,
) -> None:
    """T07: the worst case, with our client id known, on HTTP and on a page's WebSocket."""
    page = await alone.context.new_page()
    await page.goto(alone.home)
    await alone.evil.evaluate("(args) => forgeHeaders(...args)", [alone.agent.host, ORIGIN])
    try:
        told = await alone.evil.evaluate("(args) => post(...args)", [alone.url("/v1/check"), {}])
        assert told["status"] == 401
        proof = handshake.new_nonce()
        source = await alone.evil.evaluate("() => String(handshake)")
        shaken = await page.evaluate(
            f"(args) => ({source})(...args)",
            [alone.url("/v1/ws", "ws"), alone.client_id, handshake.new_nonce(), proof],
        )
    finally:
        await alone.evil.evaluate("() => stopForging()")
    assert shaken == {"opened": True, "heard": ["challenge"], "code": 4401, "reason": "wrong proof"}
    assert forged(alone) == [(ORIGIN, 401), (ORIGIN, 101)]
    assert alone.agent.inside.refusals.counts == {"credential": 1, "handshake 4401: wrong proof": 1}
    assert alone.agent.judge.judged == []


async def test_the_rightful_client_is_served_while_others_forge(alone: Neighbours) -> None:
    """T07: the same Origin with the key."""
    (pairing,) = alone.agent.inside.pairings.all()
    identity = Identity(
        alone.agent.inside.pairings.agent_id, pairing.client_id, handshake.decode(pairing.key), ORIGIN
    )
    async with connect(alone.agent.port, identity) as link:
        assert link.ready["type"] == "ready"


MESSAGES: dict[str, dict[str, Any]] = {
    "unpair": {"type": "unpair"},
    "set": {"type": "set", "locale": "zh", "mercariLink": True},
    "pair": {"type": "pair", "text": "AAAAA"},
    "watch": {"type": "watch", "tab": 1},
}


@pytest.mark.parametrize("message", MESSAGES)
async def test_our_extension_neither_hears_nor_answers_another(alone: Neighbours, message: str) -> None:
    """X07."""
    told = await alone.evil.evaluate("(args) => speakTo(...args)", [OURS, MESSAGES[message]])
    refusal = "Could not establish connection. Receiving end does not exist."
    assert told == {"sent": {"error": refusal}, "connected": {"heard": [], "error": refusal}}
    assert await alone.options.locator("#paired").is_visible()
    assert await alone.options.locator("#locale").input_value() == "en"
    assert alone.agent.inside.refusals.counts == {}
