"""A real Chromium with the extension; ``stub.js`` replaces its content scripts, free ports its fixed ones."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Page, Route, Worker

from tests.browsers import with_extensions
from tests.extension.background.fake_agent import FakeAgent
from tests.extension.waiting import until

EXTENSION = Path(__file__).parents[3] / "extension"
EXTENSION_ID = "lffocobnminkbimenjldmanmgpghlpfp"
LISTING = "https://jp.mercari.com/sell/edit/m1"
STATES = {
    "ready": "Connected to the agent",
    "not-running": "The agent is not running",
    "not-paired": "This browser is not paired",
    "wrong-agent": "Another program is answering",
    "version": "Extension and agent versions do not match",
    "not-answering": "The agent is not answering",
}


def copy_extension(to: Path, ports: Sequence[int]) -> Path:
    """The extension as git holds it but for its ports, its content scripts and one long wait."""
    shutil.copytree(EXTENSION, to)
    lesson = to / "background" / "page-lesson.js"
    patient = lesson.read_text(encoding="utf-8")
    assert "SILENCE_MS = 15_000" in patient
    lesson.write_text(patient.replace("SILENCE_MS = 15_000", "SILENCE_MS = 3_000"), encoding="utf-8")
    manifest = json.loads((to / "manifest.json").read_text(encoding="utf-8"))
    constants = to / "background" / "constants.js"
    script = constants.read_text(encoding="utf-8")
    fixed = re.search(r"PORTS = Object\.freeze\(\[([\d, ]+)\]\)", script)
    assert fixed is not None
    policy = manifest["content_security_policy"]["extension_pages"]
    for old, new in zip(fixed[1].split(", "), ports, strict=True):
        policy = policy.replace(f":{old}", f":{new}")
    constants.write_text(script.replace(fixed[1], ", ".join(map(str, ports))), encoding="utf-8")
    manifest["content_security_policy"]["extension_pages"] = policy
    manifest["content_scripts"][0] |= {
        "js": ["content/tenken.js", "content/link.js", "content/stub.js"],
        "css": [],
    }
    shutil.copy(Path(__file__).with_name("stub.js"), to / "content" / "stub.js")
    (to / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return to


FORGET = """async () => {
  await Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear()]);
  const gone = ({ name }) => new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = resolve;
    request.onblocked = request.onerror = () => reject(new Error(`${name} is in use`));
  });
  await Promise.all((await indexedDB.databases()).map(gone));
}"""
"""Everything that the extension can keep."""


async def stop_workers(context: BrowserContext, page: Page) -> None:
    """Stop the background, as the browser does when it is idle; the next event starts it again."""
    stopped = asyncio.Event()

    def told(event: dict[str, Any]) -> None:
        if any(version["runningStatus"] == "stopped" for version in event["versions"]):
            stopped.set()

    session = await context.new_cdp_session(page)
    session.on("ServiceWorker.workerVersionUpdated", told)
    await session.send("ServiceWorker.enable")
    await session.send("ServiceWorker.stopAllWorkers")
    await asyncio.wait_for(stopped.wait(), 10)
    await session.detach()


class Listing:
    """A page with the stub, and the world it runs in."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page = page
        self._session = session
        self._world: int | None = None
        session.on("Runtime.executionContextCreated", self._met)

    def _met(self, event: dict[str, Any]) -> None:
        context = event["context"]
        if context["origin"].startswith("chrome-extension://"):
            self._world = context["id"]

    async def run(self, expression: str) -> Any:  # noqa: ANN401 - whatever JSON the page gives
        """The value of an expression in the content scripts' world."""
        await until(self._ready)
        answer = await self._session.send(
            "Runtime.evaluate",
            {"contextId": self._world, "expression": expression, "returnByValue": True, "awaitPromise": True},
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def _ready(self) -> bool:
        return self._world is not None

    async def holds(self, expression: str, seconds: float = 10.0) -> Any:  # noqa: ANN401
        """Waits until the expression is truthy."""
        return await until(lambda: self.run(expression), seconds)

    async def edit(self, **listing: Any) -> int:  # noqa: ANN401 - any field
        """Sends a listing as the extractor would; returns its revision."""
        revision: int = await self.run(f"stub.edit({json.dumps(listing)})")
        return revision

    async def state(self) -> str | None:
        found: str | None = await self.run("stub.last('state')?.state ?? null")
        return found

    async def becomes(self, state: str, seconds: float = 10.0) -> None:
        """Waits for a connection state and fails with the last one."""
        await self.holds(f"stub.last('state')?.state === {json.dumps(state)}", seconds)
        assert await self.state() == state


class Browser:
    """The browser, its worker and its pages."""

    def __init__(self, context: BrowserContext, ports: Sequence[int]) -> None:
        self.context = context
        self.ports = list(ports)

    async def worker(self) -> Worker:
        """The background; waits until it has started."""
        if not self.context.service_workers:
            await self.context.wait_for_event("serviceworker")
        return self.context.service_workers[-1]

    async def open(self, path: str) -> Page:
        """One of the extension's own pages."""
        page = await self.context.new_page()
        await page.goto(f"chrome-extension://{EXTENSION_ID}/{path}")
        return page

    async def listing(self, url: str = LISTING) -> Listing:
        """A listing page with the stub in it."""
        page = await self.context.new_page()
        session = await self.context.new_cdp_session(page)
        listing = Listing(page, session)
        await session.send("Runtime.enable")
        await page.goto(url)
        await listing.holds("globalThis.stub !== undefined")
        return listing

    async def tab_of(self, listing: Listing) -> int:
        worker = await self.worker()
        url = listing.page.url
        tab: int = await worker.evaluate(
            "async (url) => (await chrome.tabs.query({})).find((t) => t.url === url).id", url
        )
        return tab

    async def badge(self, tab: int) -> str:
        worker = await self.worker()
        text: str = await worker.evaluate("(tabId) => chrome.action.getBadgeText({ tabId })", tab)
        return text

    async def options(self) -> Page:
        """The set-up page, in English, once it shows a state."""
        page = await self.open("options/options.html")
        await page.wait_for_selector("body:not([hidden])")
        return page

    async def pair(self, agent: FakeAgent) -> None:
        """Pairs as an operator does."""
        page = await self.options()
        await page.fill("#code", agent.offer())
        await page.click("#pair")
        await page.wait_for_selector("#paired:not([hidden])")
        await page.close()

    async def forget(self) -> None:
        """As after a fresh start: no page of a test is open, nothing is kept, the worker begins anew."""
        first, *others = self.context.pages
        for page in others:
            await page.close()
        await self.context.clear_cookies()
        if first.url == "about:blank":
            # A file of the extension that runs nothing may look into all that the extension keeps.
            await first.goto(f"chrome-extension://{EXTENSION_ID}/manifest.json")
        # Stopped first, so that nothing is written afterwards.
        await stop_workers(self.context, first)
        await first.evaluate(FORGET)


async def _serve(route: Route) -> None:
    body = "<!doctype html><html lang='ja'><title>出品</title><body><h1>商品の編集</h1></body></html>"
    await route.fulfill(body=body, content_type="text/html; charset=utf-8")


@asynccontextmanager
async def browser_with(
    extensions: Sequence[Path], ports: Sequence[int], profile: Path, *args: str
) -> AsyncIterator[Browser]:
    """Chromium with a fresh profile in English; the marketplaces' pages are empty ones of ours."""
    async with with_extensions(profile, "--lang=en-US", *args, extensions=extensions) as context:
        await context.route("https://jp.mercari.com/**", _serve)
        yield Browser(context, ports)
