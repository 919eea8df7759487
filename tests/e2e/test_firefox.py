"""W16: in Firefox too the worker reaches the agent, page and content script do not; waivers are set there."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from agent.waivers import read
from scripts.practice.chromium import EXTENSION
from tests.e2e.agent_process import AgentProcess
from tests.e2e.firefox import OPTIONS, PANEL, Firefox, find_firefox, firefox
from tests.e2e.reds import reds
from tests.e2e.sites import site
from tests.pages.serving import PRACTICE_URLS, Answer, answer

PROGRAM = find_firefox()
pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(PROGRAM is None, reason="no Firefox is installed: W16 was not run"),
]
HOST = "sellercentral.amazon.co.jp"
TITLE = (
    "document.querySelector('kat-textarea[name=\"item_name-0-value\"]').shadowRoot.querySelector('textarea')"
)
REQUEST = """Promise.race([
    fetch('http://127.0.0.1:{port}/healthz', {{mode: 'no-cors'}}).then(() => 'answered', () => 'blocked'),
    new Promise((resolve) => setTimeout(resolve, 1500, 'blocked')),
])"""
"""Firefox leaves such a request pending for as long as it would ask the person."""


@dataclass
class Shop:
    """A paired Firefox to which the practice editor is a public site."""

    agent: AgentProcess
    firefox: Firefox
    port: int
    """Where the editor is served."""
    options: str
    """The options page, from which the extension can be asked."""
    waivers: Path

    async def editor(self) -> str:
        return await self.firefox.open(PRACTICE_URLS["seller-central"].replace(HOST, f"{HOST}:{self.port}"))

    async def panel(self) -> str:
        """The side panel of the newest editor, as a tab."""
        tabs = "browser.tabs.query({url: '*://*/abis/*'})"
        tab = await self.firefox.evaluate(self.options, f"{tabs}.then((tabs) => tabs.at(-1).id)")
        return await self.firefox.open_own(f"{PANEL}?tab={tab}")

    def refused(self) -> list[str]:
        lines = [json.loads(line) for line in self.agent.log.read_text("utf-8").splitlines()]
        return [line["reason"] for line in lines if line["event"] == "refused"]


def intruder(folder: Path, port: int) -> Path:
    """An extension whose content script asks the agent and writes down what came of it."""
    folder.mkdir()
    manifest = {
        "manifest_version": 3,
        "name": "intruder",
        "version": "1",
        "browser_specific_settings": {"gecko": {"id": "intruder@tenken.invalid"}},
        "host_permissions": ["http://127.0.0.1/*", f"https://{HOST}/*"],
        "content_scripts": [{"matches": [f"https://{HOST}/*"], "js": ["ask.js"]}],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    told = "document.documentElement.dataset.told"
    (folder / "ask.js").write_text(
        f"{REQUEST.format(port=port)}.then((said) => {{ {told} = said; }});", "utf-8"
    )
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    assert PROGRAM is not None
    folder = tmp_path_factory.mktemp("firefox")
    profile = tmp_path_factory.mktemp("profile")
    agent = AgentProcess(folder / "state")

    def without_port(url: str) -> Answer:
        scheme, _, rest = url.partition("://")
        netloc, slash, path = rest.partition("/")
        return answer(f"{scheme}://{netloc.partition(':')[0]}{slash}{path}")

    try:
        await agent.start("--waivers", str(folder / "waivers.toml"))
        async with site(without_port, HOST) as port:
            extensions = (
                EXTENSION,
                intruder(folder / "intruder", agent.port),
            )
            async with firefox(profile, PROGRAM, port, [HOST], extensions) as browser:
                options = await browser.open_own(OPTIONS)
                code = json.dumps(await agent.pairing_string())
                await browser.evaluate(options, f"void (document.querySelector('#code').value = {code})")
                await browser.evaluate(options, "void document.querySelector('#pair').click()")
                await browser.until(options, "document.querySelector('#paired').checkVisibility()")
                yield Shop(agent, browser, port, options, folder / "waivers.toml")
    finally:
        await agent.end()


async def test_a_faulty_word_typed_on_a_public_page_is_marked_through_the_worker(shop: Shop) -> None:
    page = await shop.editor()
    await shop.firefox.until(page, f"{TITLE} !== null")
    await shop.firefox.evaluate(page, f"void ({TITLE}.focus(), {TITLE}.select())")
    await shop.firefox.type(page, "アオナミ ステンレスボトル 500ml")
    clean = reds(await shop.firefox.screenshot(page))
    await shop.firefox.type(page, " 送料無料")
    assert await shop.firefox.evaluate(page, f"{TITLE}.value") == "アオナミ ステンレスボトル 500ml 送料無料"
    for _ in range(50):
        if reds(await shop.firefox.screenshot(page)) > clean:
            break
    else:
        pytest.fail("nothing was painted")
    assert shop.refused() == []


async def test_page_and_content_script_are_blocked_before_anything_reaches_the_agent(shop: Shop) -> None:
    page = await shop.editor()
    assert await shop.firefox.evaluate(page, REQUEST.format(port=shop.agent.port)) == "blocked"
    assert await shop.firefox.until(page, "document.documentElement.dataset.told") == "blocked"
    assert shop.refused() == []


async def test_a_finding_is_waived_in_the_side_panel(shop: Shop) -> None:
    page = await shop.editor()
    await shop.firefox.until(page, f"{TITLE} !== null")
    await shop.firefox.evaluate(page, f"void ({TITLE}.focus(), {TITLE}.select())")
    await shop.firefox.type(page, "アオナミ ステンレスボトル 送料無料")
    panel = await shop.panel()
    await shop.firefox.command("browsingContext.activate", context=panel)
    says = f"row.textContent.includes({json.dumps('Promotional phrase in the title')})"
    finding = f"[...document.querySelectorAll('.finding')].find((row) => {says})"
    await shop.firefox.until(panel, f"{finding} !== undefined")
    await shop.firefox.click(panel, f"{finding}.querySelector('button.waive')")
    await shop.firefox.until(panel, "document.querySelector('.choice input:checked') !== null")
    await shop.firefox.click(panel, "document.querySelector('.finding textarea')")
    await shop.firefox.type(panel, "part of our name")
    await shop.firefox.click(panel, "document.querySelector('.finding button.save')")
    await shop.firefox.until(panel, f"{finding} === undefined")
    (waiver,) = read(shop.waivers).waivers
    assert (waiver.quote, waiver.reason) == ("送料無料", "part of our name")
