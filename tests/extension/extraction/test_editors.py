"""The editors' adapters on small documents of our own: what the practice pages do not show."""

import pytest

from tests.extension.extraction.conftest import OpenHtml
from tests.extension.extraction.isolated import Reader

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

EDIT = "https://sellercentral.amazon.co.jp/abis/listing/edit"
SELL = "https://jp.mercari.com/sell/create"
SHOPS = "https://mercari-shops.com/seller/shops/s1/products/p1/edit"


async def page_kind(opened: Reader, site: str, url: str) -> str | None:
    kind: str | None = await opened.run(
        f"tenken.sites.find(({{ name }}) => name === '{site}').page(new URL('{url}'), document)"
    )
    return kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://sellercentral.amazon.co.jp/abis/listing/edit?sku=A", "edit"),
        ("https://sellercentral-japan.amazon.com/abis/listing/edit/images#images", "edit"),
        ("https://sellercentral-europe.amazon.com/abis/listing/create/product_identity", "create"),
        ("https://sellercentral.amazon.com.be/abis/listing/edit-draft?d=1", "create"),
        ("https://vendorcentral.amazon.fr/abis/listing/edit/product_details", "edit"),
        ("https://sellercentral.amazon.de/inventory", None),
        ("https://sellercentral.amazon.de.example.com/abis/listing/edit", None),
        ("https://www.amazon.de/abis/listing/edit", None),
    ],
)
async def test_seller_central_addresses(open_html: OpenHtml, url: str, kind: str | None) -> None:
    assert await page_kind(await open_html(EDIT, ""), "seller-central", url) == kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://jp.mercari.com/sell/create", "create"),
        ("https://jp.mercari.com/sell/draft/abc", "create"),
        ("https://jp.mercari.com/sell/edit/m12345678901", "edit"),
        ("https://jp.mercari.com/sell/categories", None),
        ("https://jp.mercari.com/sell/wizard", None),
        ("https://jp.mercari.com/mypage/listings", None),
        ("https://www.mercari.com/sell/create", None),
    ],
)
async def test_mercari_sell_addresses(open_html: OpenHtml, url: str, kind: str | None) -> None:
    assert await page_kind(await open_html(SELL, ""), "mercari-sell", url) == kind


@pytest.mark.parametrize(
    ("host", "query", "marketplace"),
    [
        ("sellercentral.amazon.co.jp", "marketplaceID=A1VC38T7YXB528", "jp"),
        ("sellercentral-japan.amazon.com", "marketplaceID=A1VC38T7YXB528", "jp"),
        ("sellercentral.amazon.co.uk", "mons_sel_mkid=amzn1.mp.o.A1805IZSGTT6HS", "nl"),
        ("sellercentral.amazon.co.uk", "marketplaceId=A1F83G8C2ARO7P", "uk"),
        ("sellercentral.amazon.com", "marketplaceID=ATVPDKIKX0DER", "us"),
        ("sellercentral-europe.amazon.com", "marketplaceID=A1PA6795UKMFR9", "de"),
        (
            "sellercentral.amazon.com",
            "marketplaceID=A2Q3Y263D00KWC&mons_sel_mkid=amzn1.mp.o.ATVPDKIKX0DER",
            "br",
        ),
        ("sellercentral.amazon.co.jp", "sku=A", None),
        ("sellercentral.amazon.co.jp", "marketplaceID=A000UNKNOWN000", None),
        ("sellercentral.amazon.co.jp", "marketplaceID=toString", None),
    ],
)
async def test_marketplace_comes_from_the_address_and_never_from_the_host(
    open_html: OpenHtml, host: str, query: str, marketplace: str | None
) -> None:
    opened = await open_html(f"https://{host}/abis/listing/edit?{query}", "")
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"].get("marketplace") == marketplace


async def test_editor_fields_are_matched_by_name_whatever_their_tag(open_html: OpenHtml) -> None:
    opened = await open_html(
        EDIT + "?sku=S%201&asin=B000000001",
        """<input name="item_name-0-value" value="題">
        <textarea name="bullet_point-10-value">eleventh</textarea>
        <textarea name="bullet_point-2-value"></textarea><input name="bullet_point-0-value" value="first">
        <textarea name="rtip_product_description-0-value">vendor</textarea>
        <select name="condition_type-0-value"><option value="">-<option value=n selected>新品</select>
        <input type=hidden name="brand-0-value" value="not typed"><span>reconciled</span>""",
    )
    draft = await opened.draft()
    assert draft is not None
    assert {name: draft["listing"][name] for name in draft["found"]} == {
        "title": "題",
        "bullets": ["first", "", "eleventh"],
        "description": "vendor",
        "brand": "not typed",
        "asin": "B000000001",
        "sku": "S 1",
        "condition": "新品",
    }
    third = "tenken.sites[0].locate(document, new URL(location.href), 'bullets', 2).control.name"
    assert await opened.run(third) == "bullet_point-10-value"


async def test_hidden_twin_of_a_field_gives_way_to_the_visible_one(open_html: OpenHtml) -> None:
    opened = await open_html(
        EDIT,
        """<div hidden><input name="item_name-0-value" value="template"></div>
        <input name="item_name-0-value" value="shown">""",
    )
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"]["title"] == "shown"


@pytest.mark.parametrize(
    ("path", "html", "missing"),
    [
        ("/edit", "", ["title", "bullets", "description", "search_terms", "brand"]),
        ("/edit/offer#offer", "", ["sku", "price"]),
        ("/edit#images", "", ["images"]),
        ("/edit/product_details", "<input name=model_number-0-value>", ["search_terms", "manufacturer"]),
        ("/create", "", ["title", "brand", "gtin"]),
        ("/create/product_details", "", ["search_terms", "manufacturer", "model"]),
        ("/edit/a_tab_of_tomorrow", "", []),
    ],
)
async def test_only_the_shown_tabs_fields_are_missed(
    open_html: OpenHtml, path: str, html: str, missing: list[str]
) -> None:
    opened = await open_html(f"https://sellercentral.amazon.de/abis/listing{path}", html)
    draft = await opened.draft()
    assert draft is not None
    absent = [name for name in draft["expected"] if name not in draft["found"]]
    order = ["title", "bullets", "description", "search_terms", "brand", "manufacturer", "model", "gtin"]
    assert sorted(absent) == sorted(missing)
    assert [name for name in absent if name in order] == [name for name in order if name in missing]


async def test_slot_without_a_picture_is_left_out_and_furniture_is_no_picture(open_html: OpenHtml) -> None:
    slots = "".join(
        f"<div><div>{image}</div><input type=file id=ProductImage_{code}-input_input></div>"
        for code, image in (
            ("MAIN", "<img src=https://m.media-amazon.com/images/I/71a._AC_SL75_.jpg>"),
            ("PT01", ""),
            ("PT02", "<img src=/camera.svg><img src=https://m.media-amazon.com/images/I/71b.jpg>"),
        )
    )
    opened = await open_html(EDIT + "/images", f"<img src=/logo.png><main>{slots}</main>")
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"]["images"] == [
        {"slot": "MAIN", "url": "https://m.media-amazon.com/images/I/71a.jpg"},
        {"slot": "PT02", "url": "https://m.media-amazon.com/images/I/71b.jpg"},
    ]


async def test_errors_that_the_page_shows_are_read_and_good_news_is_not(open_html: OpenHtml) -> None:
    opened = await open_html(
        EDIT,
        """<kat-alert variant=error header="エラー 5461"
          description="新規作成することはできません。"></kat-alert>
        <kat-alert variant=success header="保存しました"></kat-alert>
        <kat-alert variant=warning>画像を<b>確認</b>してください</kat-alert>
        <div role=alert></div><div role=alert hidden>error</div>
        <div class="a-box a-alert-error"><div role=alert>SKU is missing</div></div>
        <script>for (const alert of document.querySelectorAll("kat-alert"))
          alert.attachShadow({ mode: "open" }).innerHTML =
            `<section role=alert style="display: block">shadow<slot></slot></section>`;</script>""",
        scripts=True,
    )
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"]["messages"] == [
        "エラー 5461\n新規作成することはできません。",
        "画像を確認してください",
        "SKU is missing",
    ]
    assert draft["found"] == draft["expected"][-1:] == ["messages"]
    places = await opened.places()
    assert [(place["agrees"], place["drawable"]) for place in places] == [
        (True, False),  # an attribute's text stands in no text node: the alert's edge is marked
        (True, True),
        (True, True),
    ]


async def test_page_without_errors_has_no_messages_field(open_html: OpenHtml) -> None:
    opened = await open_html(EDIT, "<kat-alert variant=info header=x></kat-alert><p role=status>saved</p>")
    draft = await opened.draft()
    assert draft is not None
    assert "messages" not in draft["listing"]
    assert "messages" not in draft["expected"]


async def test_category_path_of_a_new_product_is_read_from_the_address(open_html: OpenHtml) -> None:
    query = "displayPath=Elektronica%2FAudio%2FKoptelefoons&productType=HEADPHONES"
    opened = await open_html(f"https://sellercentral.amazon.de/abis/listing/create?{query}", "")
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"]["category"] == "Elektronica > Audio > Koptelefoons"


@pytest.mark.parametrize(
    ("row", "condition"),
    [
        ("<a href=/sell/conditions><p>商品の状態</p><p>新品、未使用</p></a>", "新品、未使用"),
        ("<a href=/sell/conditions><p>商品の状態<span>必須</span></p><p>商品の状態を選択する</p></a>", ""),
        (
            "<div><h3>商品の状態</h3><p>未使用に近い</p><a href=/sell/conditions>変更する</a></div>",
            "未使用に近い",
        ),
        (
            "<select name=itemCondition><option value=''>選択してください<option>新品</select>",
            "",
        ),
        ("<select name=itemCondition><option value=1 selected>新品、未使用</select>", "新品、未使用"),
        ("<a href=/sell/conditions><svg></svg></a>", None),
        ("", None),
    ],
    ids=[
        "chosen",
        "not chosen",
        "beside the link",
        "old select, empty",
        "old select",
        "unknown row",
        "no row",
    ],
)
async def test_mercari_row_is_empty_only_when_it_asks_for_a_choice(
    open_html: OpenHtml, row: str, condition: str | None
) -> None:
    opened = await open_html(SELL, f"<main><form><input name=name><section>{row}</section></form></main>")
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"].get("condition") == condition


PAYERS = "<option value=2>送料込み(出品者負担)<option value=1 selected>着払い(購入者負担)"
AREAS = "<option value=1>北海道<option value=13>東京都<option value=47>沖縄県<option value=99>未定"
METHOD = (
    "<a href=/sell/shipping_methods><p>配送の方法<span>必須</span></p>"
    "<p>らくらくメルカリ便</p><p>匿名配送</p></a>"
)
NO_METHOD = "<a href=/sell/shipping_methods>配送の方法を選択する</a>"


@pytest.mark.parametrize(
    ("html", "shipping"),
    [
        (
            f"{METHOD}<select>{PAYERS}</select><select><option value=''>選択してください{AREAS}</select>",
            {
                "shipping_method": "らくらくメルカリ便",
                "shipping_payer": "着払い(購入者負担)",
                "ship_from": "",
            },
        ),
        (
            f"{NO_METHOD}<select><option value=0 selected>選択してください{AREAS}</select>",
            {"shipping_method": "", "ship_from": ""},
        ),
        ("<select><option>1~2日で発送<option>2~3日で発送</select>", {}),
    ],
    ids=["chosen", "not chosen", "another drop-down"],
)
async def test_mercari_shipping_is_read_from_its_row_and_its_drop_downs(
    open_html: OpenHtml, html: str, shipping: dict[str, str]
) -> None:
    opened = await open_html(SELL, f"<main><form><input name=name><section>{html}</section></form></main>")
    draft = await opened.draft()
    assert draft is not None
    fields = ("shipping_method", "shipping_payer", "ship_from")
    assert {name: draft["listing"][name] for name in fields if name in draft["found"]} == shipping
    assert all(place["agrees"] for place in await opened.places() if place["kind"] is not None)


async def test_mercari_previews_may_be_data_addresses(open_html: OpenHtml) -> None:
    opened = await open_html(
        SELL,
        "<div data-testid=image-list-item-0><img src='data:image/jpeg;base64,AAAA'></div>"
        "<div data-testid=image-list-item-1><img></div><input type=file accept=image/jpeg>",
    )
    draft = await opened.draft()
    assert draft is not None
    assert draft["listing"]["images"] == [{"slot": "MAIN", "url": "data:image/jpeg;base64,AAAA"}]


async def test_label_that_stands_twice_names_no_field_of_a_shops_product(open_html: OpenHtml) -> None:
    field = "<div><label>{0}<span>任意</span></label><div><input value={1}></div></div>"
    opened = await open_html(
        SHOPS,
        "<form>"
        + field.format("商品名", "ボトル")
        + field.format("JANコード", "1")
        + field.format("JANコード", "2")
        + "<div><span>販売価格</span><div><input value=1></div><div><input value=2></div></div></form>",
    )
    draft = await opened.draft()
    assert draft is not None
    assert draft["found"] == ["title"]
    assert draft["expected"] == ["title", "description", "sku", "price", "images"]
