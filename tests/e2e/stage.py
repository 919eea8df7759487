"""A real Chromium with the real extension, paired with a real agent, and what tests ask of its pages."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import BrowserContext, Locator

from scripts.practice.chromium import Tab
from tests.e2e.agent_process import AgentProcess
from tests.pages.serving import PRACTICE_URLS

# As a click finds them: on a slow machine the last drawing may be older than the last scroll or zoom.
MARKS = """(tenken.drawing.settle(), tenken.drawing.marks())
  .filter(({stale, shape}) => !stale && shape !== 'none').map((mark) => ({
  rule: mark.annotation.rule, kind: mark.kind, shape: mark.shape, field: mark.field, index: mark.index,
  quote: mark.annotation.target.quote, span: mark.span,
  rects: mark.rects.map(({left, top, width, height}) => ({left, top, width, height})),
}))"""
Mark = dict[str, Any]

# What the page's script sends and draws, watched from outside: the script itself has no hook for tests.
WATCH = """(() => {
  globalThis.seen = {sent: [], drawn: []};
  const {send} = tenken.link, {take} = tenken.drawing;
  tenken.link.send = (message) => {
    if (message.type === 'listing') seen.sent.push({revision: message.revision, listing: message.listing});
    return send(message);
  };
  tenken.drawing.take = (report, dismissed) => {
    seen.drawn.push(report.revision);
    return take(report, dismissed);
  };
  return true;
})()"""

# Which character of a control's text a point falls on: asked of the browser, not of our own geometry.
CARET = """([element, x, y]) => {
  const roots = [];
  let root = element.getRootNode();
  for (; root instanceof ShadowRoot; root = root.host.getRootNode()) roots.push(root);
  const caret = document.caretPositionFromPoint(x, y, {shadowRoots: roots});
  return caret && caret.offsetNode === element ? caret.offset : null;
}"""


class Stage:
    """Agent and browser together."""

    def __init__(self, agent: AgentProcess, context: BrowserContext, extension_id: str) -> None:
        self.agent = agent
        self.context = context
        self.extension_id = extension_id

    def url(self, path: str) -> str:
        """The address of one of the extension's own pages."""
        return f"chrome-extension://{self.extension_id}/{path}"

    async def editor(self, name: str) -> "Editor":
        """A new tab on the practice page called ``name``."""
        tab = await Tab.open(self.context, PRACTICE_URLS[name])
        await tab.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the practice page")
        await tab.ask(WATCH)
        return Editor(tab, name)

    async def stop_worker(self, editor: "Editor") -> None:
        """Stop the extension's service worker, as the browser does when it is idle."""
        session = await self.context.new_cdp_session(editor.tab.page)
        await session.send("ServiceWorker.enable")
        await session.send("ServiceWorker.stopAllWorkers")
        await session.detach()


ZOOM = "(factor) => chrome.tabs.query({active: true}).then(([tab]) => chrome.tabs.setZoom(tab.id, factor))"


@asynccontextmanager
async def zoomed(stage: Stage, tab: Tab, percent: int) -> AsyncIterator[None]:
    """The tab at a browser zoom of ``percent``."""
    options = await stage.context.new_page()
    await options.goto(stage.url("options/options.html"))
    await tab.page.bring_to_front()
    try:
        await options.evaluate(ZOOM, percent / 100)
        await tab.wait(f"Math.abs(window.devicePixelRatio - {percent / 100}) < 0.02", "the zoom")
        yield
    finally:
        await options.evaluate(ZOOM, 1)
        await options.close()


FIELDS = {
    "seller-central": ("title", 'kat-textarea[name="item_name-0-value"] textarea'),
    "mercari-sell": ("title", 'input[name="name"]'),
    "practice": ("title", "[data-tenken-field=title]"),
}
"""The field that tests type into, by practice page."""


class Editor:
    """One tab with a listing in it."""

    def __init__(self, tab: Tab, name: str) -> None:
        self.tab = tab
        self.field, selector = FIELDS[name]
        self.control: Locator = tab.page.locator(selector).first

    async def type(self, text: str) -> None:
        """Replace the field's text, key by key."""
        await self.control.scroll_into_view_if_needed()
        await self.control.click()
        await self.control.press("ControlOrMeta+a")
        await self.control.press("Delete")
        await self.control.press_sequentially(text)

    async def value(self) -> str:
        """The field's text."""
        return await self.control.input_value()

    async def marks(self) -> list[Mark]:
        """The marks that are drawn now on the field."""
        marks: list[Mark] = await self.tab.ask(MARKS) or []
        return [mark for mark in marks if mark["field"] == self.field]

    async def mark_on(self, quote: str) -> Mark:
        """Wait for a mark on exactly these characters."""
        wanted = f"mark.field === {js(self.field)} && mark.quote === {js(quote)} && mark.rects.length > 0"
        await self.tab.wait(f"({MARKS}).some((mark) => {wanted})", f"a mark on “{quote}”")
        return next(mark for mark in await self.marks() if mark["quote"] == quote)

    async def no_marks(self) -> None:
        """Wait until nothing is drawn on the field."""
        await self.tab.wait(f"!({MARKS}).some((mark) => mark.field === {js(self.field)})", "no mark")

    async def settled(self) -> None:
        """Wait until the text that stands in the field now was judged and its report is drawn."""
        newest = f"seen.sent.at(-1)?.listing.{self.field} === {js(await self.value())}"
        await self.tab.wait(f"{newest} && seen.drawn.at(-1) === seen.sent.at(-1).revision", "its report")

    async def characters_under(self, mark: Mark) -> tuple[int, int]:
        """First and last offset (UTF-16) of the field's text under the mark, as the browser hit-tests it."""
        first, last = mark["rects"][0], mark["rects"][-1]
        middle = first["top"] + first["height"] / 2
        start = await self._offset_at(first["left"] + 1, middle)
        end = await self._offset_at(last["left"] + last["width"] - 1, last["top"] + last["height"] / 2)
        return start, end

    async def _offset_at(self, x: float, y: float) -> int:
        handle = await self.control.element_handle()
        offset = await self.tab.page.evaluate(CARET, [handle, x, y])
        assert offset is not None, f"nothing of the field's text is at {x:.0f}, {y:.0f}"
        return int(offset)

    async def click(self, mark: Mark) -> None:
        """Click in the middle of the mark's first rectangle, and wait for its card."""
        box = mark["rects"][0]
        await self.tab.page.mouse.click(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)
        await self.tab.wait("tenken.card.view() ? tenken.card.settled() : false", "the card")

    async def press_in_card(self, selector: str) -> None:
        """Click one of the card's buttons with the mouse."""
        box = await self.tab.ask(
            f"((found) => found && found.getBoundingClientRect().toJSON())"
            f"(tenken.overlay.root().querySelector({js(selector)}))"
        )
        assert box is not None, f"the card has no {selector}"
        await self.tab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    async def wait_for_value(self, text: str) -> None:
        """Wait until the field holds ``text``."""
        place = f"tenken.drawing.textOf(tenken.drawing.locate({js(self.field)}, null))"
        await self.tab.wait(f"{place} === {js(text)}", f"the text “{text}”")

    async def close(self) -> None:
        """Close the tab."""
        await self.tab.page.close()


def js(value: object) -> str:
    """A JavaScript literal."""
    return json.dumps(value)


def utf16(text: str) -> int:
    """The length of ``text`` as JavaScript counts it."""
    return len(text.encode("utf-16-le")) // 2
