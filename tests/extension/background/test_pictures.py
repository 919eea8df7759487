"""Pictures: fetched from the sites' image hosts only, or read by the page, then handed to the agent."""

import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
import trustme
from aiohttp import web

from tests.extension.background.browser import Browser, browser_with, copy_extension
from tests.extension.background.fake_agent import FakeAgent, free_ports, report

pytestmark = pytest.mark.browser
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 100
HOST = "static.mercdn.net"


@asynccontextmanager
async def image_host(port: int) -> AsyncIterator[list[str]]:
    """Plays an image server over TLS; gives the requests it got, with their cookies."""
    asked: list[str] = []
    moved = "/good.jpg"

    async def serve(request: web.Request) -> web.StreamResponse:
        asked.append(
            f"{request.path} {request.headers.get('Cookie', '')}{request.headers.get('Referer', '')}".strip()
        )
        match request.path:
            case "/moved.jpg":
                raise web.HTTPFound(moved)
            case "/huge.jpg":
                return web.Response(body=bytes(9 << 20), content_type="image/jpeg")
            case "/page.jpg":
                return web.Response(text="<html>", content_type="text/html")
            case _:
                # Every request is to be seen here.
                answer = web.Response(
                    body=JPEG, content_type="image/jpeg", headers={"Cache-Control": "no-store"}
                )
                answer.set_cookie("seen", "1", samesite="None", secure=True)
                return answer

    app = web.Application()
    app.router.add_get("/{path:.*}", serve)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert(HOST).configure_cert(context)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=context).start()
    try:
        yield asked
    finally:
        await runner.cleanup()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def one_desk(
    tmp_path_factory: pytest.TempPathFactory, ports: list[int]
) -> AsyncIterator[tuple[Browser, list[str]]]:
    folder = tmp_path_factory.mktemp("pictures")
    extension = copy_extension(folder / "extension", ports)
    (port,) = free_ports(1)
    rules = f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{port}"
    flags = (rules, "--ignore-certificate-errors")
    async with (
        image_host(port) as asked,
        browser_with([extension], ports, folder / "profile", *flags) as browser,
    ):
        yield browser, asked


@pytest_asyncio.fixture(loop_scope="session")
async def desk(one_desk: tuple[Browser, list[str]]) -> AsyncIterator[tuple[Browser, list[str]]]:
    """A browser that knows nothing, and what the image host is asked for."""
    browser, asked = one_desk
    yield browser, asked
    await browser.forget()
    asked.clear()


async def by_digests(audit: dict[str, Any]) -> list[Any]:
    images = audit["listing"]["images"]
    settled = all(image.get("digest") or image.get("unavailable") for image in images)
    return [report(audit, phase="image" if settled else "text")]


async def test_a_picture_is_brought_once_and_the_same_revision_judged_again(
    desk: tuple[Browser, list[str]], agent: FakeAgent
) -> None:
    browser, asked = desk
    agent.answer = by_digests
    await browser.pair(agent)
    listing = await browser.listing()
    images = [{"slot": "MAIN", "url": f"https://{HOST}/good.jpg?1700000000"}]
    await listing.edit(images=images)
    await listing.holds("stub.last('report')?.phase === 'image'")
    assert [audit["revision"] for audit in agent.audits] == [1, 1]
    assert [audit["listing"]["images"][0]["url"] for audit in agent.audits] == [
        f"https://{HOST}/good.jpg"
    ] * 2
    await listing.edit(title="typed on", images=images)
    await listing.holds("stub.last('report')?.revision === 2")
    assert agent.images == [("image/jpeg", JPEG)]
    assert asked == ["/good.jpg"]


async def test_a_picture_only_the_page_can_read_is_asked_of_the_page(
    desk: tuple[Browser, list[str]], agent: FakeAgent
) -> None:
    browser, asked = desk
    agent.answer = by_digests
    await browser.pair(agent)
    listing = await browser.listing()
    url = "blob:https://jp.mercari.com/1"
    await listing.run(f"stub.pictures[{url!r}] = {base64.b64encode(JPEG).decode()!r}")
    await listing.edit(images=[{"slot": "MAIN", "url": url}])
    await listing.holds("stub.last('report')?.phase === 'image'")
    assert agent.images == [("image/jpeg", JPEG)]
    assert agent.audits[-1]["listing"]["images"][0].get("url") is None
    assert asked == []


async def test_nobody_waits_for_pictures_that_may_not_be_fetched_and_their_reason_is_told(
    desk: tuple[Browser, list[str]], agent: FakeAgent
) -> None:
    browser, asked = desk
    agent.answer = by_digests
    await browser.pair(agent)
    listing = await browser.listing()
    urls = [
        "https://evil.example/a.jpg",
        f"http://{HOST}/a.jpg",
        f"https://{HOST}:8443/a.jpg",
        f"https://{HOST}/moved.jpg",
        f"https://{HOST}/huge.jpg",
        f"https://{HOST}/page.jpg",
        "data:,gone",
    ]
    slots = ["MAIN", *(f"PT0{number}" for number in range(1, 7))]
    await listing.edit(images=[{"slot": slot, "url": url} for slot, url in zip(slots, urls, strict=True)])
    panel = await browser.open(f"sidepanel/panel.html?tab={await browser.tab_of(listing)}")
    fact = panel.locator("#facts li", has_text="could not be read")
    await fact.wait_for()
    await panel.locator("#facts li", has_text="Images still being read").wait_for(state="detached")
    told = await fact.text_content() or ""
    assert told.count("supported image servers") == 3
    assert told.count("could not be downloaded") == 1
    assert told.count("larger than 8 MiB") == 1
    assert told.count("not an image") == 1
    assert told.count("reload the page") == 1
    assert agent.images == []
    assert "/a.jpg" not in asked
    assert "/good.jpg" not in asked
    await listing.holds("stub.last('report').phase === 'image'")
    assert await listing.run("stub.of('report').at(-1)[2]") == len(urls)
