"""The HTML report as a person has it: in a real Chromium, by axe-core, by keyboard, with hostile text."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from agent.baseline import accept
from agent.reports.run import AuditedTarget, Cause, Run, Screenshot
from agent.reports.write import write
from agent.waivers import Waiver, Waivers
from tests.axe import needs_axe, violations
from tests.browsers import silent_page
from tests.pages.serving import picture
from tests.reports.runs import HOSTILE, TODAY, against, failed, hostile_targets, listing, run, target

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def page(plain_browser: Browser) -> AsyncIterator[Page]:
    """A page that fails the test on any dialog, error or request but for the report's own file."""
    async with silent_page(plain_browser, asks_nothing=True) as page:
        yield page


async def opened(page: Page, of: Run, folder: Path) -> None:
    write(of, folder / "report.html", "ja")
    await page.goto((folder / "report.html").as_uri())


def screenshot() -> Screenshot:
    return Screenshot.model_validate(
        {
            "image": picture(grey=True),
            "width": 400,
            "height": 400,
            "marks": [{"finding": 0, "region": {"x": 0.1, "y": 0.1, "width": 0.3, "height": 0.2}}],
        }
    )


def hostile() -> Run:
    return run([target("https://shop.example/shot", screenshots=(screenshot(),)), *hostile_targets()])


async def open_all(page: Page) -> None:
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def full() -> Run:
    """A little of everything that the page can show."""
    shop = "https://shop.example/shot"
    named = {"rule": "amazon/bullets-too-few", "reason": "agreed", "author": "Sato", "created": TODAY}
    waiver = Waiver.model_validate({"id": "w-00000001", "scope": "everywhere", "until": TODAY} | named)
    old = run([target(shop, listing("保温ボトル 特価 送料無料"))])
    baseline = accept(None, old.conditions, old.found(), TODAY, lambda *_: True)
    of = listing(bullets=("<b>軽い</b>",), description="最安のボトルです。")
    first = target(shop, of, Waivers(waivers=(waiver,)), screenshots=(screenshot(),))
    return against(baseline, run([first, failed("https://shop.example/2")]))


@needs_axe
@pytest.mark.parametrize(("locale", "scheme"), [("ja", "light"), ("zh", "dark"), ("en", "light")])
async def test_axe_finds_nothing_in_any_language_light_or_dark(
    page: Page, tmp_path: Path, locale: str, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    await opened(page, full(), tmp_path)
    await page.select_option("#locale", locale)
    await page.check("input[value=target]")
    await open_all(page)
    for state in ("error", "warning", "incomplete", "new", "known"):
        await expect(page.locator(f".badge.{state}").first).to_be_visible()
    assert await page.locator("[data-list] .finding").count() == 2
    assert await violations(page) == []


async def test_hostile_text_is_shown_literally(page: Page, tmp_path: Path) -> None:
    await opened(page, hostile(), tmp_path)
    await page.check("input[value=target]")
    await open_all(page)
    await expect(page.locator(".finding").first).to_be_visible()
    assert await page.locator("main img").count() == 1, "only the screenshot"
    assert await page.locator("main :is(iframe, object, embed, script, x)").count() == 0
    shown = await page.locator("main").inner_text()
    assert HOSTILE[0] in shown
    assert "</script>" in shown
    assert await page.locator(".shot rect").count() == 1


async def test_languages_grouping_filter_and_search(page: Page, tmp_path: Path) -> None:
    await opened(page, hostile(), tmp_path)
    await expect(page.locator("html")).to_have_attribute("lang", "ja")
    await page.select_option("#locale", "zh")
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(page.locator("h1")).to_have_text("检查报告")
    await expect(page.locator("details.group h3").first).to_contain_text("HTML")
    await page.fill("#search", "最安 存在しない")
    await expect(page.locator("#shown")).to_have_text("没有符合条件的问题。")
    await page.fill("#search", "title-promotional")
    await expect(page.locator("details.group")).to_have_count(1)
    await page.uncheck("input[value=error]")
    await expect(page.locator("#shown")).to_have_text("没有符合条件的问题。")


async def test_what_was_not_judged_or_in_part_only_is_said_in_the_readers_language(
    page: Page, tmp_path: Path
) -> None:
    turned_away = AuditedTarget(label="https://shop.example/2", outcome="blocked", cause=Cause(key="robot"))
    in_part = target("https://shop.example/1", missing=("price",))
    await opened(page, run([in_part, turned_away, failed("https://shop.example/3")]), tmp_path)
    said = page.locator(".unaudited .why:visible")
    await expect(said).to_have_text(
        [
            "サイトが人による操作かどうかを確認しています",
            "a page against robots",
            "ページに表示されていない項目: 価格",
        ]
    )
    await page.select_option("#locale", "zh")
    await expect(said.first).to_have_text("网站要求确认是否为真人操作")
    await expect(said.last).to_have_text("页面上没有显示的字段：价格")


async def test_it_works_by_keyboard(page: Page, tmp_path: Path) -> None:
    await opened(page, hostile(), tmp_path)
    await page.locator("details.group > summary").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".finding").first).to_be_visible()
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.closest('.finding') !== null")


async def test_ten_thousand_findings_are_there_at_once_and_a_page_at_a_time(
    page: Page, tmp_path: Path
) -> None:
    one = target("x", listing(bullets=("激安 最安 特価 送料無料",) * 5, description="<b>送料無料</b>" * 5))
    labels = [f"https://shop.example/{place}" for place in range(10_000 // len(one.fingerprints))]
    await opened(page, run([one.model_copy(update={"label": label}) for label in labels]), tmp_path)
    await page.check("input[value=target]")
    await expect(page.locator("details.group")).to_have_count(100)
    await page.get_by_role("button").click()
    await expect(page.locator("details.group")).to_have_count(200)
    assert await page.evaluate("document.activeElement.matches('details.group:nth-child(101) > summary')")
    drawn = await page.evaluate(
        "(() => { const start = performance.now();"
        " document.getElementById('tools').dispatchEvent(new Event('change'));"
        " return performance.now() - start; })()"
    )
    assert drawn < 2000
