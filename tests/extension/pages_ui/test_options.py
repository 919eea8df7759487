"""The connection test of the options page and the language it speaks."""

import pytest
from playwright.async_api import expect

from tests.extension.background.browser import Browser
from tests.extension.background.fake_agent import FakeAgent

pytestmark = pytest.mark.browser


async def test_the_connection_test_tells_each_step(browser: Browser, agent: FakeAgent) -> None:
    await browser.pair(agent)
    page = await browser.options()
    await page.click("#test")
    steps = page.locator("#test-steps li")
    await expect(steps).to_have_count(3)
    await expect(steps.nth(0)).to_have_text(f"Agent found: OK · on port {agent.port}")
    await expect(steps.nth(1)).to_have_text("Proof of the key: OK · agent version 0.1.0")
    await expect(steps.nth(2)).to_contain_text("answered in")
    await expect(page.locator("#step-test")).to_have_class("step done")
    await agent.stop()
    await page.click("#test")
    await expect(steps).to_have_text(["Agent found: Failed · The agent is not running"])
    await expect(page.locator("#test-message")).to_contain_text("tenken serve")


async def test_the_steps_follow_the_agent_as_it_comes_and_goes(browser: Browser, agent: FakeAgent) -> None:
    page = await browser.options()
    await expect(page.locator("#step-agent")).to_have_class("step done")
    await expect(page.locator("#step-pair")).to_have_class("step todo")
    await agent.stop()
    await expect(page.locator("#step-agent")).to_have_class("step todo", timeout=10_000)
    await agent.start()
    await expect(page.locator("#step-agent")).to_have_class("step done", timeout=10_000)


async def test_the_language_is_chosen_there_and_kept(browser: Browser) -> None:
    page = await browser.options()
    await page.select_option("#locale", "ja")
    await expect(page.locator("h1")).to_have_text("Tenken の設定")
    await page.reload()
    await expect(page.locator("h1")).to_have_text("Tenken の設定")
    await expect(page.locator("#locale")).to_have_value("ja")
