"""The practice pages at the addresses of the real hosts. No request of theirs leaves the machine."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image, ImageDraw
from playwright.async_api import BrowserContext, Route

PAGES = Path(__file__).parent

_EDITOR = "marketplaceID=A1VC38T7YXB528&sku=AN-SB500-BK&asin=B0TENKEN01&productType=BOTTLE"
PRACTICE_URLS: dict[str, str] = {
    "seller-central": f"https://sellercentral.amazon.co.jp/abis/listing/edit/product_details?{_EDITOR}",
    "seller-central-create": "https://sellercentral.amazon.co.jp/abis/listing/create/product_identity"
    "?marketplaceID=A1VC38T7YXB528&productType=BOTTLE#product_identity",
    "mercari-sell": "https://jp.mercari.com/sell/create",
    "mercari-edit": "https://jp.mercari.com/sell/edit/m10000000001",
    "mercari-shops": "https://mercari-shops.com/seller/shops/tenkenPractice/products/practiceBottle/edit",
}
"""Where each page is found; ``…-create`` and ``mercari-edit`` share a folder with the page before them."""

_FOLDERS: tuple[tuple[str, str], ...] = (
    (r"https://sellercentral\.amazon\.co\.jp/abis/listing/", "seller-central"),
    (r"https://jp\.mercari\.com/sell/", "mercari-sell"),
    (r"https://mercari-shops\.com/seller/", "mercari-shops"),
)
_PICTURES = (
    r"https://(?:m\.media-amazon\.com|images-(?:na|eu|fe)\.ssl-images-amazon\.com"
    r"|static\.mercdn\.net|assets\.mercari-shops-static\.com)/"
)
"""Hosts of product pictures: of Amazon, Mercari and Mercari Shops."""
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
_GREY, _WHITE = (232, 232, 228), (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    content_type: str
    body: bytes
    status: int = 200


def answer(url: str) -> Answer:
    """What the practice hosts say to ``url``; 404 for everything that is not theirs."""
    for pattern, folder in _FOLDERS:
        if re.match(pattern, url):
            name = Path(urlsplit(url).path).name
            return _file(PAGES / folder / (name if name in {"page.js", "page.css"} else "page.html"))
    if re.match(_PICTURES, url):
        name = Path(urlsplit(url).path).name.lower()
        return Answer("image/jpeg", picture(grey="grey" in name))
    return Answer("text/plain", b"not a practice page", 404)


def _file(path: Path) -> Answer:
    return Answer(f"{_TYPES[path.suffix]}; charset=utf-8", path.read_bytes())


@cache
def picture(*, grey: bool, side: int = 1600) -> bytes:
    """A JPEG of a bottle, ``side`` pixels square, on grey (232, 232, 228) or on pure white."""
    image = Image.new("RGB", (side, side), _GREY if grey else _WHITE)
    draw = ImageDraw.Draw(image)
    unit = side / 16
    draw.rounded_rectangle((6 * unit, 3 * unit, 10 * unit, 15 * unit), unit, fill=(38, 70, 83))
    draw.rounded_rectangle((6.6 * unit, unit, 9.4 * unit, 3.4 * unit), unit / 3, fill=(20, 33, 40))
    draw.rectangle((6 * unit, 7 * unit, 10 * unit, 7.3 * unit), fill=(233, 196, 106))
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=95, subsampling=0)
    return stream.getvalue()


async def serve(context: BrowserContext, otherwise: Callable[[str], Answer] = answer) -> None:
    """Answer every request of ``context`` with the practice pages; extension pages and loopback pass.

    ``otherwise`` gives the answers, for tests that add pages of their own. A service worker's own
    requests are seen only where Playwright routes them.
    """

    async def fulfil(route: Route) -> None:
        given = otherwise(route.request.url)
        await route.fulfill(
            status=given.status,
            body=given.body,
            headers={"content-type": given.content_type, "cache-control": "no-store"},
        )

    await context.route(re.compile(r"^https?://(?!127\.0\.0\.1|localhost|\[::1\])"), fulfil)
