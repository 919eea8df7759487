"""How much the Mercari rules say about real items, and about honest sentences that look like faults.

Every hit on the real items was read once. A changed number is a changed noise: read the new hits.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing

TODAY = date(2026, 11, 22)
RULES = load()
SHARED = Path(__file__).resolve().parents[4] / "shared"
LOUD = ("violation", "incomplete", "error")
SCOPES = ("mercari/", "identifier/")

HONEST = (
    "DMMのグッズです。クロネコDM便でお送りします。DMでのやり取りは不可です。",
    "直接取引はお受けできません。メルカリ以外での取引はしません。",
    "LINEでのやり取りはお断りしております。LINEスタンプのキャラクターです。",
    "オンライン交換会で入手。フロントライン IDタグ。BASELINE ID card",
    "リールはライン交換済みです。PEライン1.5号。",
    "インスタグラムで人気のショップです。インスタのIDは載せません。",
    "お客様相談窓口 03-1234-5678 製造元 株式会社見本",
    "品番 090-1234 適合 080-12-3456 シリアル0901234567890",
    "@cosmeで1位。サイズ@M。価格 1,200円@送料込",
    "予約特典の限定カード付き。先行予約で購入しました。",
    "予約商品でしたが発売日に届きました。発売前に予約した初回限定盤です。",
    "予約販売商品を購入しましたが、不要になったため出品します。",
    "発売日以降に発送された初回盤です。",
    "入荷次第ではなく、手元にある在庫を発送します。",
    "ハンドメイドのため、ご注文後に制作します。",
    "ご注文後、すぐに手配して24時間以内に発送します。",
    "お取り寄せ商品ではございません。お取り寄せグルメの本です。",
    "説明書は手元にありません。",
    "海外から発送されるものではなく、国内発送です。中国からの発送ではありません。",
    "海外のメーカーから直送してもらった商品です。産地直送のりんごです。",
    "コピー機トナー。カラーコピー。スーパーコピーバンド。コピー本。海賊版対策シール。",
    "偽物が心配な方は鑑定書をご確認ください。偽物ではないのでご安心ください。",
    "レプリカユニフォーム。イミテーションパール。フェイクファー。N品番。AN級。",
    "シャネルの香水瓶を入れる風呂敷。エルメス風合いのよい布。プラダ風景柄。ディオール系列。",
    "ジブリ系ではない。北欧風、和風、カフェ風。",
    "検索で見つけてくださりありがとうございます。関連ワードを検索すると出てきます。",
    "#レディース #M #新品 #コート #冬",
    "https://jp.mercari.com/item/m00000000000 も見てください。",
    "NC・NR対応モデル番号 NC-NR700V。トルク 3Nm 3N-4。ノーリターンバルブ付き水栓。",
    "返品歴なし。返品送料は当方負担。返品はいつでも可能です。",
    "キャンセルはご遠慮ください。値下げ不可。交換はできません。",
    "商品の返品交換は原則受け付けておりませんが、不良品は対応します。",
    "不良品でない限り、返品・交換はできません。",
    "下記に該当する場合は、返品・交換を受けつけられません。",
    "すり替え防止シールを剥がした場合は返品不可です。",
)


def _real_items() -> Iterator[Listing]:
    for path in sorted((SHARED / "pages" / "mercari").glob("item_*.json")):
        item = json.loads(path.read_text("utf-8"))["data"]
        yield Listing(
            platform="mercari",
            page="public",
            mercari_link=False,
            title=item["name"],
            description=item["description"],
            price=str(item["price"]),
        )
    product = json.loads((SHARED / "pages/mercari/shops_product_2JWDpXc97kLGT6F5i2JLSF.json").read_text())
    yield Listing(
        platform="mercari-shops",
        page="public",
        mercari_link=False,
        title=product["displayName"],
        description=product["productDetail"]["description"],
        price=product["price"],
    )
    for item in product["productDetail"]["shop"]["shopItems"]:
        yield Listing(
            platform="mercari-shops",
            page="public",
            mercari_link=False,
            title=item["displayName"],
            price=item["price"],
        )


def _rows_of_the_sample_import() -> Iterator[Listing]:
    path = SHARED / "csv" / "mercari_shops_product_import_template_sample.csv"
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            yield Listing(
                platform="mercari-shops",
                mercari_link=False,
                title=row["商品名"],
                description=row["商品説明"],
                price=row["販売価格"],
                sku=row["SKU1_商品管理コード"],
                gtin=row["SKU1_JANコード"],
            )


def _hits(listing: Listing) -> list[str]:
    """The rules of this folder, and those on identifiers, that speak of the listing."""
    findings = run(RULES, listing, {}, TODAY).findings
    return [f.rule for f in findings if f.rule.startswith(SCOPES) and f.outcome in LOUD]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of real items is not here")
def test_the_rules_are_silent_on_real_items() -> None:
    listings = list(_real_items())
    assert len(listings) == 8
    assert [rule for listing in listings for rule in _hits(listing)] == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of real items is not here")
def test_of_the_sample_import_only_the_sample_barcode_is_wrong() -> None:
    rows = list(_rows_of_the_sample_import())
    assert Counter(rule for row in rows for rule in _hits(row)) == {"identifier/gtin-malformed": 1}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared collection of real titles is not here")
def test_of_200_real_titles_only_true_faults_are_named() -> None:
    path = SHARED / "csv" / "amazon_cojp_2019_titles.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        titles = [row["title"] for row in csv.DictReader(rows)]
    found = Counter(
        rule
        for title in titles
        for rule in _hits(
            Listing(
                platform="mercari-shops",
                title=title,
                description=f"{title}\n未使用です",
            )
        )
    )
    assert len(titles) == 200
    # One of the titles is of goods that may indeed not be sold there.
    assert found["mercari/adult-goods"] == 2
    assert set(found) == {
        "mercari/shops-title-too-long",
        "mercari/half-width-katakana",
        "mercari/adult-goods",
    }


@pytest.mark.parametrize("platform", ["mercari", "mercari-shops"])
@pytest.mark.parametrize("text", HONEST)
def test_honest_sentences_that_look_like_faults_raise_nothing(platform: str, text: str) -> None:
    listing = Listing.model_validate(
        {
            "platform": platform,
            "mercari_link": False,
            "title": text.split("。", maxsplit=1)[0][:40],
            "description": text,
        }
    )
    assert _hits(listing) == []
