"""Extraction on real pages as their sites wrote them. They stay outside the project: here are digests."""

import hashlib
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route

from tests.extension.extraction.isolated import reader

SAVED = Path(__file__).parents[4] / "shared" / "pages"
EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "saved_pages.json").read_text("utf-8")
)
"""By file: the address, and what was read of it (long texts as SHA-256); ``null``: no listing."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(
        not SAVED.is_dir(), reason=f"no saved pages in {SAVED}: only the practice pages are read"
    ),
]

SHORT = (
    *("marketplace", "brand", "manufacturer", "model", "gtin", "asin", "price", "condition"),
    *("shipping_method", "shipping_payer", "ship_from"),
)
LONG = ("title", "description", "category")
HEADERS = {"content-type": "text/html; charset=utf-8", "content-security-policy": "script-src 'none'"}
"""The page's own scripts do not run; the isolated world's do, as under any policy."""


@dataclass(frozen=True)
class Reading:
    """What was read of one saved page."""

    draft: dict[str, Any] | None
    places: list[dict[str, Any]]
    seller: str | None
    byline: str | None


Read = Callable[[str], Awaitable[Reading]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def read(browser: Browser) -> AsyncIterator[Read]:
    """Open a saved page at its address, with no network, and read it; each page once."""
    context = await browser.new_context()
    page = await context.new_page()
    readings: dict[str, Reading] = {}

    async def fulfil(route: Route) -> None:
        name = next((name for name, page in EXPECTED.items() if page["url"] == route.request.url), None)
        if name is None or not route.request.is_navigation_request():
            await route.abort()
        else:
            await route.fulfill(status=200, headers=HEADERS, body=(SAVED / name).read_bytes())

    async def read_page(name: str) -> Reading:
        if name not in readings:
            await page.goto(EXPECTED[name]["url"], wait_until="domcontentloaded")
            opened = await reader(page)
            draft = await opened.draft()
            readings[name] = Reading(
                draft,
                await opened.places() if draft else [],
                await opened.run("document.querySelector('#sellerProfileTriggerId')?.textContent.trim()"),
                await opened.run("document.querySelector('#bylineInfo')?.textContent.trim()"),
            )
        return readings[name]

    await context.route("**/*", fulfil)
    yield read_page
    await context.close()


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def facts(draft: dict[str, Any] | None) -> dict[str, Any] | None:
    """What may be written down of a reading: short facts, digests of long texts, counts."""
    if draft is None:
        return None
    listing = draft["listing"]
    return {
        "adapter": draft["adapter"],
        **{name: listing[name] for name in SHORT if name in listing},
        **{name: digest(listing[name]) for name in LONG if name in listing},
        "bullets": [digest(text)[:8] for text in listing.get("bullets", [])],
        "images": [image["slot"] for image in listing.get("images", [])],
        "missing": [name for name in draft["expected"] if name not in draft["found"]],
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
async def test_saved_page_reads_as_reviewed(read: Read, name: str) -> None:
    assert facts((await read(name)).draft) == EXPECTED[name]["facts"]


async def test_every_saved_page_is_read() -> None:
    assert {str(path.relative_to(SAVED)) for path in SAVED.glob("*/*.html")} == set(EXPECTED)


NEGATIVES = [name for name in EXPECTED if re.search(r"NEG_|SEARCH|search_|SSR_skeleton", name)]


@pytest.mark.parametrize("name", NEGATIVES)
async def test_negative_yields_nothing(read: Read, name: str) -> None:
    draft = (await read(name)).draft
    assert draft is None or draft["found"] == []
    assert len(NEGATIVES) == 5


TRUTH: dict[str, dict[str, Any]] = (
    json.loads((SAVED / "amazon" / "ground_truth.json").read_text("utf-8")) if SAVED.is_dir() else {}
)
FIELD_OF_LABEL = {"brand": "brand", "gtin": "gtin", "mpn": "model", "sku": "asin", "price": "price"}
SELLER_LABELLED_AS_BRAND = "amazon/peb_it_B085ZSV1JJ.html"
"""Its label is the seller's name; the page itself names the brand in the line under the title."""


@pytest.mark.parametrize("name", sorted(TRUTH))
async def test_saved_page_equals_its_ground_truth(read: Read, name: str) -> None:
    reading = await read(name)
    assert reading.draft is not None
    listing = reading.draft["listing"]
    truth = dict(TRUTH[name])
    if name == SELLER_LABELLED_AS_BRAND:
        assert truth.pop("brand") == [reading.seller]
        assert reading.byline is not None
        assert reading.byline.endswith(f" {listing['brand']}")
    for label, field in FIELD_OF_LABEL.items():
        if label in truth:
            value = amount(listing[field]) if field == "price" else listing[field]
            assert value in truth[label], label
    assert ("price" in listing) == ("InStock" in truth)


def amount(price: str) -> str:
    return re.sub(r"[^\d.]", "", price.replace(",", "."))


@pytest.mark.parametrize(
    "name", [name for name, page in sorted(EXPECTED.items()) if page["facts"] is not None]
)
async def test_every_text_of_a_saved_page_is_located_where_it_was_read(read: Read, name: str) -> None:
    places = (await read(name)).places
    # The ASIN may stand in the address only; a gallery shows some of its pictures.
    assert {place["field"] for place in places if place["kind"] is None} <= {"asin", "images"}
    assert all(place["agrees"] for place in places if place["kind"] is not None)
    assert all(place["drawable"] for place in places if place["kind"] == "static")
