"""What is taken for personal data in a text, and what is not: by the scrubber and by the look after it."""

import pytest

from agent.audit.leftovers import Held, look, look_at_address, look_at_document
from agent.audit.personal import REMOVED, Scrubber, find, names_in

PERSONAL = (
    *("03-1234-5678", "090-1234-5678", "0120-123-456", "(03) 1234-5678", "03(1234)5678", "09012345678"),
    *(
        "０３－１２３４－５６７８",
        "０９０ー１２３４ー５６７８",
        "+81 3 1234 5678",
        "+81-90-1234-5678",
        "+44 20 7946 0958",
    ),
    *("(212) 555-0123", "212-555-0123", "+1 (212) 555-0123", "138-1234-5678", "+86 138 1234 5678"),
    *("TEL：0312345678", "電話 03 1234 5678", "手机：13812345678"),
    *("taro@example.co.jp", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "first.last+tag@mail.example"),
    *("〒100-0001 東京都千代田区", "100-0001 東京都千代田区1-1"),
    *("357-1234567-1234567", "Merchant ID: A1X6FK5RDHNB96", "出品者トークン A2XY1U6P1MY0G9"),
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "hOBSquBLQpU/j9A+CuIAZ7yrgGKiD8N01WWB+uJCWqy0AAAAAGj87yYAAAAB",
)
HARMLESS = (
    *("4569951116178", "978-4-7580-6977-9", "0-306-40615-7", "0306406157", "099482467999", "0123456789012"),
    *("00012345678905", "076783016842", "UPC 012345678905", "1700000000000"),
    *("2026-11-22", "2026/11/22 10:00:00", "03-12-2026", "2024-2025", "12:00-13:00", "01-02-03"),
    *("￥2,480", "¥12,345,678", "$1,234.56", "10,000 - 20,000"),
    *("B0TENKEN01", "B0752XJYNL", "AN-SB500-BK", "WH-1000XM6", "A1VC38T7YXB528", "iPhone 15 Pro Max 256GB"),
    *(
        "10×20×30cm",
        "W1200×D600×H720mm",
        "100-240V 50/60Hz",
        "1,000-2,000mAh",
        "2160-1440-144",
        "1179 x 2556",
    ),
    *("+5℃〜+35℃", "5+1", "+10 000 mAh", "技適 001-P00001", "PSE 2026-1234", "ISO 9001:2015", "123-4567"),
    *(
        "icon@2x.png",
        "2JWDpXc97kLGT6F5i2JLSF.jpg@webp",
        "a-popover-offerDisplayFeatureReturnsPopover-5221b488",
    ),
    "https://www.amazon.co.jp/ステンレスボトル-真空断熱-500ml/dp/B0TENKEN01/ref=sr_1_1",
)


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_datum_is_removed_whole(text: str) -> None:
    scrubbed = Scrubber().text(f"問い合わせ {text} まで")
    assert REMOVED in scrubbed
    assert not [*look(scrubbed, "", Held())]


@pytest.mark.parametrize("text", PERSONAL)
def test_second_look_sees_what_the_scrubber_left(text: str) -> None:
    left = [*look(f"問い合わせ {text} まで", "somewhere", Held())]
    assert left
    assert all(text not in str(one) for one in left)


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_alone(text: str) -> None:
    assert [*find(text), *look(text, "", Held())] == []
    assert Scrubber().text(text) == text


def test_what_may_stay_stays() -> None:
    scrubber = Scrubber(keep=("shop@example.com",))
    assert scrubber.text("shop@example.com, me@example.com") == f"shop@example.com, {REMOVED}"
    assert not [*look("shop@example.com", "", Held(keep=("shop@example.com",)))]


@pytest.mark.parametrize(
    "text", ["sh<b>op@exa</b>mple.com", "03-<span>1234</span>-5678", "shop&#64;example.com"]
)
def test_what_markup_tears_apart_is_seen(text: str) -> None:
    left = [*look_at_document(f"<p id=contact>{text}</p>", "page.html", Held())]
    assert [one.where for one in left] == ["page.html, text of <p id=contact>"]


@pytest.mark.parametrize(
    "markup",
    [
        '<input type="hidden" name="x" value="k9">',
        '<a onclick="go()">go</a>',
        '<div customer-id="A2XY1U6P1MY0G9"></div>',
        '<img alt="Hanako Yamada" src="https://img.example/1.jpg">',
        '<a href="https://shop.example/?auth_token=abc">go</a>',
        '<img src="https://me:pw@img.example/1.jpg">',
        "<p>session 5b1f-canary</p>",
    ],
)
def test_second_look_sees_secrets_and_names_wherever_they_stand(markup: str) -> None:
    held = Held(names=("Hanako Yamada",), secrets=("5b1f-canary",))
    assert [*look_at_document(markup, "page.html", held)]


def test_address_loses_what_signs_for_somebody_and_keeps_what_names_the_page() -> None:
    address = Scrubber().address
    editor = "https://sellercentral.amazon.co.jp/abis/listing/edit/offer?marketplaceID=A1VC38T7YXB528&sku=AN-1#offer"
    assert address(editor) == editor
    assert (
        address(f"{editor.partition('#')[0]}&merchantId=A2XY1U6P1MY0G9&csrf=a1") == editor.partition("#")[0]
    )
    assert address("https://me:pw@img.example/a.jpg?1748000000") == "https://img.example/a.jpg?1748000000"
    assert (
        address("https://img.example/a.jpg?X-Amz-Signature=00ff&w=200") == "https://img.example/a.jpg?w=200"
    )
    assert address("https://shop.example/357-1234567-1234567/x") == "https://shop.example/removed/x"
    assert [
        address(one) for one in ("mailto:a@b.example", "tel:0312345678", "javascript:0", "https://[")
    ] == [""] * 4
    assert not [*look_at_address(editor, "", Held())]


def test_names_come_from_greetings_and_account_menus() -> None:
    accounts = ("アオナミ ストア | 日本", "Sign in", "Acme Outdoor LLC | United States")
    others = (
        "Hello, Hanako",
        "こんにちは、山田花子さん",
        "Hello, sign in",
        "Shipping",
        "Deliver to Seattle 98101",
        "Hi",
    )
    people, stores = names_in(accounts, others)
    assert people == {"Hanako", "山田花子"}
    assert stores == {"アオナミ ストア", "Acme Outdoor LLC"}


def test_name_is_removed_only_where_it_stands_for_itself() -> None:
    assert Scrubber(names=("Rose",)).text("Rose, Roses, prose") == f"{REMOVED}, Roses, prose"
    assert Scrubber(names=("山田花子",)).text("山田花子さん") == f"{REMOVED}さん"
