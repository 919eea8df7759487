"""Pairing the demo's browser on the extension's options page, as an operator does it."""

from playwright.async_api import BrowserContext, TimeoutError as NotInTimeError

from scripts.practice.chromium import PATIENCE_SECONDS, extension_id
from scripts.practice.problems import DemoError

JOIN_LINKING = 'chrome.runtime.connect({name: "options"}).postMessage({type: "set", mercariLink: true})'
"""The practice shop takes part in Mercari's ASIN linking; in daily use that is chosen in the side panel."""


async def pair(context: BrowserContext, text: str, locale: str) -> None:
    """Choose the language, paste the pairing string, and wait until the extension says that it is paired.

    Raises:
        DemoError: the extension or the agent refused, in the words of the page.

    """
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_SECONDS * 1000)
    await page.goto(f"chrome-extension://{await extension_id(context)}/options/options.html")
    await page.locator("#locale").select_option(locale)
    await page.evaluate(JOIN_LINKING)
    await page.locator("#code").fill(text)
    await page.locator("#pair").click()
    try:
        await page.locator("#paired").wait_for(state="visible")
    except NotInTimeError as error:
        said = await page.locator("#pair-message").text_content()
        message = f"the extension could not be paired: {said or 'it said nothing'}"
        raise DemoError(message) from error
    await page.close()
