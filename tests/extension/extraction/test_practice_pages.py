import json
from typing import Any

import pytest
from playwright.async_api import Page

from tests.extension.extraction.isolated import reader
from tests.pages.serving import PAGES, PRACTICE_URLS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STATES = [
    pytest.param(state, id=f"{folder.parent.name} - {name}")
    for folder in sorted(PAGES.glob("*/expected.json"))
    for name, state in json.loads(folder.read_text("utf-8")).items()
]


@pytest.mark.parametrize("state", STATES)
async def test_reading_equals_what_the_practice_page_says_of_itself(
    page: Page, state: dict[str, Any]
) -> None:
    await page.goto(PRACTICE_URLS[state["page"]])
    opened = await reader(page)
    for selector in state["clicks"]:
        await page.click(selector)
    assert await opened.draft() == state["reading"]


@pytest.mark.parametrize("key", sorted(PRACTICE_URLS))
async def test_every_field_is_located_where_it_was_read(page: Page, key: str) -> None:
    await page.goto(PRACTICE_URLS[key])
    opened = await reader(page)
    places = await opened.places()
    unplaced = [place for place in places if place["kind"] is None]
    assert {place["field"] for place in unplaced} <= {"asin", "sku"}, "only the address tells these"
    assert all(place["agrees"] for place in places if place["kind"] is not None)
    assert len(places) > len(unplaced)


async def test_typing_into_a_shadow_control_is_read_while_the_host_attribute_lags(page: Page) -> None:
    await page.goto(PRACTICE_URLS["seller-central"])
    opened = await reader(page)
    field = page.locator('[name="item_name-0-value"] textarea')
    await field.fill("")
    await field.press_sequentially("𠮷野のボトル🍵")
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"]["title"] == "𠮷野のボトル🍵"
    assert await page.get_attribute('[name="item_name-0-value"]', "value") != "𠮷野のボトル🍵"


async def test_fields_typed_before_a_tab_change_are_read_again_after_it(page: Page) -> None:
    await page.goto(PRACTICE_URLS["seller-central"])
    opened = await reader(page)
    await page.locator('[name="bullet_point-1-value"] textarea').fill("新しい仕様")
    await page.click("#offer-link")
    away = await opened.draft()
    await page.go_back()
    back = await opened.draft()
    assert away is not None
    assert "bullets" not in away["listing"]
    assert back is not None
    assert back["listing"]["bullets"][1] == "新しい仕様"


async def test_error_of_a_refused_new_page_is_read_where_it_stands(page: Page) -> None:
    await page.goto(PRACTICE_URLS["seller-central-create"])
    opened = await reader(page)
    await page.click("#EditSaveAction")
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"]["messages"] == [
        "エラー 5461\nこのブランドに対してASINを新規作成することはできません。"
    ]
    (place,) = [place for place in await opened.places() if place["field"] == "messages"]
    assert place["agrees"]


async def test_rows_mounted_anew_keep_what_was_typed(page: Page) -> None:
    await page.goto(PRACTICE_URLS["mercari-sell"])
    opened = await reader(page)
    await page.locator('input[name="name"]').fill("アオナミ 水筒")
    await page.click("a[href='/sell/brands']")
    assert await opened.draft() is None
    await page.click("text=ミナモ")
    draft = await opened.draft()
    assert draft is not None
    assert (draft["listing"]["title"], draft["listing"]["brand"]) == ("アオナミ 水筒", "ミナモ")
    assert all(place["agrees"] for place in await opened.places())


async def test_value_set_behind_the_sell_forms_back_is_reverted_and_typing_is_kept(page: Page) -> None:
    """The practice form is only worth its name while it resists like the real one."""
    await page.goto(PRACTICE_URLS["mercari-sell"])
    field = page.locator('input[name="price"]')
    await field.evaluate("""node => {
        node.value = '1';
        node.dispatchEvent(new Event('input', { bubbles: true }));
        node.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    }""")
    assert await field.input_value() == "1980"
    await field.focus()
    await page.keyboard.press("Control+a")
    await page.keyboard.insert_text("2500")
    await field.blur()
    assert await field.input_value() == "2500"
