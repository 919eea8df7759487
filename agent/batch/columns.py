"""The columns of our own tables: one simple name for each field, and the headings that people use for it."""

import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from agent.batch.row import Part

_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "title": "item_name product_name name 商品名 タイトル 标题 商品标题 產品標題 品名",
        "highlights": "item_highlights ハイライト 亮点",
        "description": "product_description item_description 商品説明 商品の説明 説明 描述 商品描述 产品描述",
        "search_terms": "generic_keyword generic_keywords keywords 検索キーワード キーワード "
        "搜索词 关键词 搜索关键词",
        "brand": "brand_name ブランド ブランド名 品牌 品牌名",
        "manufacturer": "メーカー メーカー名 製造元 制造商 生产商",
        "model": "model_number part_number 型番 モデル番号 型号",
        "gtin": "jan jan_code ean upc barcode external_product_id janコード 条码 条形码 商品编码",
        "gtin_type": "external_product_id_type product_id_type 商品コードのタイプ 编码类型",
        "asin": "asin1 product_asin",
        "sku": "seller_sku item_sku 商品管理番号 商品管理コード 商家编码 卖家sku 出品者sku",
        "price": "standard_price your_price selling_price 価格 販売価格 値段 售价 价格",
        "category": "category_path item_type カテゴリ カテゴリー 类目 分类",
        "condition": "item_condition condition_type 商品の状態 状態 コンディション 成色 商品状态",
        "shipping_method": "配送方法 发货方式 配送方式",
        "shipping_payer": "配送料の負担 送料の負担 运费承担",
        "ship_from": "発送元の地域 発送元 发货地",
        "platform": "プラットフォーム 平台",
        "marketplace": "country store マーケットプレイス 国 站点 国家",
        "mercari_link": "asin_link asin連携 asin关联",
        "also": "also_on 併売先 同时发布",
        "product_type": "feed_product_type 商品タイプ 商品类型",
        "quantity": "stock 在庫数 在庫 数量 库存 库存数量",
        "main_image": "image main_image_url image1 image_1 メイン画像 商品画像 主图",
    }
)
_NUMBERED: Mapping[str, str] = MappingProxyType(
    {
        "bullets": "bullet bullet_point bullet_points key_product_features 商品の仕様 箇条書き "
        "五点描述 五点 要点 卖点",
        "images": "image other_image_url other_image 商品画像名 商品画像 画像 副图 图片",
    }
)
SIMPLE_NAMES = (
    "platform marketplace title bullet1 … bullet10 highlights description search_terms brand manufacturer "
    "model gtin gtin_type asin sku price category condition shipping_method shipping_payer ship_from "
    "main_image image2 … quantity product_type mercari_link also"
)
"""The names that the documentation and error messages give."""
MOST_BULLETS = 50
MOST_IMAGES = 60


def plain(heading: str) -> str:
    """A heading without what people vary: width, case, spaces, hyphens, what stands in brackets."""
    text = unicodedata.normalize("NFKC", heading).strip().lower().lstrip("*")
    for opening in "([":
        text = text.split(opening, 1)[0]
    return "".join(character for character in text if character not in " _-\u3000.:*#")


_NAMED: Mapping[str, str] = MappingProxyType(
    {plain(alias): name for name, aliases in _ALIASES.items() for alias in (name, *aliases.split())}
)
_STEMS: Mapping[str, str] = MappingProxyType(
    {plain(alias): name for name, aliases in _NUMBERED.items() for alias in aliases.split()}
)


def part_of(heading: str) -> Part | None:
    """The part of a listing that a heading names; ``None`` for one that we do not know."""
    text = plain(heading)
    named = _NAMED.get(text)
    if named is not None:
        return (named, None)
    stem = text.rstrip("0123456789")
    numbered = _STEMS.get(stem)
    if numbered is None:
        return None
    number = int(text[len(stem) :] or 1)
    most = MOST_BULLETS if numbered == "bullets" else MOST_IMAGES
    return (numbered, number - 1) if 1 <= number <= most else None


def parts_of(headings: Iterable[str]) -> tuple[Part | None, ...]:
    """``part_of`` each heading; a part that was named before is not named again."""
    seen: set[Part] = set()
    parts: list[Part | None] = []
    for heading in headings:
        part = part_of(heading)
        if part == ("main_image", None):
            part = ("images", 0)
        parts.append(None if part in seen else part)
        if part is not None:
            seen.add(part)
    return tuple(parts)
