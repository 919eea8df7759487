"""Listing text that would be code if it were ever taken for markup, and pages that forbid code."""

import re

import pytest
from playwright.async_api import Dialog, Route

from scripts.practice.chromium import Tab
from tests.e2e.hostile import (
    DESCRIPTION,
    FAULTY,
    PROMOTION,
    TITLE,
    Ground,
    box_of,
    mark_of,
    open_card,
)
from tests.pages.serving import answer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MARKUP = "amazon/copy-html"
"""Its findings quote the tag, in the card and in the panel."""
TEXTS = {
    "image": "<img src=x onerror=\"alert(document.title='owned')\">",
    "frame": "<iframe onload=\"alert(document.title='owned')\">",
    "link": "<a href=\"javascript:alert(document.title='owned')\">",
    "template": "<b title=\"#{alert(1)} [[constructor.constructor('alert(1)')()]]\">",
    "template literal": '<i title="${alert(1)}`${alert(2)}`">',
}
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src https://m.media-amazon.com; "
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
ELEMENTS = "[...document.querySelectorAll('*')].map(({localName}) => localName).sort().join()"
DANGEROUS = "img, script, iframe, object, embed, link[href], [onerror], [onload], [href^='javascript']"


async def describe(tab: Tab, words: str) -> None:
    await tab.page.locator(DESCRIPTION).fill(f"アオナミのボトル。{words}容量500ml。<svg onload=alert(1)>")


@pytest.mark.parametrize("kind", TEXTS)
async def test_markup_in_a_listing_is_shown_literally_on_the_page_in_the_card_and_in_the_panel(
    practice: Ground, kind: str
) -> None:
    """X01."""
    words = TEXTS[kind]
    dialogs: list[str] = []

    def heard(dialog: Dialog) -> None:
        dialogs.append(dialog.message)

    practice.context.on("dialog", heard)
    tab = await practice.editor()
    await describe(tab, "")
    before, title = await tab.page.evaluate(f"[{ELEMENTS}, document.title]")
    await describe(tab, words)
    assert f"“{words}”" in await open_card(tab, MARKUP, words)
    assert await tab.ask(f"tenken.overlay.root().querySelectorAll({DANGEROUS!r}).length") == 0
    assert await tab.page.evaluate(f"[{ELEMENTS}, document.title]") == [before, title]

    panel = await practice.panel(tab)
    await panel.locator(".finding", has_text=words).first.wait_for()
    assert await panel.locator("#listing").locator(DANGEROUS).count() == 0
    assert await panel.title() != "owned"
    assert dialogs == []
    await panel.close()
    await tab.page.close()
    practice.context.remove_listener("dialog", heard)


async def test_a_page_with_a_strict_policy_and_trusted_types_gets_styled_marks_and_cards(
    practice: Ground,
) -> None:
    """X02."""

    async def serve_strictly(route: Route) -> None:
        given = answer(route.request.url)
        headers = {"Content-Security-Policy": STRICT, "Content-Type": given.content_type}
        await route.fulfill(status=given.status, body=given.body, headers=headers)

    await practice.context.route(re.compile("policy=strict"), serve_strictly)
    violations: list[str] = []
    tab = await practice.editor("&policy=strict")
    assert await tab.page.evaluate(
        "(() => { try { document.body.innerHTML = '<b>'; } catch ({name}) { return name; } })()"
    ) == ("TypeError")
    tab.page.on("console", lambda said: violations.append(said.text))
    await tab.page.locator(TITLE).fill(FAULTY)
    text = await open_card(tab, PROMOTION, "送料無料")
    assert "promotional" in text
    mark = await mark_of(tab, PROMOTION, "送料無料")
    assert "wavy" in await tab.ask(
        "(({place}) => getComputedStyle(place.control, '::highlight(tenken-error)').textDecorationStyle)"
        f"(tenken.drawing.marks().find(({{annotation}}) => annotation.id === '{mark['id']}'))"
    )
    card = "getComputedStyle(tenken.overlay.root().querySelector('.card'))"
    assert await tab.ask(f"[{card}.position, {card}.backgroundColor]") == ["absolute", "rgb(255, 255, 255)"]
    box = await box_of(tab, ".card")
    assert 200 < box["width"] < 600
    assert violations == []
