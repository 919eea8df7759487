"""A lesson's listing as a page: a plain seller's form in the lesson's language. It holds no answers."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel

from agent.annotate import say
from agent.lessons.lesson import Lesson
from agent.listing import SCREEN_FIELDS, Listing, Platform, TextField
from agent.naming import LANGUAGE_TAGS, field_name
from agent.rules.rule import Words
from agent.wire_parts import Locale

FILES = Path(__file__).parent / "page"
"""What a practice page takes from ``base``: its style."""
_SPOKEN: Mapping[str, str] = {"jp": "ja", "de": "de"}
"""What a store's listings are written in, where that is not English."""
_SITES: Mapping[Platform, Words] = {
    "amazon": Words(ja="Amazon 商品登録", zh="Amazon 商品编辑", en="Amazon: edit product"),
    "mercari": Words(ja="メルカリ 商品の編集", zh="Mercari 商品编辑", en="Mercari: edit item"),
    "mercari-shops": Words(
        ja="メルカリShops 商品の編集", zh="Mercari Shops 商品编辑", en="Mercari Shops: edit item"
    ),
}
_SAID: Mapping[str, Words] = {
    "practice": Words(ja="練習用のページ", zh="练习页面", en="Practice page"),
    "note": Words(
        ja="練習用の出品です。書き換えても、どこにも送信されません。",
        zh="这是练习用的商品信息。修改后不会发送到任何地方。",
        en="This is a practice listing. Whatever you change is sent nowhere.",
    ),
    "no_pictures": Words(ja="画像はありません", zh="没有图片", en="No pictures"),
    "facts": Words(ja="ページに出ない情報", zh="页面上不显示的信息", en="What the page itself does not show"),
    "also": Words(ja="ほかの出品先", zh="同时发布到", en="Also published on"),
    "mercari_link": Words(ja="ASIN連携", zh="ASIN关联", en="ASIN linking"),
}
_SECTIONS: tuple[tuple[Words, tuple[TextField, ...]], ...] = (
    (
        Words(ja="商品の説明", zh="商品说明", en="Product"),
        ("title", "highlights", "bullets", "description", "search_terms"),
    ),
    (
        Words(ja="商品の情報", zh="商品信息", en="Details"),
        (
            "category",
            "brand",
            "manufacturer",
            "model",
            "gtin",
            "gtin_type",
            "asin",
            "sku",
            "condition",
        ),
    ),
    (
        Words(ja="価格と配送", zh="价格与配送", en="Price and delivery"),
        ("price", "shipping_method", "shipping_payer", "ship_from"),
    ),
)
_ROWS: Mapping[TextField, int] = {"bullets": 2, "description": 10, "title": 2, "highlights": 2}


class _Entry(NamedTuple):
    id: str
    field: TextField
    label: str
    text: str
    rows: int


class _Section(NamedTuple):
    name: str
    entries: list[_Entry]


def render(lesson: Lesson, base: str = "/practice/files") -> str:
    """The whole page; its style is the file ``practice.css`` below ``base``."""
    listing, locale = lesson.listing, lesson.locale
    pictures = None
    if listing.images is not None:
        pictures = [
            {"slot": picture.slot, "src": f"data:{picture.media_type};base64,{picture.base64}"}
            for picture in lesson.pictures
        ]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("practice.html.j2").render(
        base=base,
        language=LANGUAGE_TAGS[locale],
        spoken=_SPOKEN.get(listing.marketplace or "", "en"),
        title=lesson.title,
        site=lesson.site,
        site_name=say(_SITES[lesson.site], locale),
        marketplace=listing.marketplace,
        words={key: say(words, locale) for key, words in _SAID.items()},
        names={name: say(field_name(name), locale) for name in SCREEN_FIELDS},
        messages=listing.messages or (),
        pictures=pictures,
        sections=[section for section in _sections(listing, locale) if section.entries],
        facts=list(_facts(listing, locale)),
    )


def _sections(listing: Listing, locale: Locale) -> Iterator[_Section]:
    for name, fields in _SECTIONS:
        yield _Section(
            say(name, locale), [entry for field in fields for entry in _entries(listing, field, locale)]
        )


def _entries(listing: Listing, field: TextField, locale: Locale) -> Iterator[_Entry]:
    for passage in listing.passages(field) or ():
        label = say(field_name(field), locale)
        number = "" if passage.index is None else f" {passage.index + 1}"
        # A one-line input drops line breaks, and then the page would say another text than the lesson.
        rows = _ROWS.get(field, 2 if "\n" in passage.text or "\r" in passage.text else 1)
        yield _Entry(f"{field}{number.strip()}", field, f"{label}{number}", passage.text, rows)


def _facts(listing: Listing, locale: Locale) -> Iterator[tuple[str, str]]:
    """What is known beside the page, by its name in ``agent.context``."""
    if listing.also:
        yield say(_SAID["also"], locale), ", ".join(listing.also)
    if listing.mercari_link is not None:
        yield say(_SAID["mercari_link"], locale), "✓" if listing.mercari_link else "✗"
    for part in type(listing.context).model_fields:
        value = getattr(listing.context, part)
        if isinstance(value, BaseModel):
            known: dict[str, Any] = value.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
            yield from ((f"{part}.{name}", _plain(entry)) for name, entry in known.items())
        elif value is not None:
            entries = [_known(entry) for entry in value] if isinstance(value, tuple) else value
            yield part, _plain(entries)


def _known(value: object) -> object:
    if not isinstance(value, BaseModel):
        return value
    return value.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value or "–"
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return ", ".join(value) or "–"
    return json.dumps(value, ensure_ascii=False, default=str)
