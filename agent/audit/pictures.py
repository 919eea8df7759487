"""A page's pictures: their bytes out of the browser or the saved page, measured and named by digest."""

import asyncio
import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession, Error

from agent.audit.addresses import is_picture
from agent.audit.browser import Tab
from agent.audit.world import WorldError
from agent.imaging.pool import ImagePool
from agent.picture import ImageFacts

MOST_BYTES = 8 << 20
"""As the extension takes them."""
SECONDS = 20
_AT_ONCE = 4
"""Pictures of all pages together that are with the pool, which takes sixteen."""


@dataclass(slots=True)
class Pictures:
    """Brings pictures to the pool that measures and reads them."""

    pool: ImagePool
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def facts(
        self, images: Sequence[Mapping[str, Any]], tab: Tab
    ) -> tuple[list[dict[str, Any]], dict[str, ImageFacts], dict[str, bytes]]:
        """The images as a listing names them, and what was measured; and the bytes, by digest.

        An image whose bytes cannot be had is named as such, as in the extension.
        """
        brought = await asyncio.gather(*(self._bring(image, tab) for image in images))
        facts: dict[str, ImageFacts] = {}
        for image, (one, _) in zip(images, brought, strict=True):
            # Only the main image's text is read, and the same picture may stand in another slot.
            if one is not None and (one.digest not in facts or image["slot"] == "MAIN"):
                facts[one.digest] = one
        content = {one.digest: data for one, data in brought if one is not None}
        named = [_named(image, found) for image, (found, _) in zip(images, brought, strict=True)]
        return named, facts, content

    async def _bring(self, image: Mapping[str, Any], tab: Tab) -> tuple[ImageFacts | None, bytes]:
        url = image.get("url")
        async with self._turns:
            data = None if url is None else await _content(url, tab)
            if not data:
                return None, b""
            facts = await self.pool.measure(data)
            if image["slot"] == "MAIN" and facts.error is None and facts.text is None:
                facts = await self.pool.read(facts.digest)
            return facts, data


def _named(image: Mapping[str, Any], facts: ImageFacts | None) -> dict[str, Any]:
    """As the extension names it: without what means nothing outside the page."""
    url: str = image.get("url") or ""
    shown = {"url": url.partition("?")[0].partition("#")[0]} if url.startswith("https://") else {}
    return {"slot": image["slot"], **shown, **({"digest": facts.digest} if facts else {"unavailable": True})}


async def _content(url: str, tab: Tab) -> bytes | None:
    if url.startswith(("blob:", "data:")):
        try:
            text = await tab.world.run(f"tenkenAudit.bytes({json.dumps(url)})")
        except WorldError:
            return None
        return base64.b64decode(text) if text else None
    if not is_picture(url):
        return None
    if tab.answers is not None:
        answer = tab.answers(url)
        fitting = answer is not None and answer.status == 200 and len(answer.body) <= MOST_BYTES  # noqa: PLR2004
        return answer.body if answer is not None and fitting else None
    try:
        async with asyncio.timeout(SECONDS):
            return await _loaded(tab.world.session, tab.world.frame, url)
    except (Error, TimeoutError):
        return None


async def _loaded(session: CDPSession, frame: str, url: str) -> bytes | None:
    """The picture as the browser loads it: without cookies, and from its cache if it is there."""
    answer = await session.send(
        "Network.loadNetworkResource",
        {"frameId": frame, "url": url, "options": {"disableCache": False, "includeCredentials": False}},
    )
    resource = answer["resource"]
    if not resource.get("success") or "stream" not in resource:
        return None
    parts: list[bytes] = []
    try:
        while sum(map(len, parts)) <= MOST_BYTES:
            part = await session.send("IO.read", {"handle": resource["stream"], "size": 1 << 20})
            data: str = part["data"]
            parts.append(base64.b64decode(data) if part.get("base64Encoded") else data.encode())
            if part["eof"]:
                return b"".join(parts)
    finally:
        await session.send("IO.close", {"handle": resource["stream"]})
    return None
