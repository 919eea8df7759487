"""The bytes of an open page's pictures and style sheets, out of its browser."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any

from playwright.async_api import BrowserContext, CDPSession, Error, Page

from agent.audit.markup import Writer, sheet_text
from agent.audit.world import World

_MOST_PICTURE = 8 << 20
_LOADING_MS = 15_000
_SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "image/avif"),
)
Contents = dict[str, tuple[str, bytes]]
"""Type and bytes by the address under which they are written."""


async def contents_of(page: Page, world: World, writer: Writer, named: Mapping[str, str]) -> Contents:
    """What the browser holds of a page, and pictures that the page only names.

    Args:
        page: as it stands.
        world: of the page.
        writer: what was written of it.
        named: pictures' addresses by those that are written; what the page does not show, a tab loads.

    """
    held = await _held(world.session)
    contents: Contents = {}
    for written, url in {**named, **writer.pictures}.items():
        content = await _content(world, url, held)
        if content is None and written in named:
            content = await _loaded(page.context, url)
        kind = _picture_type(content or b"")
        if content and kind and len(content) <= _MOST_PICTURE:
            contents[written] = (kind, content)
    others = await _sheets(world.session) if any(text is None for _, text in writer.sheets.values()) else {}
    for written, (url, text) in writer.sheets.items():
        if css := others.get(url, "") if text is None else text:
            contents[written] = ("text/css; charset=utf-8", sheet_text(css).encode())
    return contents


def _picture_type(content: bytes) -> str | None:
    return next((kind for signature, kind in _SIGNATURES if signature.match(content)), None)


async def _held(session: CDPSession) -> dict[str, str]:
    """By address, the frame that loaded it."""
    await session.send("Page.enable")
    tree = await session.send("Page.getResourceTree")
    return {resource["url"]: frame for frame, resource in _resources(tree["frameTree"])}


def _resources(tree: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from ((tree["frame"]["id"], resource) for resource in tree["resources"])
    for child in tree.get("childFrames", ()):
        yield from _resources(child)


async def _content(world: World, url: str, held: Mapping[str, str]) -> bytes | None:
    bare = url.partition("#")[0]
    if bare not in held:
        return None
    try:
        answer = await world.session.send("Page.getResourceContent", {"frameId": held[bare], "url": bare})
    except Error:
        return None  # no longer in the browser's memory
    data: str = answer["content"]
    return base64.b64decode(data) if answer["base64Encoded"] else data.encode()


async def _loaded(context: BrowserContext, url: str) -> bytes | None:
    tab = await context.new_page()
    try:
        answer = await tab.goto(url, timeout=_LOADING_MS)
        return await answer.body() if answer and answer.ok else None
    except Error:
        return None  # the picture stays without bytes, as on the page
    finally:
        await tab.close()


async def _sheets(session: CDPSession) -> dict[str, str]:
    """The text of every style sheet that came from an address, as the page applies it."""
    added: list[dict[str, Any]] = []
    session.on("CSS.styleSheetAdded", lambda event: added.append(event["header"]))
    await session.send("DOM.enable")
    await session.send("CSS.enable")  # tells of all that are there before it answers
    texts: dict[str, str] = {}
    for header in added:
        if header["sourceURL"] and not header["isInline"]:
            answer = await session.send("CSS.getStyleSheetText", {"styleSheetId": header["styleSheetId"]})
            texts[header["sourceURL"]] = answer["text"]
    await session.send("CSS.disable")
    return texts
