"""The public pages' adapters on small documents of our own: traps that the saved pages may lack."""

import json
from typing import Any

import pytest

from tests.extension.extraction.conftest import OpenHtml

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DP = "https://www.amazon.co.jp/dp/B0TENKEN01"
ITEM = "https://jp.mercari.com/item/m10000000001"
TITLE = "<span id=productTitle> ボトル </span>"


async def listing_of(open_html: OpenHtml, url: str, html: str) -> dict[str, Any]:
    draft = await (await open_html(url, html)).draft()
    assert draft is not None
    listing: dict[str, Any] = draft["listing"]
    return listing


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://www.amazon.co.jp/-/en/Some-Words/dp/B0TENKEN01/ref=sr_1_1?th=1", True),
        ("https://www.amazon.nl/gp/product/B0TENKEN01", True),
        ("https://www.amazon.de/s?k=dp", False),
        ("https://www.amazon.de/product-reviews/B0TENKEN01", False),
        ("https://amazon.example/dp/B0TENKEN01", False),
    ],
)
async def test_amazon_addresses(open_html: OpenHtml, url: str, read: bool) -> None:  # noqa: FBT001
    assert (await (await open_html(url, TITLE)).draft() is not None) == read


@pytest.mark.parametrize(
    ("line", "brand"),
    [
        ("Visit the Aonami Home Store", "Aonami Home"),
        ("Visit the Store Store", "Store"),
        ("Brand: Aonami", "Aonami"),
        ("Besuche den Aonami-Store", "Aonami"),
        ("Besuchen Sie den Aonami Home-Store", "Aonami Home"),
        ("Marke: Aonami", "Aonami"),
        ("Visiter la boutique Aonami", "Aonami"),
        ("Marque\u00a0: Aonami", "Aonami"),
        ("Visita lo Store di Aonami", "Aonami"),
        ("Marca: Aonami", "Aonami"),
        ("Visita la tienda de Aonami", "Aonami"),
        ("Visitar la Store de Aonami", None),
        ("Bezoek de Aonami-winkel", "Aonami"),
        ("Bezoek de Aonami Store", "Aonami"),
        ("Merk: Aonami", "Aonami"),
        ("アオナミのストアを表示", "アオナミ"),
        ("ブランド: アオナミ", "アオナミ"),
        ("青波　Taro (著)", None),
    ],
)
async def test_byline_gives_the_brand_without_its_wording(
    open_html: OpenHtml, line: str, brand: str | None
) -> None:
    opened = await open_html(DP, f"{TITLE}<a id=bylineInfo> {line} </a>")
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"].get("brand") == brand
    assert all(place["agrees"] for place in await opened.places() if place["field"] == "brand")


async def test_catalogue_brand_beats_the_name_of_a_store(open_html: OpenHtml) -> None:
    row = "<table id=productOverview_feature_div><tr><td>Brand</td><td>Aonami</td></tr></table>"
    html = f"{TITLE}<a id=bylineInfo>Visit the Aonami Official Store</a>{row}"
    assert (await listing_of(open_html, DP, html))["brand"] == "Aonami"


async def test_hidden_twin_of_the_title_is_not_read(open_html: OpenHtml) -> None:
    twin = "<input type=hidden id=productTitle value='A &amp;amp;#39; B'>"
    assert (await listing_of(open_html, DP, twin + TITLE))["title"] == "ボトル"


STRUCK = "<span class='a-price a-text-price' data-a-strike=true><span class=a-offscreen>￥3,980</span></span>"
SEEN_ONLY = (
    "<span class=a-price><span class=a-offscreen> </span><span aria-hidden=true>"
    "<span>￥</span><span class=a-price-whole>2,480</span></span></span>"
)


@pytest.mark.parametrize(
    ("html", "price"),
    [
        (
            STRUCK + SEEN_ONLY,
            "￥2,480",
        ),
        ("<span class=a-price><span class=a-offscreen>￥2,480</span></span>", "￥2,480"),
        ("<span class='a-price a-text-price'><span class=a-offscreen>￥124</span></span>", None),
    ],
    ids=["empty off-screen text beside a struck price", "only off-screen text", "only a price per piece"],
)
async def test_price_is_the_one_to_pay(open_html: OpenHtml, html: str, price: str | None) -> None:
    box = f"<div id=corePriceDisplay_desktop_feature_div>{html}</div>"
    assert (await listing_of(open_html, DP, TITLE + box)).get("price") == price


@pytest.mark.parametrize(
    ("label", "value", "gtin"),
    [
        ("EAN \u200f : \u200e", "\u200e4569951116179", "4569951116179"),
        ("JANコード", "4569951116179", "4569951116179"),
        ("UPC", "614141000036 614141000043", "614141000036"),
        ("ISBN-13", "978-4-00-000000-1", "9784000000001"),
        ("UPC", "unknown", None),
        ("Compatible UPC", "614141000036", None),
    ],
)
async def test_gtin_is_read_from_the_details(
    open_html: OpenHtml, label: str, value: str, gtin: str | None
) -> None:
    row = (
        f"<li><span class=a-list-item><span class=a-text-bold>{label}</span> <span>{value}</span></span></li>"
    )
    html = f"{TITLE}<div id=detailBullets_feature_div><ul>{row}</ul></div>"
    assert (await listing_of(open_html, DP, html)).get("gtin") == gtin


async def test_gallery_prefers_the_large_picture_and_gives_way_to_a_changed_variation(
    open_html: OpenHtml,
) -> None:
    def gallery(shown: str) -> str:
        host = "https://m.media-amazon.com/images/I/"
        declared = [
            {"hiRes": f"{host}71main._AC_SL1500_.jpg", "large": f"{host}41main._AC_.jpg", "variant": "MAIN"},
            {
                "hiRes": None,
                "large": f"{host}41back._AC_.jpg",
                "thumb": f"{host}31back._SS40_.jpg",
                "variant": "BACK",
            },
            {"hiRes": None, "large": None, "variant": "PT01"},
        ]
        images = f"{{ 'initial': {json.dumps(declared)}}}"
        script = f"<script>var data = {{ 'colorImages': {images}, 'x': [1] }};</script>"
        thumbs = f"<ul id=altImages><li><img src={host}31back._SS40_.jpg></li></ul>"
        return f"{TITLE}<img id=landingImage src={host}{shown}._AC_SX679_.jpg>{thumbs}{script}"

    opened = await open_html(DP, gallery("41main"))
    draft = await opened.draft()
    assert draft is not None
    host = "https://m.media-amazon.com/images/I/"
    assert draft["listing"]["images"] == [
        {"slot": "MAIN", "url": host + "71main.jpg"},
        {"slot": "BACK", "url": host + "41back.jpg"},
    ]
    assert [place["kind"] for place in await opened.places() if place["field"] == "images"] == [
        "image",
        "image",
    ]
    changed = await opened.run(
        "(document.querySelector('#landingImage').src = 'https://m.media-amazon.com/images/I/71other._AC_.jpg',"
        " Promise.resolve().then(() => tenken.extract().draft.listing.images))"
    )
    assert changed == [{"slot": "MAIN", "url": host + "71other.jpg"}]


def structured(identity: str, **more: object) -> str:
    product = {
        "@type": "Product",
        "name": "アオナミ ボトル",
        "description": "一行目\n二行目",
        "image": [
            f"https://static.mercdn.net/item/detail/orig/photos/{identity}_{number}.jpg?1"
            for number in (1, 2)
        ],
        "offers": {"@type": "Offer", "url": f"https://jp.mercari.com/item/{identity}", "price": 1980},
    }
    document = {
        "@context": "https://schema.org",
        "@graph": [{"@type": "BreadcrumbList"}, {**product, **more}],
    }
    return f"<main id=main><script type=application/ld+json>{json.dumps(document)}</script></main>"


async def test_structured_data_serves_where_the_page_does_not_show_the_field(open_html: OpenHtml) -> None:
    opened = await open_html(
        ITEM,
        structured("m10000000001") + "<div id=item-info data-testid=item-detail-container>"
        "<div data-testid=name><h1>アオナミ ボトル</h1></div>"
        "<span data-testid=商品の状態>未使用に近い<p>数回しか使用していません</p></span>"
        "<span data-testid=配送の方法>らくらくメルカリ便<div>匿名配送</div></span>"
        "<span data-testid=発送元の地域>東京都</span>"
        "<div data-testid=item-size-and-brand-container><p>サイズ : M</p><p>アオナミ</p></div></div>"
        "<div data-testid=price><span>¥</span><span>9,999</span></div>",
    )
    draft = await opened.draft()
    assert draft is not None
    pictures = draft["listing"].pop("images")
    assert draft["listing"] == {
        "platform": "mercari",
        "marketplace": "jp",
        "page": "public",
        "title": "アオナミ ボトル",
        "description": "一行目\n二行目",
        "brand": "アオナミ",
        "price": "1980",
        "condition": "未使用に近い",
        "shipping_method": "らくらくメルカリ便",
        "ship_from": "東京都",
    }
    assert [picture["slot"] for picture in pictures] == ["MAIN", "PT01"]
    places = {place["field"]: place for place in await opened.places()}
    assert {name for name, place in places.items() if place["kind"] is None} == {
        "description",
        "price",
        "images",
    }
    assert all(place["agrees"] for place in places.values() if place["kind"] is not None)
    assert places["condition"]["drawable"]


async def test_structured_data_of_the_item_that_was_left_is_not_read(open_html: OpenHtml) -> None:
    opened = await open_html(ITEM, structured("m99999999999"))
    draft = await opened.draft()
    assert draft is not None
    assert draft["found"] == []
    shipping = ["shipping_method", "shipping_payer", "ship_from"]
    assert draft["expected"] == [
        *["title", "description", "price", "category", "condition"],
        *shipping,
        "images",
    ]


@pytest.mark.parametrize(
    "broken", ["{", "[]", "null", '{"@graph": 1}', '{"@type": "Product", "offers": [null, 1]}']
)
async def test_broken_structured_data_yields_nothing(open_html: OpenHtml, broken: str) -> None:
    html = f"<script type=application/ld+json>{broken}</script>"
    assert set(await listing_of(open_html, ITEM, html)) == {"platform", "marketplace", "page"}


async def test_shops_product_is_read_from_its_structured_data(open_html: OpenHtml) -> None:
    url = "https://jp.mercari.com/shops/product/tenkenPracticeBottle01"
    data = structured("x", offers={"price": "2480", "url": url}, brand={"@type": "Brand", "name": "アオナミ"})
    listing = await listing_of(open_html, url, data)
    assert (listing["platform"], listing["price"], listing["brand"]) == ("mercari-shops", "2480", "アオナミ")


async def test_deleted_item_yields_nothing(open_html: OpenHtml) -> None:
    html = "<main><p>該当する商品は削除されています。</p><div data-testid=price>¥100</div></main>"
    assert set(await listing_of(open_html, ITEM, html)) == {"platform", "marketplace", "page"}
