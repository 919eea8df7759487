"""Saving an open page: what is shown and typed there, without what is about people, proven to read the same.

What is personal stands in ``personal`` and ``leftovers``, how a page is written in ``markup`` and
``page_folder``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page

from agent.audit.addresses import is_picture
from agent.audit.answers import MOST_BYTES, Answer, SavedPage, key
from agent.audit.browser import Tab
from agent.audit.leftovers import Held, Leftover, unique
from agent.audit.markup import Writer
from agent.audit.page_bytes import Contents, contents_of
from agent.audit.page_folder import Index, Viewport
from agent.audit.personal import Scrubber, is_kept, names_in
from agent.audit.saved_privacy import left_in_listing, left_in_page, secrets_of
from agent.audit.world import World

PATIENCE = 20.0
"""Seconds until a listing has to be there."""


class CaptureError(Exception):
    """The page is not saved; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A page as it would be written."""

    index: Index
    html: str
    contents: Contents
    found: tuple[str, ...]
    """The fields that were read of it."""


async def capture(page: Page, keep: Sequence[str] = (), patience: float = PATIENCE) -> Captured:
    """The page as it stands once its listing is there.

    Args:
        page: where a listing is shown or edited.
        keep: texts that only look personal.
        patience: seconds until the listing has to be there.

    Raises:
        CaptureError: no listing is read there, or something personal is in it or would be left, or the saved
            page would not read like this one.

    """
    world = await _world(page)
    draft = await _read(world, patience)
    listing: Mapping[str, Any] = draft["listing"]
    await world.run(Path(__file__).with_name("capture.js").read_text("utf-8"))
    taken: Mapping[str, Any] = await world.run("tenkenCapture()")
    people, accounts = names_in(**taken["names"])
    public = json.dumps(listing, ensure_ascii=False)
    # A store is often called like its brand: what the listing says in public is no secret.
    names = (*people, *(name for name in accounts if name not in public))
    cookies = [cookie.get("value", "") for cookie in await page.context.cookies()]
    secrets = secrets_of(taken["secrets"], taken["passwords"], cookies, f"{public} {page.url}")
    held = Held(tuple(sorted(names, key=len, reverse=True)), secrets, tuple(keep))
    _require_clean(left_in_listing(listing, held), "the listing itself has")
    scrubber = Scrubber(tuple(name for name in held.names if not is_kept(name, keep)), held.keep)
    captured = await _written(page, world, draft, taken, scrubber)
    _require_clean(left_in_page(captured.index.url, captured.html, captured.contents, held), "there would be")
    await _require_same(page, captured, listing, scrubber)
    return captured


async def _world(page: Page) -> World:
    world = World(await page.context.new_cdp_session(page))
    await world.inject()
    return world


async def _read(world: World, patience: float) -> Mapping[str, Any]:
    await world.run(f"tenkenAudit.settled(false, {patience * 1000:.0f})")
    seen = await world.run("tenkenAudit.seen()")
    if seen["fullness"] == "none":
        parts = urlsplit(seen["url"])
        msg = (
            f"no listing is read at {parts.hostname}{parts.path}; go to the page of a listing, and if the "
            "site asks to sign in use --headed or --storage-state"
        )
        raise CaptureError(msg)
    draft: Mapping[str, Any] = seen["draft"]
    return draft


async def _written(
    page: Page, world: World, draft: Mapping[str, Any], taken: Mapping[str, Any], scrubber: Scrubber
) -> Captured:
    writer = Writer(scrubber)
    try:
        html = writer.html(taken["tree"])
    except RecursionError as error:
        msg = "nothing was written: the page's elements are nested too deeply"
        raise CaptureError(msg) from error
    urls = [image.get("url") or "" for image in draft["listing"].get("images", ())]
    named = {scrubber.address(url): url for url in urls if is_picture(url)}
    contents = await contents_of(page, world, writer, named)
    if len(html.encode()) + sum(len(content) for _, content in contents.values()) > MOST_BYTES:
        msg = f"nothing was written: the page has more than {MOST_BYTES >> 20} MB"
        raise CaptureError(msg)
    browser = page.context.browser
    index = Index(
        url=scrubber.address(page.url),
        saved=datetime.now(UTC).replace(microsecond=0),
        browser=f"Chromium {browser.version}" if browser else "Chromium",
        locale=taken["locale"],
        viewport=Viewport.model_validate(taken["viewport"]),
    )
    return Captured(index, html, contents, tuple(draft["found"]))


def _require_clean(left: Sequence[Leftover], said: str) -> None:
    if left:
        lines = "\n".join(f"  {one}" for one in unique(left))
        msg = (
            f"nothing was written, for {said} what looks personal:\n{lines}\n"
            "Change it on the page and save again, or allow what is harmless with --keep TEXT."
        )
        raise CaptureError(msg)


async def _require_same(
    page: Page, captured: Captured, listing: Mapping[str, Any], scrubber: Scrubber
) -> None:
    """Open what would be written, without the network, and read it again."""
    browser = page.context.browser
    if browser is None:
        msg = "nothing was written: the browser is gone"
        raise CaptureError(msg)
    size = captured.index.viewport
    context = await browser.new_context(
        viewport={"width": size.width, "height": size.height},
        locale=captured.index.locale,
        service_workers="block",
    )
    try:
        again = await _read_copy(context, captured)
    finally:
        await context.close()
    fields = sorted({*listing, *again})
    different = [
        name for name in fields if _public(listing, name, scrubber) != _public(again, name, scrubber)
    ]
    if different:
        msg = (
            "nothing was written: the saved page would not read like this one, which is a fault of Tenken's "
            f"({', '.join(different)}); please report the page"
        )
        raise CaptureError(msg)


async def _read_copy(context: BrowserContext, captured: Captured) -> Mapping[str, Any]:
    answers = {key(url): Answer(content, kind) for url, (kind, content) in captured.contents.items()}
    document = Answer(captured.html.encode(), "text/html; charset=utf-8")
    saved = SavedPage(captured.index.url, document, lambda url: answers.get(key(url)))

    page = await context.new_page()
    tab = Tab(page, World(await context.new_cdp_session(page)), saved.answer)
    await context.route("**/*", tab.fulfil)
    await page.goto(saved.url, wait_until="load")
    await tab.world.inject()
    world = tab.world
    await world.run("tenkenAudit.settled(true, 10000)")
    draft = (await world.run("tenkenAudit.seen()"))["draft"]
    listing: Mapping[str, Any] = draft["listing"] if draft else {}
    return listing


def _public(listing: Mapping[str, Any], name: str, scrubber: Scrubber) -> object:
    """A field's value, as far as a saved page can have it: pictures without what signs for them."""
    value: object = listing.get(name)
    if name != "images" or not isinstance(value, list):
        return value
    return [
        (one["slot"], scrubber.address(url) if (url := one.get("url") or "").startswith("http") else "")
        for one in value
    ]
