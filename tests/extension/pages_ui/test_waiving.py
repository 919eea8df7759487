"""Waivers in the side panel: what is waived here, taken back by a person, and the form that loses no word."""

from typing import Any

import pytest
from playwright.async_api import expect

from scripts.node_tools import AXE
from tests.axe import violations
from tests.extension.background.browser import Browser
from tests.extension.background.fake_agent import FakeAgent, finding, report
from tests.extension.pages_ui.test_panel import panel_of

pytestmark = pytest.mark.browser
MARKUP = "<img src=x onerror=\"document.title='run'\">"
NOTE = "Said to be no problem here until 2026-11-21, by Sato: ours"


def waived(name: str, **more: object) -> dict[str, object]:
    usual = {
        "id": name,
        "rule": "amazon/some-fault",
        "title": "A fault",
        "reach": "Only this place: “Best” in the Title of this listing",
        "reason": MARKUP,
        "author": "Sato",
        "until": None,
        "expired": False,
        "findings": 1,
    }
    return usual | more


async def verdict(audit: dict[str, Any]) -> list[Any]:
    told = report(
        audit,
        finding("one/error", title="Waived before", lapsed=NOTE),
        finding("one/broken", outcome="error", title="Broken"),
    )
    over = waived("w-00000001", until="2026-11-21", expired=True)
    return [told | {"waived": [over, waived("w-00000002", until="2027-05-31"), waived("w-00000003")]}]


async def test_what_is_waived_is_listed_with_reach_reason_author_and_end(
    browser: Browser, agent: FakeAgent
) -> None:
    agent.answer = verdict
    _, page = await panel_of(browser, agent)
    await expect(page.locator("#waived summary")).to_have_text("Said to be no problem here 3 expired: 1")
    await page.locator("#waived summary").click()
    entries = page.locator("#waived li")
    await expect(entries.locator(".term")).to_have_text(
        [
            "Sato, expired: the last day was 2026-11-21. It is marked again.",
            "Sato, until 2027-05-31",
            "Sato, no end date",
        ]
    )
    await expect(entries.nth(1)).to_contain_text("Only this place: “Best”")
    await expect(entries.nth(1)).to_contain_text(f"Reason: {MARKUP}")
    await expect(entries.locator("img")).to_have_count(0)
    await expect(page.locator("[data-id='one/error'] .lapsed")).to_have_text(NOTE)
    await expect(page.locator("[data-id='one/broken'] button.waive")).to_have_count(0)


async def test_what_the_agent_cannot_do_is_said_and_nothing_that_was_typed_is_lost(
    browser: Browser, agent: FakeAgent
) -> None:
    agent.answer = verdict
    listing, page = await panel_of(browser, agent)
    await page.locator("#waived summary").click()
    await page.locator("#waived li button").last.click()
    await expect(page.locator("#waived-problem")).to_contain_text("The agent could not do it (HTTP 404)")
    row = page.locator("[data-id='one/error']")
    await row.locator("button.waive").click()
    await expect(row.locator(".problem")).to_contain_text("HTTP 404")
    await row.locator("textarea").fill("a long reason")
    await listing.edit(title="Best of all")  # a new report draws the list again
    await expect(page.locator("#facts")).to_be_visible()
    await agent.stop()
    await expect(page.locator("#connection")).to_be_visible()
    await row.locator("button.save").click()
    await expect(row.locator(".problem")).to_contain_text("not connected")
    await expect(row.locator("textarea")).to_have_value("a long reason")
    await row.locator("button.cancel").click()
    await expect(row.locator("textarea")).to_have_count(0)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `npm ci` in scripts/node")
async def test_axe_finds_nothing_on_an_open_form_and_list(browser: Browser, agent: FakeAgent) -> None:
    agent.answer = verdict
    _, page = await panel_of(browser, agent)
    await page.locator("#waived summary").click()
    await page.locator("[data-id='one/error'] button.waive").click()
    await page.locator("button.save").click()
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        assert await violations(page) == []
