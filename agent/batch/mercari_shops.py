"""The import template of Mercari Shops: 20 pictures, 10 kinds of each item, and what the item is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from agent.batch.layout import Defaults, Layout
from agent.batch.row import Part
from agent.listing import Listing

IMAGES = 20
KINDS = 10
_KIND_COLUMNS = ("種類", "在庫数", "商品管理コード", "JANコード", "catalog_id")
_OF_THE_ITEM: Mapping[str, Part] = MappingProxyType(
    {
        "商品名": ("title", None),
        "商品説明": ("description", None),
        "販売価格": ("price", None),
        "カテゴリID": ("category_id", None),
        "商品の状態": ("condition", None),
        "SKU1_商品管理コード": ("sku", None),
        "SKU1_JANコード": ("gtin", None),
    }
)
_REQUIRED = ("商品名", "商品説明", "販売価格", "カテゴリID", "商品の状態", "配送方法", "発送元の地域")
_SIGNS = frozenset({"商品名", "商品画像名_1", "SKU1_種類"})
_CONDITIONS = (
    "新品、未使用",
    "未使用に近い",
    "目立った傷や汚れなし",
    "やや傷や汚れあり",
    "傷や汚れあり",
    "全体的に状態が悪い",
)
"""The codes 1 to 6 of 商品の状態, in the order of Mercari's form."""


@dataclass(frozen=True)
class MercariShops(Layout):
    """The template's columns."""

    categories: Mapping[str, str] = field(default_factory=dict)
    """Full names by id, from the master that the shop can download."""

    def listing(self, cells: Sequence[str], defaults: Defaults) -> Listing | None:
        """As ``Layout.listing``; codes become the words of the form, and unknown ones say nothing."""
        values = self.values(cells)
        category = self.categories.get(str(values.pop("category_id", "")).strip())
        if category is not None:
            values["category"] = category
        code = str(values.get("condition", "")).strip()
        if code.isdigit():
            values.pop("condition")
            if 1 <= int(code) <= len(_CONDITIONS):
                values["condition"] = _CONDITIONS[int(code) - 1]
        return self.made(values, defaults)


def recognise(
    head: Sequence[Sequence[str]], categories: Mapping[str, str] = MappingProxyType({})
) -> MercariShops | None:
    """The layout, if the first row is the template's."""
    headings = tuple(name.strip() for name in head[0]) if head else ()
    if not set(headings) >= _SIGNS:
        return None
    expected = [f"商品画像名_{number}" for number in range(1, IMAGES + 1)]
    expected += [f"SKU{number}_{name}" for number in range(1, KINDS + 1) for name in _KIND_COLUMNS]
    missing = [name for name in (*expected, *_REQUIRED) if name not in headings]
    notes = (f"columns of the template that are missing: {', '.join(missing)}",) if missing else ()
    return MercariShops(
        name="mercari-shops",
        headings=headings,
        parts=tuple(_part(name) for name in headings),
        platform="mercari-shops",
        notes=notes,
        same_width=True,
        categories=categories,
    )


def _part(name: str) -> Part | None:
    number = name.removeprefix("商品画像名_")
    if number != name and number.isdigit():
        return ("images", int(number) - 1)
    return _OF_THE_ITEM.get(name)
