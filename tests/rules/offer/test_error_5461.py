"""Error 5461: recognised on the page and in Amazon's data, and what the support case still lacks."""

from datetime import date

import pytest

from agent.annotate import annotate
from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from agent.wire_parts import Locale

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def spoken(ruleset: RuleSet, listing: Listing) -> dict[str, str]:
    """Outcomes of the three rules about the error that have something to say."""
    report = run(ruleset, listing, {}, TODAY)
    return {
        finding.rule: finding.outcome
        for finding in report.findings
        if ("5461" in finding.rule or finding.rule == "offer/support-pack-incomplete")
        and finding.outcome in ("violation", "incomplete", "error")
    }


@pytest.mark.parametrize(
    "message",
    [
        "エラーコード：５４６１",
        "エラー 5461\nこのブランドに対してASINを新規作成することはできません。",
        "このブランドでは、新しいASINを作成できません。",
        "Error code 5461. The brand is protected.",
        "5461 error",
        "You can't create new ASINs for this brand.",
        "You are not authorized to create an ASIN under this brand",
        "Foutcode 5461: U kunt geen nieuwe ASIN-codes maken voor dit merk.",
        "U kunt geen nieuwe ASIN's aanmaken voor dit merk",
        "Sie können keine neuen ASINs für diese Marke erstellen.",
        "错误代码 5461：您无法为该品牌创建新的ASIN。",
    ],
)
def test_the_error_is_recognised_and_asks_for_the_support_pack(ruleset: RuleSet, message: str) -> None:
    listing = Listing(platform="amazon", page="create", title="Acme Lamp", messages=("x", message))
    assert spoken(ruleset, listing) == {
        "offer/error-5461-message": "violation",
        "offer/support-pack-incomplete": "incomplete",
    }


@pytest.mark.parametrize(
    "message",
    [
        "Error 8541: the product code does not match.",
        "SKU 5461 was saved.",
        "Error 54610",
        "価格が5461円を超えています。",
        "エラー 8105: 在庫は5461個までです。",
        "You can create new ASINs for your brand.",
        "ブランド名を入力してください。",
        "Enter the brand. New ASINs are reviewed within 24 hours.",
    ],
)
def test_other_messages_are_not_taken_for_it(ruleset: RuleSet, message: str) -> None:
    listing = Listing(platform="amazon", page="create", title="Acme Lamp", messages=(message,))
    assert spoken(ruleset, listing) == {}


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "ja",
            "12件の資料のうち、2件が見当たりません：メーカー名、表面の写真(バーコードとブランドが写ったもの)",
        ),
        ("zh", "12 项资料中有 2 项未见：制造商、正面照片（含条码和品牌）"),
        (
            "en",
            "Of 12 items, 2 are not seen here: manufacturer, photo of the front with barcode and brand",
        ),
    ],
)
def test_the_checklist_names_what_is_missing_in_the_readers_language(
    ruleset: RuleSet, locale: Locale, said: str
) -> None:
    listing = Listing.model_validate(
        {
            "platform": "amazon",
            "title": "Acme Lamp, White",
            "brand": "Acme",
            "manufacturer": "",
            "category": "Home > Lighting",
            "description": "A desk lamp.",
            "sku": "L-1",
            "gtin": "4901234567894",
            "context": {
                "issues": [{"code": "5461", "message": "Not allowed."}],
                "documents": ["error-screenshot", "photo-back", "photo-packed", "photo-unpacked"],
            },
        }
    )
    annotations = annotate(run(ruleset, listing, {}, TODAY), ruleset, listing, locale)
    (pack,) = [made for made in annotations if made.rule == "offer/support-pack-incomplete"]
    assert (pack.outcome, pack.message) == ("violation", said)
