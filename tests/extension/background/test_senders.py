"""Who the worker listens to: its own pages on listing pages, nobody else."""

import json
from pathlib import Path

import pytest

from tests.extension.background.browser import EXTENSION_ID, Browser, browser_with, copy_extension
from tests.extension.background.fake_agent import FakeAgent

pytestmark = pytest.mark.browser


async def test_nothing_a_page_says_reaches_the_worker(browser: Browser, agent: FakeAgent) -> None:
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.becomes("ready")
    heard = len(agent.heard)
    told = await listing.page.evaluate(
        """async (id) => {
          const listing = { platform: "amazon", page: "edit", title: "forged" };
          const message = { type: "listing", revision: 99, listing };
          window.postMessage(message, "*");
          document.dispatchEvent(new CustomEvent("tenken", { detail: message }));
          document.dispatchEvent(new CustomEvent("listing", { detail: message }));
          return typeof chrome.runtime?.sendMessage;
        }""",
        EXTENSION_ID,
    )
    assert told == "undefined"
    await listing.edit(title="real")
    await listing.holds("stub.last('report')")
    assert [json.loads(text)["listing"]["title"] for text in agent.heard[heard:] if "audit" in text] == [
        "real"
    ]


async def test_another_extension_gets_no_answer(tmp_path: Path, ports: list[int], agent: FakeAgent) -> None:
    ours = copy_extension(tmp_path / "extension", ports)
    other = tmp_path / "other"
    other.mkdir()
    manifest = {
        "manifest_version": 3,
        "name": "other",
        "version": "1",
        "background": {"service_worker": "w.js"},
    }
    (other / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (other / "w.js").write_text(
        """globalThis.told = Promise.all([
          chrome.runtime.sendMessage("ID", { type: "test" }).then(() => "answered", (error) => error.message),
          new Promise((resolve) => {
            const port = chrome.runtime.connect("ID", { name: "page" });
            port.onMessage.addListener(() => resolve("answered"));
            port.onDisconnect.addListener(() => resolve(chrome.runtime.lastError?.message));
          }),
        ]);""".replace("ID", EXTENSION_ID),
        encoding="utf-8",
    )
    async with browser_with([ours, other], ports, tmp_path / "profile") as browser:
        await browser.pair(agent)
        while True:
            found = [w for w in browser.context.service_workers if EXTENSION_ID not in w.url]
            if found:
                break
            await browser.context.wait_for_event("serviceworker")
        told = await found[0].evaluate("globalThis.told")
    assert told == ["Could not establish connection. Receiving end does not exist."] * 2


@pytest.mark.parametrize("name", ["panel", "options", "page", "page-0123456789abcdef", "page-x", "anything"])
async def test_a_port_is_judged_by_its_sender_and_not_by_its_name(
    browser: Browser, agent: FakeAgent, name: str
) -> None:
    listing = await browser.listing()
    await listing.becomes("not-paired")
    ended = await listing.run(f"""new Promise((resolve) => {{
      const port = chrome.runtime.connect({{ name: {json.dumps(name)} }});
      port.onMessage.addListener((message) => resolve(message.type));
      port.onDisconnect.addListener(() => resolve("closed"));
    }})""")
    assert ended == ("state" if name == "page-0123456789abcdef" else "closed")
    assert agent.heard == []


async def test_messages_of_unknown_type_or_shape_are_ignored(browser: Browser, agent: FakeAgent) -> None:
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.becomes("ready")
    bad = [
        {"type": "pair", "text": "x"},
        {
            "type": "listing",
            "revision": -1,
            "listing": {"platform": "mercari", "page": "edit"},
            "expected": [],
            "found": [],
        },
        {
            "type": "listing",
            "revision": 1,
            "listing": {"platform": "ebay", "page": "edit"},
            "expected": [],
            "found": [],
        },
        {
            "type": "listing",
            "revision": 1,
            "listing": {"platform": "mercari", "page": "edit", "title": 7},
            "expected": [],
            "found": [],
        },
        {
            "type": "listing",
            "revision": 1,
            "listing": {"platform": "mercari", "page": "edit"},
            "expected": ["password"],
            "found": [],
        },
        None,
        "listing",
    ]
    for message in bad:
        await listing.run(f"stub.send({json.dumps(message)} ?? {{}})")
    await listing.edit(title="good", password="x")
    await listing.holds("stub.last('report')")
    assert len(agent.audits) == 1
    assert "password" not in agent.audits[0]["listing"]
