"""The practice page as the extension reads it and as a person has it: in a real Chromium, and by axe-core."""

import re
from collections.abc import AsyncIterator
from typing import Any, Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route

from agent.lessons.lesson import Lesson
from agent.lessons.planting import plant
from agent.lessons.practice_page import FILES, render
from agent.listing import TEXT_FIELDS, Listing
from agent.wire_parts import Locale
from tests.axe import needs_axe, violations
from tests.browsers import silent_page
from tests.lessons.beds import bed

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:"
ADDRESS = "http://127.0.0.1/practice/x"
READ = """() => ({
  main: {...document.querySelector('main').dataset},
  fields: [...document.querySelectorAll('[data-tenken-field]')].map((one) => [
    one.dataset.tenkenField, one.value,
  ]),
  slots: [...document.querySelectorAll('[data-tenken-slot]')].map((one) => [
    one.dataset.tenkenSlot, one.naturalWidth,
  ]),
})"""
HOSTILE = '\n</textarea><script>alert(1)</script>"\' onfocus=alert(2) x="  {{ 7*7 }}　\t終'


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    rules = ["mercari/outside-contact", "mercari/title-too-long", "mercari-link/main-image-not-white"]
    return plant(bed(), "mercari", rules, 3, 1, "ja").lesson


@pytest_asyncio.fixture(loop_scope="session")
async def page(plain_browser: Browser) -> AsyncIterator[Page]:
    """A page that fails the test on any dialog, error or word of the browser's."""
    async with silent_page(plain_browser) as page:
        yield page


async def opened(page: Page, lesson: Lesson) -> dict[str, Any]:
    """What can be read of the lesson's page."""
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}

    async def serve(route: Route) -> None:
        if route.request.url.endswith(".css"):
            await route.fulfill(path=FILES / "practice.css", content_type="text/css")
        else:
            await route.fulfill(body=render(lesson), headers=headers)

    await page.route("**/practice/**", serve)
    await page.goto(ADDRESS)
    read: dict[str, Any] = await page.evaluate(READ)
    return read


def texts(listing: Listing) -> list[list[str]]:
    return [[name, passage.text] for name in TEXT_FIELDS for passage in listing.passages(name) or ()]


def shown(lesson: Lesson, **fields: object) -> Lesson:
    return lesson.model_copy(update={"listing": lesson.listing.model_copy(update=fields)})


async def test_the_page_says_what_the_lesson_says(page: Page, lesson: Lesson) -> None:
    read = await opened(page, lesson)
    assert sorted(read["fields"]) == sorted(texts(lesson.listing))
    assert [slot for slot, _ in read["slots"]] == [image.slot for image in lesson.listing.images or ()]
    assert all(width > 0 for _, width in read["slots"])
    assert read["main"] == {"tenkenPractice": "mercari", "tenkenMarketplace": "jp"}


async def test_hostile_texts_and_odd_spaces_are_shown_literally(page: Page, lesson: Lesson) -> None:
    hostile = shown(
        lesson,
        title=HOSTILE,
        description=HOSTILE,
        brand="<img src=x onerror=alert(1)> \u3000",
        bullets=(HOSTILE, "", " a"),
        messages=("<b>5461</b>",),
        category=HOSTILE.strip(),
    )
    read = await opened(page, hostile)
    assert sorted(read["fields"]) == sorted(texts(hostile.listing))
    assert await page.locator("main :is(script, iframe, b)").count() == 0


async def test_what_is_absent_has_no_element_and_what_is_empty_has_one(page: Page, lesson: Lesson) -> None:
    read = await opened(page, shown(lesson, brand=None, price="", marketplace=None))
    fields = dict(read["fields"])
    assert "brand" not in fields
    assert fields["price"] == ""
    assert read["main"] == {"tenkenPractice": "mercari"}


async def test_the_page_holds_no_answers(lesson: Lesson) -> None:
    page = re.sub(r'src="data:[^"]*"', "", render(lesson))
    told = {part for fault in lesson.planted for part in (fault.rule, fault.finding)}
    assert [part for part in told if part in page] == []


@needs_axe
@pytest.mark.parametrize(("locale", "scheme"), [("ja", "light"), ("zh", "dark"), ("en", "light")])
async def test_axe_finds_nothing_in_any_language_light_or_dark(
    page: Page, lesson: Lesson, locale: Locale, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    await opened(page, shown(lesson, messages=("5461",)).model_copy(update={"locale": locale}))
    assert await violations(page) == []
