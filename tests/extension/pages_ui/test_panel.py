"""What the side panel shows of a report, and what can be done there."""

import base64
import io
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Page, expect

from tests.extension.background.browser import Browser, Listing
from tests.extension.background.fake_agent import FakeAgent, finding, report

pytestmark = pytest.mark.browser
NOWHERE = {"field": None, "start": None, "end": None, "quote": None}
MARKUP = "<img src=x onerror=\"document.title='run'\">{{7*7}}"


async def verdict(audit: dict[str, Any]) -> list[Any]:
    return [
        report(
            audit,
            finding(
                "one/error", title=MARKUP, message=MARKUP, target={"quote": MARKUP}, consequence="removed"
            ),
            finding("two/error", title="Second error", target={"field": "description", "quote": "words"}),
            finding("one/warning", title="A warning", severity="warning"),
            finding(
                "one/advice", title="An advice", severity="info", target={"field": "bullets", "index": 1}
            ),
            finding("one/unsure", title="Unsure", outcome="incomplete", reason="Only you know"),
            finding("one/broken", title="Broken", outcome="error", target=NOWHERE),
        )
    ]


async def panel_of(browser: Browser, agent: FakeAgent) -> tuple[Listing, Page]:
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.edit(title="Best thing")
    page = await browser.open(f"sidepanel/panel.html?tab={await browser.tab_of(listing)}")
    await page.wait_for_selector("#listing:not([hidden])")
    return listing, page


def headings(page: Page) -> Any:  # noqa: ANN401 - a locator
    return page.locator(".group:not([hidden]) > summary")


async def test_every_outcome_has_its_group_with_its_count(browser: Browser, agent: FakeAgent) -> None:
    agent.answer = verdict
    _, page = await panel_of(browser, agent)
    await expect(headings(page)).to_have_text(
        [
            "Errors2",
            "Warnings1",
            "Advice1",
            "Cannot tell1",
            "Rules that failed1",
        ]
    )
    await expect(page.locator("#verdict")).to_have_text("Violations: 4")
    await expect(page.locator("#facts")).to_contain_text("Fields found: 1 of 3")
    await expect(page.locator("#facts")).to_contain_text("found nothing: 1. Not for this listing: 1")
    await expect(page.locator("#facts")).to_contain_text("not checked: Description, Image")
    await expect(page.locator("[data-id='one/unsure']")).to_contain_text("Only you know")
    await expect(page.locator("[data-id='one/advice']")).to_contain_text("Bullet point 2")
    first = page.locator("[data-id='one/error']")
    await expect(first).to_contain_text(MARKUP)
    await expect(first.locator("img")).to_have_count(0)
    await first.locator("summary").click()
    await expect(first).to_contain_text("Platform’s own text")
    await expect(page).to_have_title("Listing check")


async def test_the_language_switch_changes_panel_page_and_report(browser: Browser, agent: FakeAgent) -> None:
    agent.answer = verdict
    listing, page = await panel_of(browser, agent)
    for locale, lang, title in (
        ("zh", "zh-CN", "商品页检查"),
        ("ja", "ja", "出品点検"),
        ("en", "en", "Listing check"),
    ):
        await page.select_option("#locale", locale)
        await expect(page.locator("h1")).to_have_text(title)
        await expect(page.locator("html")).to_have_attribute("lang", lang)
        await listing.holds(f"stub.last('state').locale === '{locale}'")
        assert await listing.run("stub.last('state').strings.panel_title") == title
        await listing.holds("true")
    assert [audit["locale"] for audit in agent.audits][1:] == ["zh", "ja", "en"]


async def test_the_filters_narrow_the_list_and_say_when_nothing_is_left(
    browser: Browser, agent: FakeAgent
) -> None:
    agent.answer = verdict
    _, page = await panel_of(browser, agent)
    await page.fill("#filter-text", "SECOND")
    await expect(headings(page)).to_have_text(["Errors1"])
    await page.fill("#filter-text", "")
    await page.select_option("#filter-severity", "warning")
    await expect(headings(page)).to_have_text(["Warnings1"])
    await page.select_option("#filter-severity", "")
    await page.select_option("#filter-field", "description")
    await expect(page.locator(".finding:visible")).to_have_count(1)
    await page.fill("#filter-text", "no such words")
    await expect(page.locator("#no-match")).to_be_visible()


async def test_the_keyboard_shows_a_finding_and_steps_through_them(
    browser: Browser, agent: FakeAgent
) -> None:
    agent.answer = verdict
    listing, page = await panel_of(browser, agent)
    button = page.locator("[data-id='two/error'] button.show")
    await button.focus()
    await page.keyboard.press("Enter")
    await listing.holds("stub.last('show') === 'two/error'")
    await page.locator("#next").focus()
    await page.keyboard.press("Space")
    await page.locator("#previous").focus()
    await page.keyboard.press("Enter")
    assert await listing.holds("stub.of('step').length === 2")
    assert await listing.run("stub.of('step').map(([, by]) => by)") == [1, -1]
    await page.evaluate("document.querySelector('[data-id=\"one/warning\"] button').click()")
    await button.press("Enter")
    assert await listing.holds("stub.of('show').length === 2")
    assert await listing.run("stub.last('show')") == "two/error"


async def test_a_new_report_keeps_the_focus_and_the_opened_details(
    browser: Browser, agent: FakeAgent
) -> None:
    agent.answer = verdict
    listing, page = await panel_of(browser, agent)
    await page.locator("[data-id='one/warning'] summary").click()
    await page.locator("[data-id='one/warning'] button.show").focus()

    async def later(audit: dict[str, Any]) -> list[Any]:
        kept = finding("one/warning", title="Changed words", severity="warning")
        return [report(audit, finding("new/error", title="New"), kept)]

    agent.answer = later
    await listing.edit(title="Best of all")
    await expect(page.locator("[data-id='one/warning']")).to_contain_text("Changed words")
    await expect(page.locator("[data-id='one/warning'] button.show")).to_be_focused()
    assert await page.locator("[data-id='one/warning'] details").get_attribute("open") is not None


async def test_dismissed_findings_do_not_count_and_a_flood_is_capped(
    browser: Browser, agent: FakeAgent
) -> None:
    async def flood(audit: dict[str, Any]) -> list[Any]:
        return [report(audit, *(finding(f"rule/{number}") for number in range(300)))]

    agent.answer = flood
    listing, page = await panel_of(browser, agent)
    await expect(page.locator("#verdict")).to_have_text("Violations: 300")
    await expect(page.locator(".finding")).to_have_count(200)
    await expect(page.locator(".group:not([hidden]) > p")).to_contain_text("100 more not shown")
    await listing.run("stub.send({ type: 'drawn', dismissed: ['rule/0', 'rule/1'] })")
    await expect(page.locator("#verdict")).to_have_text("Violations: 298")
    assert await browser.badge(await browser.tab_of(listing)) == "298"


async def test_a_lost_agent_is_told_with_its_remedy_beside_the_last_result(
    browser: Browser, agent: FakeAgent
) -> None:
    agent.answer = verdict
    _, page = await panel_of(browser, agent)
    await expect(page.locator("#verdict")).to_have_text("Violations: 4")
    await agent.stop()
    await expect(page.locator("#connection")).to_contain_text("tenken serve")
    await expect(page.locator("#facts")).to_contain_text("may be out of date")
    await agent.start()
    await expect(page.locator("#connection")).to_be_hidden()


async def test_a_tab_without_a_listing_is_told_as_such(browser: Browser) -> None:
    page = await browser.open("sidepanel/panel.html?tab=99999")
    await expect(page.locator("#empty")).to_be_visible()
    await expect(page.locator("#listing")).to_be_hidden()


def jpeg(width: int, height: int) -> str:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(stream, "JPEG")
    return base64.b64encode(stream.getvalue()).decode()


SHELVES = {
    "amazon": ("fitted", {"x": 40.0, "y": 80.0, "width": 80.0, "height": 40.0}),
    "mercari": ("cut", {"x": 0.0, "y": 80.0, "width": 160.0, "height": 80.0}),
}
"""How each shop shows a picture of 800 × 1600, and where a product below its middle then stands."""


@pytest.mark.parametrize("platform", SHELVES)
async def test_the_main_picture_is_shown_as_a_buyer_sees_it(
    browser: Browser, agent: FakeAgent, platform: str
) -> None:
    look, outlined = SHELVES[platform]
    agent.facts = {
        "width": 800,
        "height": 1600,
        "product": {"box": {"x": 0.0, "y": 0.5, "width": 1.0, "height": 0.25}},
    }
    await browser.pair(agent)
    listing = await browser.listing()
    url = "blob:https://jp.mercari.com/1"
    await listing.run(f"stub.pictures[{url!r}] = {jpeg(800, 1600)!r}")
    await listing.edit(platform=platform, images=[{"slot": "MAIN", "url": url}])
    page = await browser.open(f"sidepanel/panel.html?tab={await browser.tab_of(listing)}")
    image = page.locator(f"#preview-shelf img.{look}")
    await expect(image).to_be_visible()
    assert await image.evaluate("(image) => [image.naturalWidth, image.naturalHeight]") == [320, 640]
    shelf = await page.locator("#preview-shelf").bounding_box()
    box = await page.locator("#preview-shelf .outline").bounding_box()
    assert shelf is not None
    assert box is not None
    assert (shelf["width"], shelf["height"]) == (160, 160)
    placed = {**box, "x": box["x"] - shelf["x"], "y": box["y"] - shelf["y"]}
    assert placed == pytest.approx(outlined, abs=1)


async def test_without_a_measured_main_picture_there_is_no_preview(
    browser: Browser, agent: FakeAgent
) -> None:
    _, page = await panel_of(browser, agent)
    await expect(page.locator("#preview")).to_be_hidden()
    await expect(page.locator("#facts")).to_contain_text("Text in the main image is still being read")
