"""The trainer's console in a browser of its own, beside the operator's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.agent_process import AgentProcess

MODES = ("normal", "hidden", "hunt")
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Trainer:
    """Drives pages from the console, by keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def watch(self, words: str) -> None:
        """Choose the newest live page whose title holds these words: other tests' pages may still be open."""
        row = self.page.locator("#page-list .choose", has_text=words).last
        await row.click()
        await expect(self.page.locator("#watched")).to_be_visible()
        await expect(row).to_have_attribute("aria-current", "true")

    async def press(self, key: str) -> None:
        """Press a key that drives the page."""
        await self.page.keyboard.press(key)

    async def turn(self, mode: str) -> None:
        """Press M until the page is in that mode; a hunt is left only after a question."""
        button, question = self.page.locator(f"#mode-{mode}"), self.page.locator("#confirm-dialog")
        for _ in MODES:
            if await button.get_attribute("aria-pressed") == "true":
                return
            await self.press("m")
            await self.page.evaluate(FRAMES)
            if await question.is_visible():
                await self.page.click("#confirm-deed")
                await expect(question).to_be_hidden()
                await self.page.evaluate(FRAMES)
        await expect(button).to_have_attribute("aria-pressed", "true")

    async def number_of(self, title: str) -> int:
        """The number of the first finding of that title."""
        titles = await self.steps.all_inner_texts()
        return next(number for number, text in enumerate(titles, 1) if title in text)

    @property
    def steps(self) -> Locator:
        """The findings in the trainer's order."""
        return self.page.locator("#steps > li")


@asynccontextmanager
async def console(browser: Browser, agent: AgentProcess) -> AsyncIterator[Trainer]:
    """A console that is open, in a context of its own."""
    context = await browser.new_context(locale="en-US", viewport={"width": 1400, "height": 950})
    try:
        page = await context.new_page()
        await page.goto(await agent.console_address())
        await expect(page.locator("#desk")).to_be_visible()
        yield Trainer(page)
    finally:
        await context.close()
