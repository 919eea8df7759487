"""The side panel and the options page by axe-core, in every language, in light, dark and forced colours."""

from typing import Literal

import pytest
from playwright.async_api import expect

from agent.wire_lesson import Stage
from tests.axe import needs_axe, violations
from tests.extension.background.browser import Browser
from tests.extension.background.fake_agent import FakeAgent
from tests.extension.pages_ui.test_panel import panel_of, verdict

pytestmark = pytest.mark.browser


@needs_axe
@pytest.mark.parametrize("locale", ["zh", "ja", "en"])
async def test_axe_finds_nothing_on_a_full_panel(browser: Browser, agent: FakeAgent, locale: str) -> None:
    agent.answer = verdict
    _, page = await panel_of(browser, agent)
    await expect(page.locator(".group:not([hidden])").first).to_be_visible()
    await page.select_option("#locale", locale)
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if locale == "zh" else locale)
    await page.evaluate("document.querySelectorAll('details').forEach((group) => { group.open = true; })")
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        await page.emulate_media(color_scheme=scheme)
        assert await violations(page) == []
    await page.emulate_media(forced_colors="active")
    assert await violations(page) == []


@needs_axe
async def test_axe_finds_nothing_on_the_options_page(browser: Browser, agent: FakeAgent) -> None:
    page = await browser.options()
    await expect(page.locator("#step-agent")).to_have_class("step done")
    assert await violations(page) == []
    await browser.pair(agent)
    await page.reload()
    await expect(page.locator("#step-pair")).to_have_class("step done")
    await page.emulate_media(color_scheme="dark")
    assert await violations(page) == []


@needs_axe
async def test_axe_finds_nothing_on_the_panel_during_a_lesson(browser: Browser, agent: FakeAgent) -> None:
    agent.answer = verdict
    _, page = await panel_of(browser, agent)
    stage = Stage(page=agent.audits[-1]["page"], number=1, mode="hunt")
    await agent.say(stage.model_dump(mode="json"))
    await page.select_option("#locale", "ja")
    await expect(page.locator("#lesson")).to_contain_text("レッスン中です")
    assert await violations(page) == []
    await page.emulate_media(color_scheme="dark")
    assert await violations(page) == []
