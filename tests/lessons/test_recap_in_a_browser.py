"""The recap as a person has it: in a real Chromium, by axe-core, with hostile text, on paper."""

from collections.abc import AsyncIterator
from itertools import cycle
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from agent.lessons.recap import recap_html
from agent.lessons.recap_mask import plain
from agent.lessons.run import KeyFault, Told
from agent.wire_parts import Locale
from tests.axe import needs_axe, violations
from tests.browsers import silent_page
from tests.lessons.recaps import lesson, listing, spoken_name, told
from tests.reports.runs import HOSTILE, ruleset

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def page(plain_browser: Browser) -> AsyncIterator[Page]:
    """A page that fails the test on any dialog, error or request but for the recap's own file."""
    async with silent_page(plain_browser, asks_nothing=True) as page:
        yield page


async def opened(page: Page, folder: Path, content: str) -> None:
    (folder / "recap.html").write_text(content, "utf-8")
    await page.goto((folder / "recap.html").as_uri())


@needs_axe
@pytest.mark.parametrize(
    ("locale", "scheme", "whole"),
    [("ja", "light", True), ("zh", "dark", True), ("en", "light", True), ("en", "dark", False)],
)
async def test_axe_finds_nothing_in_any_language_light_or_dark_whole_or_masked(
    page: Page, tmp_path: Path, locale: Locale, scheme: Literal["light", "dark"], *, whole: bool
) -> None:
    await page.emulate_media(color_scheme=scheme)
    await opened(page, tmp_path, recap_html(told(), lesson(), locale, texts=whole, rules=ruleset()))
    assert await violations(page) == []


async def test_r01_hostile_text_is_shown_literally(page: Page, tmp_path: Path) -> None:
    await opened(page, tmp_path, recap_html(_hostile(), lesson(), "ja"))
    assert await page.locator("main img").count() == 1, "only the lesson's picture"
    assert await page.locator(":is(iframe, object, embed, script, x)").count() == 0
    for place in (
        ".facts",
        ".listing",
        "#faults ~ article",
        "section:has(#attempts)",
        "section:has(#answers)",
    ):
        content = "".join(await page.locator(place).all_text_contents())
        for text in HOSTILE:
            assert (spoken_name(text) if place == ".facts" else plain(text)) in content, place


def _hostile() -> Told:
    """Every hostile text wherever a run has texts."""
    every = " ".join(HOSTILE)
    of = told(
        listing(title=f"{every} 送料無料", bullets=HOSTILE, description=every, brand=every), title=every
    )
    names = " ".join(map(spoken_name, HOSTILE))
    run = of.run.model_copy(
        update={"learner": names, "key": tuple(map(_said_with, of.run.key, cycle(HOSTILE)))}
    )
    wrong = next(one for one in of.attempts if one.verdict == "wrong-place")
    attempts = tuple(wrong.model_copy(update={"quote": text}) for text in HOSTILE)
    answers = tuple(of.answers[0].model_copy(update={"answer": text, "rule": text}) for text in HOSTILE)
    return of.model_copy(update={"run": run, "attempts": attempts, "answers": answers})


def _said_with(fault: KeyFault, text: str) -> KeyFault:
    words = fault.annotation.model_copy(update={"title": text, "message": text, "help": text, "rule": text})
    return fault.model_copy(update={"annotation": words})


async def test_a_number_leads_to_its_fault_by_keyboard(page: Page, tmp_path: Path) -> None:
    await opened(page, tmp_path, recap_html(told(), lesson(), "ja"))
    await page.locator(".listing .pin").first.focus()
    await page.keyboard.press("Enter")
    assert page.url.endswith("#fault-5")
    assert await page.locator("#fault-5").is_visible()


async def test_boxes_lie_where_the_regions_are(page: Page, tmp_path: Path) -> None:
    await opened(page, tmp_path, recap_html(told(), lesson(), "ja"))
    image = await page.locator(".frame img").bounding_box()
    box = await page.locator(".frame rect.found").bounding_box()
    assert image is not None
    assert box is not None
    expected = (0.03 * image["width"], 0.03 * image["height"], 0.5 * image["width"], 0.16 * image["height"])
    found = (box["x"] - image["x"], box["y"] - image["y"], box["width"], box["height"])
    assert found == pytest.approx(expected, abs=4), "within the line's own width"


async def test_nothing_reaches_beyond_a_narrow_window_and_print_is_light(page: Page, tmp_path: Path) -> None:
    await page.set_viewport_size({"width": 360, "height": 700})
    await page.emulate_media(media="print", color_scheme="dark")
    await opened(page, tmp_path, recap_html(told(), lesson(), "en", rules=ruleset()))
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
