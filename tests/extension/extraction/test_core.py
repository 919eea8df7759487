"""The namespace, the core that knows no site, and the draft."""

import pytest
from playwright.async_api import Page

from agent.audit.world import manifest
from agent.listing import SCREEN_FIELDS, Listing
from tests.extension.extraction.conftest import OpenHtml
from tests.extension.extraction.isolated import reader
from tests.pages.serving import PRACTICE_URLS

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

READING = (
    *("tenken.js", "dom.js"),
    *("sites/seller-central.js", "sites/mercari-sell.js", "sites/mercari-shops.js"),
    *("sites/amazon-details.js", "sites/amazon-product.js", "sites/mercari-item.js"),
    "sites/practice.js",
    *("extract.js", "spans.js", "geometry.js"),
)
URL = "https://reading.example/"
EDITOR = "https://sellercentral.amazon.co.jp/abis/listing/edit/product_details?marketplaceID=A1VC38T7YXB528"


async def test_manifest_runs_these_files_first_and_in_this_order() -> None:
    files = manifest()["content_scripts"][0]["js"]
    assert files[: len(READING)] == [f"content/{name}" for name in READING]


async def test_second_injection_changes_nothing(page: Page) -> None:
    await page.goto(PRACTICE_URLS["seller-central"])
    opened = await reader(page)
    once = await opened.draft()
    names = await opened.run("tenken.sites.map(({ name }) => name)")
    await opened.inject()
    assert await opened.run("tenken.sites.map(({ name }) => name)") == names
    assert len(names) == len(set(names)) == 6
    assert await opened.draft() == once


async def test_injection_after_the_last_file_ran_leaves_the_first_one_in_place(open_html: OpenHtml) -> None:
    opened = await open_html(URL, "")
    await opened.run("void (globalThis.kept = { ...tenken, sites: [...tenken.sites] }, tenken.loaded = true)")
    await opened.inject()
    assert await opened.run(
        "Object.keys(kept).filter((key) => !['loaded', 'sites'].includes(key))"
        ".every((key) => kept[key] === tenken[key])"
        " && kept.sites.every((site, index) => site === tenken.sites[index])"
    )


async def test_nothing_is_left_in_the_pages_own_world(page: Page) -> None:
    await page.goto(PRACTICE_URLS["mercari-sell"])
    before = await page.evaluate("document.documentElement.outerHTML")
    opened = await reader(page)
    await opened.draft()
    await opened.places()
    assert await page.evaluate("typeof tenken") == "undefined"
    assert await page.evaluate("document.documentElement.outerHTML") == before


async def test_element_with_the_namespaces_name_is_not_taken_for_it(open_html: OpenHtml) -> None:
    opened = await open_html(EDITOR, "<form id=tenken><input name=item_name-0-value value=x></form>")
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"]["title"] == "x"


async def test_pages_that_are_no_listing_are_not_read(open_html: OpenHtml) -> None:
    opened = await open_html(URL, "<h1 id=productTitle>x</h1><input name=name value=y>")
    assert await opened.draft() is None


async def test_fields_of_every_draft_stand_in_the_agents_order(page: Page) -> None:
    await page.goto(PRACTICE_URLS["seller-central"])
    draft = await (await reader(page)).draft()
    assert draft is not None
    for names in (draft["expected"], draft["found"]):
        assert names == [name for name in SCREEN_FIELDS if name in names]
    assert set(draft["found"]) <= set(draft["expected"])
    assert tuple(Listing.model_validate(draft["listing"]).present()) == tuple(draft["found"])


async def test_draft_stays_within_the_agents_limits_and_keeps_offsets(open_html: OpenHtml) -> None:
    opened = await open_html(EDITOR, "<textarea name=item_name-0-value></textarea>")
    title = await opened.run("""(() => {
        document.querySelector("textarea").value = "\\ud842 half 𠮷".padEnd(120000, "𠮷");
        return tenken.extract().draft.listing.title;
    })()""")
    assert title.startswith("\ufffd half 𠮷")
    assert len(title) == 50_000
    assert Listing.model_validate({"platform": "amazon", "title": title}).title == title


async def test_closed_shadow_root_is_read_only_where_the_browser_lets_an_extension(
    open_html: OpenHtml,
) -> None:
    html = """<kat-input name="brand-0-value" value="written by the site"></kat-input>
      <script>const root = document.querySelector("kat-input").attachShadow({ mode: "closed" });
      root.append(Object.assign(document.createElement("input"), { value: "typed" }));</script>"""
    opened = await open_html(EDITOR, html, scripts=True)
    read = "tenken.extract().draft.listing.brand"
    assert await opened.run(read) == "written by the site"
    place = "tenken.sites[0].locate(document, new URL(location.href), 'brand', null)"
    assert await opened.run(f"[{place}.kind, {place}.text.range(0, 3)]") == ["static", None]
    fallback = """(() => {
        const stand_in = document.createElement("div").attachShadow({ mode: "open" });
        stand_in.append(Object.assign(document.createElement("input"), { value: "through chrome.dom" }));
        globalThis.chrome = { dom: { openOrClosedShadowRoot: () => stand_in } };
        return tenken.extract().draft.listing.brand;
    })()"""
    assert await opened.run(fallback) == "through chrome.dom"


async def test_field_that_is_not_upgraded_yet_is_absent(open_html: OpenHtml) -> None:
    opened = await open_html(EDITOR, "<kat-textarea name='item_name-0-value'></kat-textarea>")
    draft = await opened.draft()
    assert draft is not None
    assert "title" not in draft["listing"]
    assert "title" in draft["expected"]


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("https://images.example/a.jpg", "https://images.example/a.jpg"),
        ("data:image/png;base64,AAAA", "data:image/png;base64,AAAA"),
        ("data:image/gif;base64,AAAA", None),
        ("data:image/svg+xml,x", None),
        ("https://images.example/camera.svg?v=1", None),
        ("javascript:void 0", None),
        ("", None),
    ],
)
async def test_pictures_are_told_from_icons(open_html: OpenHtml, source: str, read: str | None) -> None:
    opened = await open_html(URL, f'<img src="{source}">')
    assert await opened.run("tenken.dom.pictureUrl(document.querySelector('img'))") == read


async def test_long_data_address_is_named_by_a_short_one_that_leads_back(open_html: OpenHtml) -> None:
    opened = await open_html(URL, "<img><img>")
    lengths = await opened.run("""(() => {
        const images = [...document.querySelectorAll("img")];
        for (const [at, image] of images.entries()) image.src = `data:image/png;,${"AB"[at].repeat(9000)}`;
        const short = images.map((image) => tenken.dom.pictureUrl(image));
        return [short[0].length < 100, short[0] !== short[1], short[0] === tenken.dom.pictureUrl(images[0]),
                ...short.map((url, index) => tenken.dom.readableUrl(url) === images[index].src)];
    })()""")
    assert lengths == [True] * 5


@pytest.mark.parametrize(
    ("url", "full"),
    [
        ("/images/I/71y2uXQE._AC_SL1500_.jpg", "/images/I/71y2uXQE.jpg"),
        ("/images/I/41wZ-R3I._SX38_SY50_CR,0,0,38,50_.jpg", "/images/I/41wZ-R3I.jpg"),
        ("/images/I/71y2uXQE.jpg", "/images/I/71y2uXQE.jpg"),
        (
            "/images/I/B1ppp._CLa%7C2140%2C2000%7C41M.png%7C0_AC_.png",
            "/images/I/B1ppp._CLa%7C2140%2C2000%7C41M.png%7C0_AC_.png",
        ),
    ],
    ids=["plain", "cropped", "already full", "composed picture is left alone"],
)
async def test_full_size_of_a_picture(open_html: OpenHtml, url: str, full: str) -> None:
    opened = await open_html(URL, "")
    host = "https://m.media-amazon.com"
    assert await opened.run(f"tenken.dom.fullSize('{host}{url}')") == host + full
    assert (
        await opened.run(f"tenken.dom.fullSize('https://other.example{url}')")
        == "https://other.example" + url
    )
