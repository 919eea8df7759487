"""Pairing through the options page, and what an agent without the key gets to hear."""

import json
import re

import pytest

from tests.extension.background.browser import STATES, Browser
from tests.extension.background.fake_agent import FakeAgent, fake_agent
from tests.extension.waiting import until

pytestmark = pytest.mark.browser


async def test_a_pairing_string_in_any_spelling_pairs_and_the_key_outlives_the_socket(
    browser: Browser, agent: FakeAgent
) -> None:
    page = await browser.options()
    shown = agent.offer()
    await page.fill("#code", f"  {shown.lower().replace('0', 'o').replace('1', 'l').replace('-', ' ')} ")
    await page.click("#pair")
    await page.wait_for_selector("#paired:not([hidden])")
    assert await page.locator("#step-pair").get_attribute("class") == "step done"
    assert await page.text_content("#paired-port") == f"127.0.0.1:{agent.port}"
    assert len(agent.keys) == 1
    await agent.stop()
    await page.wait_for_selector("#connection.trouble")
    await agent.start()
    await page.wait_for_selector("#connection.ready")
    assert json.loads(agent.heard[-2])["client_id"] in agent.keys


async def test_a_mistyped_string_is_told_before_anything_is_sent(browser: Browser, agent: FakeAgent) -> None:
    page = await browser.options()
    await page.wait_for_selector("#connection.trouble")
    shown = agent.offer()
    wrong = ("A" if shown[0] != "A" else "B") + shown[1:]
    await page.fill("#code", wrong)
    await page.wait_for_selector("#code[aria-invalid=true]")
    await page.click("#pair")
    assert "Nothing was sent" in (await page.text_content("#pair-message") or "")
    assert agent.opened == 0


async def test_an_unpaired_extension_sends_no_message_at_all(browser: Browser, agent: FakeAgent) -> None:
    listing = await browser.listing()
    await listing.edit(title="Secret title")
    await listing.becomes("not-paired")
    assert agent.opened == 0
    assert agent.heard == []


async def test_a_used_string_is_refused_with_its_remedy(browser: Browser, agent: FakeAgent) -> None:
    page = await browser.options()
    shown = agent.offer()
    agent.code = None
    await page.fill("#code", shown)
    await page.click("#pair")
    await page.wait_for_selector("#pair-message.bad")
    assert "tenken pair" in (await page.text_content("#pair-message") or "")
    assert [json.loads(text)["type"] for text in agent.heard] == ["hello"]


async def test_a_squatter_without_the_key_gets_one_nonce_and_nothing_else(
    browser: Browser, agent: FakeAgent
) -> None:
    await browser.pair(agent)
    await agent.stop()
    async with fake_agent(agent.port) as squatter:
        squatter.agent_id = agent.agent_id
        squatter.keys = dict.fromkeys(agent.keys, bytes(32))
        listing = await browser.listing()
        await listing.edit(title="Secret title")
        await listing.becomes("wrong-agent")
        assert len(squatter.heard) == 1
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", json.loads(squatter.heard[0])["nonce_c"])
        assert json.loads(squatter.heard[0]).keys() == {"type", "v", "client_id", "nonce_c"}
        assert squatter.opened == 1


async def test_the_agent_behind_a_squatter_is_found_on_the_next_port(
    browser: Browser, agent: FakeAgent
) -> None:
    await browser.pair(agent)
    await agent.stop()
    moved = FakeAgent(browser.ports[2])
    moved.agent_id, moved.keys = agent.agent_id, agent.keys
    async with fake_agent(agent.port) as squatter:
        squatter.keys = dict.fromkeys(agent.keys, bytes(32))
        await moved.start()
        listing = await browser.listing()
        await listing.becomes("ready")
        await moved.stop()
        assert len(squatter.heard) >= 1
        assert all(json.loads(text)["type"] == "hello" for text in squatter.heard)


async def test_another_version_is_named(browser: Browser, agent: FakeAgent) -> None:
    await browser.pair(agent)
    await agent.stop()
    agent.version = 2
    await agent.start()
    listing = await browser.listing()
    await listing.becomes("version")
    page = await browser.options()
    await page.wait_for_selector("#connection.trouble")
    assert STATES["version"] in (await page.text_content("#connection") or "")


async def test_a_revoked_pairing_shows_as_not_paired(browser: Browser, agent: FakeAgent) -> None:
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.becomes("ready")
    agent.keys.clear()
    for socket in list(agent.sockets):
        await socket.close(code=4403)
    await listing.becomes("not-paired")


async def test_the_key_cannot_leave_the_extension(browser: Browser, agent: FakeAgent) -> None:
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.becomes("ready")
    worker = await browser.worker()
    told = await worker.evaluate("""async () => {
      const database = await new Promise((resolve) => {
        const request = indexedDB.open("tenken");
        request.onsuccess = () => resolve(request.result);
      });
      const record = await new Promise((resolve) => {
        const request = database.transaction("keys").objectStore("keys").get("agent");
        request.onsuccess = () => resolve(request.result);
      });
      database.close();
      const attempts = ["raw", "jwk"].map((form) =>
        crypto.subtle.exportKey(form, record.key).then(() => "leaked", (error) => error.name));
      return { extractable: record.key.extractable, attempts: await Promise.all(attempts) };
    }""")
    assert told == {"extractable": False, "attempts": ["InvalidAccessError", "InvalidAccessError"]}
    stored = await listing.run("chrome.storage.local.get(null).then((all) => JSON.stringify(all))")
    assert all(word not in stored for word in ("key", "agent", *agent.keys))
    assert await listing.run("indexedDB.databases().then((all) => all.length)") == 0


async def test_unpairing_forgets_the_agent(browser: Browser, agent: FakeAgent) -> None:
    await browser.pair(agent)
    page = await browser.options()
    await page.click("#unpair")
    await page.wait_for_selector("#paired", state="hidden")
    opened = agent.opened

    async def told() -> bool:
        return STATES["not-paired"] in (await page.text_content("#connection") or "")

    assert await until(told)
    assert agent.opened == opened
    assert agent.sockets == set()
