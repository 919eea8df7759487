"""The practice editor, for pages that work against the extension."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from playwright.async_api import BrowserContext, Page

from scripts.practice.chromium import Tab
from tests.e2e.sites import id_of
from tests.pages.serving import PRACTICE_URLS

EDITOR = PRACTICE_URLS["seller-central"]
TITLE = 'kat-textarea[name="item_name-0-value"] textarea'
DESCRIPTION = 'kat-textarea[name="product_description-0-value"] textarea'
FAULTY = "アオナミ ステンレスボトル 500ml 送料無料"
PROMOTION = "amazon/title-promotional-phrase"
HOST = "[...document.documentElement.children].find(({localName}) => localName.includes('-'))"
"""The element that the extension adds to the page, as the page finds it."""


@dataclass
class Ground:
    """The paired browser, and what the tests do on its pages."""

    context: BrowserContext
    _visits: Iterator[int] = field(default_factory=count)

    async def editor(self, more: str = "") -> Tab:
        """A new editor at an address of its own, with the extension at work in it."""
        tab = await Tab.open(self.context, f"{EDITOR}&visit={next(self._visits)}{more}")
        await tab.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the page")
        return tab

    async def panel(self, tab: Tab) -> Page:
        """The side panel that belongs to ``tab``, in a tab of its own."""
        page = await self.context.new_page()
        address = f"chrome-extension://{id_of()}/sidepanel/panel.html"
        await page.goto(address)
        number = await page.evaluate(
            "async (url) => (await chrome.tabs.query({})).find((tab) => tab.url === url).id", tab.page.url
        )
        await page.goto(f"{address}?tab={number}")
        # Pages in the background paint no frames.
        await tab.page.bring_to_front()
        return page


async def mark_of(tab: Tab, rule: str, quote: str) -> dict[str, Any]:
    """Where the mark of a rule on these words is painted, once it is."""
    found: dict[str, Any] = await tab.wait(
        f"tenken.drawing.marks().filter(({{annotation, stale, rects}}) => !stale && rects.length > 0"
        f" && annotation.rule === {json.dumps(rule)} && annotation.target.quote === {json.dumps(quote)})"
        ".map(({annotation, kind, rects: [box]}) => ({id: annotation.id, kind, x: box.x, y: box.y,"
        " width: box.width, height: box.height}))[0]",
        f"the mark of {rule} on {quote}",
    )
    return found


async def open_card(tab: Tab, rule: str, quote: str) -> str:
    """Click the mark as a person does; gives the text of its card."""
    found = await mark_of(tab, rule, quote)
    await tab.ask(
        "tenken.drawing.reveal(tenken.drawing.marks().find("
        f"({{annotation}}) => annotation.id === {json.dumps(found['id'])}))"
    )
    mark = await mark_of(tab, rule, quote)
    await tab.page.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    await tab.wait("tenken.card.view() !== null && tenken.card.settled()", "the card beside the mark")
    text: str = await tab.ask("tenken.overlay.root().querySelector('.card').textContent")
    return text


async def box_of(tab: Tab, selector: str) -> dict[str, float]:
    """Client rectangle of a part of the extension's own drawing."""
    box: dict[str, float] = await tab.ask(
        f"(({{x, y, width, height}}) => ({{x, y, width, height}}))"
        f"(tenken.overlay.root().querySelector({json.dumps(selector)}).getBoundingClientRect())"
    )
    return box
