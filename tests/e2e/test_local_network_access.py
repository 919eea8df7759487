"""The marketplace is public, the agent local: the browser stops the page and lets the worker through."""

import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, FloatRect

from scripts.practice.chromium import Tab
from scripts.practice.pairing import pair
from tests.browsers import with_extensions
from tests.e2e.agent_process import AgentProcess
from tests.e2e.reds import reds
from tests.e2e.sites import plays, site
from tests.pages.serving import PRACTICE_URLS, answer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

EDITOR = PRACTICE_URLS["seller-central"]
HOSTS = ("sellercentral.amazon.co.jp", "m.media-amazon.com")
TITLE = 'kat-textarea[name="item_name-0-value"] textarea'
CLEAN = "アオナミ ステンレスボトル 500ml"
FETCH = "fetch('{url}', {{mode: 'no-cors', {more}}}).then(() => 'answered', ({{name}}) => name)"
SOCKET = """new Promise((resolve) => {{ const socket = new WebSocket('{url}');
    socket.onopen = () => resolve('open'); socket.onclose = ({{code}}) => resolve(code); }})"""


@dataclass
class Shop:
    """A paired browser in which the practice editor is a public site over TLS, like the real one."""

    agent: AgentProcess
    context: BrowserContext

    def refusals(self) -> list[str]:
        """The reasons for which the agent refused requests of pages; the first of each kind is always logged.

        Handshakes are left out: browsers of other tests may look for their agent at this port.
        """
        lines = [json.loads(line) for line in self.agent.log.read_text("utf-8").splitlines()]
        reasons = [str(line["reason"]) for line in lines if line["event"] == "refused"]
        return [reason for reason in reasons if not reason.startswith("handshake")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    folder = tmp_path_factory.mktemp("public")
    agent = AgentProcess(folder / "state")
    try:
        await agent.start()
        async with (
            site(answer, *HOSTS) as port,
            with_extensions(folder / "profile", *plays(port, *HOSTS)) as context,
        ):
            await pair(context, await agent.pairing_string(), "en")
            yield Shop(agent, context)
    finally:
        await agent.end()


async def picture_of(tab: Tab, clip: FloatRect) -> bytes:
    """The page as it is painted there, without the blinking caret."""
    return await tab.page.screenshot(clip=clip, caret="hide", animations="disabled")


async def test_a_faulty_title_typed_on_a_public_page_gets_its_painted_mark_through_the_worker(
    shop: Shop,
) -> None:
    """W15: the whole way, with nothing stubbed."""
    tab = await Tab.open(shop.context, EDITOR)
    await tab.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the page")
    control = tab.page.locator(TITLE)
    await control.fill("")
    await control.press_sequentially(CLEAN)
    await tab.wait("tenken.drawing.marks().every(({field}) => field !== 'title')", "a clean title")
    box = await control.bounding_box()
    assert box is not None
    clip: FloatRect = {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}
    assert reds(await picture_of(tab, clip)) == 0
    await control.press_sequentially(" 送料無料")
    mark = await tab.wait(
        "tenken.drawing.marks().filter(({annotation, stale, rects}) => !stale && rects.length > 0"
        " && annotation.rule === 'amazon/title-promotional-phrase').map(({annotation, span, rects}) =>"
        " ({quote: annotation.target.quote, span, width: rects[0].width}))[0]",
        "the mark of the promotional phrase",
    )
    assert mark["quote"] == "送料無料"
    assert mark["span"] == {"start": len(CLEAN) + 1, "end": len(CLEAN) + 5}
    await tab.painted()
    assert reds(await picture_of(tab, clip)) > mark["width"]
    assert shop.refusals() == []


@pytest.mark.parametrize("caller", ["page", "content script"])
async def test_page_and_content_script_are_blocked_before_anything_reaches_the_agent(
    shop: Shop, caller: str
) -> None:
    """W15."""
    tab = await Tab.open(shop.context, EDITOR)
    await tab.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the page")
    host = f"127.0.0.1:{shop.agent.port}"
    attempts = [
        FETCH.format(url=f"http://{host}/healthz", more=""),
        FETCH.format(url=f"http://{host}/v1/check", more="method: 'POST', body: '{}'"),
        *(FETCH.format(url=f"http://{alias}:{shop.agent.port}/healthz", more="") for alias in ALIASES),
        SOCKET.format(url=f"ws://{host}/v1/ws"),
    ]
    expression = f"Promise.all([{', '.join(attempts)}])"
    if caller == "page":
        told = await tab.page.evaluate(expression)
    else:
        await tab.ask(f"void {expression}.then((told) => {{ globalThis.told = told; }})")
        told = await tab.wait("globalThis.told", "the outcome of every attempt")
    assert told == [*["TypeError"] * (len(attempts) - 1), 1006]
    assert shop.refusals() == []


ALIASES = ("0.0.0.0", "127.1", "2130706433", "localhost", "[::1]")  # noqa: S104


async def test_the_same_request_is_seen_and_refused_where_the_operator_granted_access(shop: Shop) -> None:
    """W15: proves that the two tests before would have seen one."""
    page = await shop.context.new_page()
    parts = urlsplit(EDITOR)
    await page.goto(EDITOR)
    origin = f"{parts.scheme}://{parts.netloc}"
    await shop.context.grant_permissions(["local-network-access"], origin=origin)
    url = f"http://127.0.0.1:{shop.agent.port}/healthz"
    assert await page.evaluate(FETCH.format(url=url, more="")) == "TypeError"
    assert shop.refusals() == ["fetch-site"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads the sockets of a process from /proc")
async def test_the_agent_listens_on_one_socket_of_127_0_0_1(shop: Shop) -> None:
    """W14."""
    process = Path("/proc") / str(shop.agent.card["pid"])
    own = {link.readlink().name for link in (process / "fd").iterdir() if link.is_symlink()}
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in (process / "net" / table).read_text("ascii").splitlines()[1:]
        if line.split()[3] == "0A" and f"socket:[{line.split()[9]}]" in own
    ]
    assert listening == [f"0100007F:{shop.agent.port:04X}"]
