"""The practice listing of a lesson, as the agent serves it: read and located by its markup alone."""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Page, Route

from agent.lessons import practice_page
from agent.lessons.lesson import Lesson, LessonPicture, Planted
from agent.listing import TEXT_FIELDS, Listing, ListingImage
from tests.extension.extraction.isolated import reader

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ADDRESS = "http://127.0.0.1:8765/practice/AAAAAAAAAAAAAAAAAAAAAA"
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
PAGE = f"""<!doctype html><html lang="ja"><title>練習</title><main {{0}}>
<label>商品名 <input data-tenken-field="title" value="水筒 𠮷野"></label>
<textarea data-tenken-field="bullets" readonly>一つ目</textarea>
<textarea data-tenken-field="bullets" readonly>二つ目</textarea>
<input data-tenken-field="price" value="">
<input name="search" value="not of the listing">
<img data-tenken-slot="MAIN" src="{DOT}" alt=""><img data-tenken-slot="PT01" src="{DOT}#2" alt="">
<img src="{DOT}" alt="">
</main>"""
AMAZON = 'data-tenken-practice="amazon" data-tenken-marketplace="jp"'


def lesson() -> Lesson:
    """A lesson of every field that a page can show."""
    picture = base64.b64decode(DOT.partition(",")[2])
    texts = {
        field: f"{field}\n<b>&amp; 𠮷野" for field in TEXT_FIELDS if field not in {"bullets", "messages"}
    }
    listing = Listing.model_validate(
        {
            "platform": "mercari",
            "marketplace": "jp",
            "page": "edit",
            **texts,
            "title": '水筒 "500ml" <b>',
            "bullets": ("一つ目", "", "三つ目"),
            "messages": ("\n先頭の改行",),
            "images": (ListingImage(slot="MAIN", digest=hashlib.sha256(picture).hexdigest()),),
        }
    )
    return Lesson(
        id="A" * 22,
        title="練習",
        site="mercari",
        locale="ja",
        created=datetime(2026, 11, 22, tzinfo=UTC),
        ruleset="0" * 16,
        seed=1,
        listing=listing,
        pictures=(
            LessonPicture(slot="MAIN", media_type="image/png", base64=base64.b64encode(picture).decode()),
        ),
        planted=(Planted(rule="mercari/x", finding="0" * 16, field="title"),),
    )


async def opened(page: Page, address: str = ADDRESS, marked: str = AMAZON, whole: str | None = None) -> Any:  # noqa: ANN401 - a reader
    async def serve(route: Route) -> None:
        await route.fulfill(body=whole or PAGE.format(marked), content_type="text/html; charset=utf-8")

    await page.route("**/*", serve)
    await page.goto(address)
    return await reader(page)


async def test_the_fields_that_the_page_has_are_read_and_located(page: Page) -> None:
    read = await opened(page)
    draft = await read.draft()
    assert draft["listing"] == {
        "platform": "amazon",
        "marketplace": "jp",
        "page": "edit",
        "title": "水筒 𠮷野",
        "bullets": ["一つ目", "二つ目"],
        "price": "",
        "images": [{"slot": "MAIN", "url": DOT}, {"slot": "PT01", "url": f"{DOT}#2"}],
    }
    assert draft["expected"] == draft["found"] == ["title", "bullets", "price", "images"]
    places = await read.places()
    assert [(place["field"], place["kind"], place["agrees"]) for place in places] == [
        ("title", "control", True),
        ("bullets", "control", True),
        ("bullets", "control", True),
        ("price", "control", True),
        ("images", "image", True),
        ("images", "image", True),
    ]


async def test_a_store_that_is_not_named_is_unknown(page: Page) -> None:
    read = await opened(page, marked='data-tenken-practice="mercari"')
    draft = await read.draft()
    assert draft["listing"]["platform"] == "mercari"
    assert "marketplace" not in draft["listing"]


async def test_a_page_that_the_agent_renders_is_read_as_the_lessons_listing(page: Page) -> None:
    kept = lesson()
    read = await opened(page, whole=practice_page.render(kept))
    draft = await read.draft()
    shown = Listing.model_validate({**draft["listing"], "images": None})
    assert set(shown.present()) == set(TEXT_FIELDS)
    differing = {field for field in TEXT_FIELDS if getattr(shown, field) != getattr(kept.listing, field)}
    assert {field: getattr(shown, field) for field in differing} == {}
    assert [image["slot"] for image in draft["listing"]["images"]] == ["MAIN"]
    assert all(place["agrees"] for place in await read.places())


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("https://shop.example/practice/AAAA", AMAZON),
        ("http://127.example:8765/practice/AAAA", AMAZON),
        ("http://127.0.0.1:8765/console", AMAZON),
        ("http://127.0.0.1:8765/practice/files/page", AMAZON),
        (ADDRESS, ""),
        (ADDRESS, 'data-tenken-practice="ebay"'),
    ],
)
async def test_no_other_page_passes_for_one(page: Page, address: str, marked: str) -> None:
    read = await opened(page, address, marked)
    assert await read.draft() is None
