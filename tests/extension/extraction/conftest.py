from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from tests.extension.extraction.isolated import Reader
from tests.pages.serving import Answer, serve

OpenHtml = Callable[..., Awaitable[Reader]]


@pytest.fixture(scope="session")
def browser(plain_browser: Browser) -> Browser:
    return plain_browser


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def practice(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser profile in which the practice pages are served."""
    opened = await browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    await serve(opened)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(practice: BrowserContext) -> AsyncIterator[Page]:
    """A new tab in that profile."""
    tab = await practice.new_page()
    yield tab
    await tab.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def open_html(browser: Browser) -> AsyncIterator[OpenHtml]:
    """Open a small document of ours at an address; its scripts do not run unless asked for."""
    documents: dict[str, bytes] = {}
    context = await browser.new_context(locale="ja-JP")
    await serve(context, lambda url: Answer("text/html", documents.get(url, b"")))
    tab = await context.new_page()
    opened = Reader(await context.new_cdp_session(tab))

    async def open_document(url: str, html: str, *, scripts: bool = False) -> Reader:
        policy = "" if scripts else "<meta http-equiv=content-security-policy content=\"script-src 'none'\">"
        documents[url.partition("#")[0]] = f"<!doctype html><meta charset=utf-8>{policy}{html}".encode()
        await tab.goto("about:blank")  # an address that differs only in its fragment would not load
        await tab.goto(url, wait_until="domcontentloaded")
        await opened.inject()
        return opened

    yield open_document
    await context.close()
