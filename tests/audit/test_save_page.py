"""``scripts/save_page.py``: a saved page reads like the live one, and nothing of a person is in it."""

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, Route

from agent.audit.capture import CaptureError, capture
from agent.audit.saved import SavedPage, SavedPageError, open_saved
from agent.audit.world import World
from scripts.save_page import save
from tests.pages.serving import PRACTICE_URLS, Answer, answer, picture, serve

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ITEM = "https://jp.mercari.com/item/m10000000009"
PRODUCT = "https://www.amazon.co.jp/dp/B0TENKEN09?smid=A2XY1U6P1MY0G9"
KEEP = {"seller-central": ["shop@example.com"]}
"""The practice listing breaks a rule on purpose."""
DOCUMENTS: dict[str, str] = {}


def answer_or_document(url: str) -> Answer:
    document = DOCUMENTS.get(url.partition("#")[0])
    return answer(url) if document is None else Answer("text/html; charset=utf-8", document.encode())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def live(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A browser profile with the practice pages and ``DOCUMENTS``, signed in with a cookie."""
    context = await browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    await serve(context, answer_or_document)
    await context.add_cookies(
        [
            {
                "name": "session-token",
                "value": "c00kie9canary8sevenseven",
                "domain": ".amazon.co.jp",
                "path": "/",
            }
        ]
    )
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(live: BrowserContext) -> AsyncIterator[Page]:
    tab = await live.new_page()
    yield tab
    await tab.close()


def text_of(folder: Path) -> str:
    """All text that was saved in a folder."""
    files = [path for path in folder.rglob("*") if path.suffix in {".html", ".json", ".css"}]
    return "\n".join(path.read_text("utf-8") for path in files)


async def read(page: Page) -> dict[str, Any]:
    world = World(await page.context.new_cdp_session(page))
    await world.inject()
    draft: dict[str, Any] = (await world.run("tenkenAudit.seen()"))["draft"]
    return draft


async def read_saved(browser: Browser, saved: SavedPage) -> dict[str, Any]:
    context = await browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})

    async def fulfil(route: Route) -> None:
        if given := saved.answer(route.request.url):
            await route.fulfill(status=given.status, headers=dict(given.headers), body=given.body)
        else:
            await route.abort()

    await context.route("**/*", fulfil)
    tab = await context.new_page()
    await tab.goto(saved.url)
    try:
        return await read(tab)
    finally:
        await context.close()


@pytest.mark.parametrize("name", ["seller-central", "seller-central-create", "mercari-sell", "mercari-shops"])
async def test_saved_practice_page_reads_like_the_live_one(
    page: Page, browser: Browser, tmp_path: Path, name: str
) -> None:
    await page.goto(PRACTICE_URLS[name])
    said = await save(page, tmp_path / "saved", KEEP.get(name, []), 10)
    saved = open_saved(tmp_path / "saved")
    assert saved.url == PRACTICE_URLS[name]
    draft = await read(page)
    assert await read_saved(browser, saved) == draft
    assert f"saved {tmp_path / 'saved'}: {', '.join(draft['found'])}" in said
    for image in draft["listing"].get("images", []):
        found = saved.answer(image["url"])
        assert found is not None
        assert found.body == picture(grey="grey" in image["url"])


async def test_what_was_typed_is_saved(page: Page, browser: Browser, tmp_path: Path) -> None:
    await page.goto(PRACTICE_URLS["seller-central"])
    await page.locator('[name="model_number-0-value"] input').fill('AN-"900" <b>')
    await page.locator('[name="product_description-0-value"] textarea').fill(
        "\n一行目\n\u00a0二行目 & 終わり"
    )
    await save(page, tmp_path / "saved", KEEP["seller-central"], 10)
    listing = (await read_saved(browser, open_saved(tmp_path / "saved")))["listing"]
    assert listing["model"] == 'AN-"900" <b>'
    assert listing["description"] == "\n一行目\n\u00a0二行目 & 終わり"


async def test_file_that_was_just_chosen_is_saved_with_the_page(
    page: Page, browser: Browser, tmp_path: Path
) -> None:
    await page.goto(PRACTICE_URLS["mercari-shops"])
    await page.evaluate("""async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 200, height: 200 });
      const blob = await new Promise((resolve) => canvas.toBlob(resolve));
      document.images[0].src = URL.createObjectURL(blob);
      await document.images[0].decode();
    }""")
    await save(page, tmp_path / "saved", [], 10)
    images = (await read_saved(browser, open_saved(tmp_path / "saved")))["listing"]["images"]
    assert images[0]["url"].startswith("data:image/png;base64,")
    assert images[1]["url"].startswith("https://")


PERSONAL = """<!doctype html><html><head><title>水筒</title>
<meta name="csrf-token" content="a1b2c3d4e5f6g7h8canary">
<link rel="canonical" href="https://www.amazon.co.jp/dp/B0TENKEN09">
<script>var me = {"customerId": "A2XY1U6P1MY0G9", "email": "canary@example.com"};
P.register('x', {'colorImages': { 'initial': [{"hiRes":"https://m.media-amazon.com/images/I/TENKENwhite.jpg",
"thumb":"https://m.media-amazon.com/images/I/TENKENthumb.jpg","large":null,"variant":"MAIN","owner":"canary"}]}});</script>
</head><body>
<header id="navbar"><div id="nav-link-accountList"><span>Hello, Hanako</span></div>
<div id="glow-ingress-block"><span>Deliver to Hanako</span><span>Tokyo 100-0001</span></div></header>
<div id="dp">
<input type="hidden" id="ASIN" value="B0TENKEN09">
<input type="hidden" name="sessionId" value="357-1111111-2222222">
<h1 id="productTitle">アオナミ 水筒 500ml 4569951116178 2026-11-22</h1>
<div id="feature-bullets"><ul><li><span class="a-list-item">6時間保温</span></li></ul></div>
<img id="landingImage" src="https://m.media-amazon.com/images/I/TENKENwhite.jpg" width="300" height="300">
<div data-a-state='{"token":"canary-state"}' customer-id="canary-attribute" onclick="canary()">
お届け先は Hanako さん</div>
<p title="canary@example.com">canary@example.com 090-1234-5678 〒100-0001 東京都千代田区</p>
<a href="/gp/help?customerId=A2XY1U6P1MY0G9&session-token=canary">help</a>
<input name="note" value="canary-note"><input type="password" value="canary-password">
<div id="customerReviews"><span class="a-profile-name">Canary Taro</span>good</div>
<!-- canary-comment --><iframe srcdoc="canary-frame"></iframe></div></body></html>"""


async def test_nothing_personal_is_written_of_a_page_where_somebody_is_signed_in(
    page: Page, tmp_path: Path
) -> None:
    DOCUMENTS[PRODUCT] = PERSONAL
    await page.goto(PRODUCT)
    await save(page, tmp_path / "saved", [], 5)
    files = [path for path in (tmp_path / "saved").rglob("*") if path.is_file()]
    written = "\n".join(
        path.read_text("utf-8") for path in files if path.suffix in {".html", ".json", ".css"}
    )
    for datum in ("canary", "Hanako", "A2XY1U6P1MY0G9", "090-1234", "100-0001", "357-1111111", "smid"):
        assert datum.lower() not in written.lower()
    for text in ("アオナミ 水筒 500ml 4569951116178 2026-11-22", "6時間保温", "TENKENthumb", "B0TENKEN09"):
        assert text in written
    assert written.count('.jpg",\n   "type": "image/jpeg"') == 1


def product(title: str, rest: str = "") -> str:
    return f"<!doctype html><div id=dp><h1 id=productTitle>{title}</h1>{rest}</div>"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (product("水筒 shop@example.com"), "listing itself .*\n  e-mail address in the field 'title' "),
        (product("水筒 03-1234-5678"), "phone number in the field 'title' "),
        (
            product("Hanako 水筒", "<nav><p>Hello, Hanako</p></nav>"),
            "name in the field 'title'",
        ),
        (
            product("水筒", "<p id=contact>03-<b>1234</b>-5678</p>"),
            "phone number in page.html, text of <p id=contact>",
        ),
        (
            product("水筒", "<p id=k>c00kie9canary8sevenseven</p>"),
            "secret value in page.html, text of <p id=k>",
        ),
        ("<!doctype html><p>Sorry", "no listing is read at www.amazon.co.jp/dp/B0TENKEN09"),
    ],
)
async def test_page_is_not_written_while_something_personal_is_left(
    page: Page, tmp_path: Path, document: str, said: str
) -> None:
    DOCUMENTS[PRODUCT] = document
    await page.goto(PRODUCT)
    with pytest.raises(CaptureError, match=f"(?s){said}") as refused:
        await save(page, tmp_path / "saved", [], 1)
    assert text_of(tmp_path) == ""
    for datum in ("shop@example.com", "1234-5678", "Hanako", "c00kie9canary8sevenseven"):
        assert datum not in str(refused.value)


async def test_what_only_looks_personal_can_be_kept(page: Page, tmp_path: Path) -> None:
    DOCUMENTS[PRODUCT] = product("水筒 03-1234-5678")
    await page.goto(PRODUCT)
    await save(page, tmp_path / "saved", ["03-1234-5678"], 1)
    assert "水筒 03-1234-5678" in text_of(tmp_path)


async def test_structured_data_keeps_the_product_and_loses_its_seller(
    page: Page, browser: Browser, tmp_path: Path
) -> None:
    data = {
        "@type": "Product",
        "productID": "m10000000009",
        "name": "水筒 </script><b>",
        "description": "保温",
        "offers": {"price": 1980, "seller": {"name": "canary"}},
        "review": [{"author": "canary"}],
    }
    text = json.dumps(data).replace("</", "<\\/")
    DOCUMENTS[ITEM] = (
        f"<!doctype html><script type=application/ld+json>{text}</script><div id=item-info></div>"
    )
    await page.goto(ITEM)
    await save(page, tmp_path / "saved", [], 1)
    assert "canary" not in text_of(tmp_path)
    listing = (await read_saved(browser, open_saved(tmp_path / "saved")))["listing"]
    assert (listing["title"], listing["price"]) == ("水筒 </script><b>", "1980")


async def test_picture_that_says_where_it_was_taken_is_not_written(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (35.0, 40.0, 52.0)}
    Image.new("RGB", (64, 64)).save(stream, "JPEG", exif=exif)
    monkeypatch.setattr("tests.pages.serving.picture", lambda **_: stream.getvalue())
    await page.goto(PRACTICE_URLS["mercari-sell"])
    with pytest.raises(CaptureError, match=r"place where a picture was taken in static\.mercdn\.net"):
        await capture(page, (), 5)
    assert text_of(tmp_path) == ""


async def test_mhtml_of_chrome_opens_with_its_shadow_roots_and_pictures(
    page: Page, browser: Browser, tmp_path: Path
) -> None:
    DOCUMENTS[PRODUCT] = product(
        "水筒",
        "<img id=landingImage src=https://m.media-amazon.com/images/I/TENKENwhite.jpg width=300>"
        "<p id=host></p>"
        "<script>host.attachShadow({mode: 'open'}).innerHTML = '<b>影の中'</script>",
    )
    await page.goto(PRODUCT)
    draft = await read(page)
    path = tmp_path / "page.mhtml"
    session = await page.context.new_cdp_session(page)
    path.write_bytes((await session.send("Page.captureSnapshot"))["data"].encode())
    saved = open_saved(path)
    assert saved.url == PRODUCT
    assert await read_saved(browser, saved) == draft
    assert '<template shadowrootmode="open"><b>影の中' in saved.document.body.decode()
    shown = saved.answer("https://m.media-amazon.com/images/I/TENKENwhite.jpg")
    assert shown is not None
    assert shown.body == picture(grey=False)


async def test_mhtml_of_an_editor_is_refused_for_it_lacks_what_was_typed(page: Page, tmp_path: Path) -> None:
    for name in ("seller-central", "mercari-sell"):
        await page.goto(PRACTICE_URLS[name])
        path = tmp_path / f"{name}.mhtml"
        session = await page.context.new_cdp_session(page)
        path.write_bytes((await session.send("Page.captureSnapshot"))["data"].encode())
        with pytest.raises(SavedPageError, match="not what stood in its fields"):
            open_saved(path)
