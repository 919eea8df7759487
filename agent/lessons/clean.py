"""Clean practice listings, by site and store: what faults are planted into. Texts: ``products.toml``."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from agent.lessons.draft import Draft
from agent.listing import Listing, Platform
from agent.notice import build

PRODUCTS = Path(__file__).parent / "products.toml"
_PICTURES: Mapping[Platform, int] = {"amazon": 6, "mercari": 3, "mercari-shops": 3}
"""As many as the site advises."""
_LANGUAGES: Mapping[str, str] = {"jp": "ja", "de": "de"}
STORES: Mapping[Platform, tuple[str, ...]] = {
    "amazon": ("jp", "us", "uk", "ie", "in", "de"),
    "mercari": ("jp",),
    "mercari-shops": ("jp",),
}
"""Stores that practice listings are written for, the usual one first."""
_LEFT_OUT = ("highlights", "search_terms", "gtin_type", "sku")
"""Fields that not every form shows, and that other fields' faults reach into."""
_PRICES = {"uk": "£19.80", "ie": "€24.80", "in": "₹1,480"}


def drafts(site: Platform, store: str) -> Iterator[Draft]:
    """Every clean listing for that store, the fullest first: all of one kind, then those that show less."""
    products = [product for product in _products().values() if _has(product, site, store)]
    whole = [_draft(product, site, store) for product in products]
    yield from (draft.with_gallery(_PICTURES[site]) for draft in whole)
    if site == "amazon":
        yield from (draft.laid(dict.fromkeys(_LEFT_OUT)).with_gallery(_PICTURES[site]) for draft in whole)
        if store == "jp":
            yield from (draft.laid({"mercari_link": True}) for draft in whole)
    else:
        linked = [_linked(draft) for draft in whole]
        yield from linked
        yield from (draft.with_gallery(_PICTURES[site]) for draft in linked)


def _has(product: Mapping[str, Any], site: Platform, store: str) -> bool:
    return site in product.get(_LANGUAGES.get(store, "en"), {})


def _draft(product: Mapping[str, Any], site: Platform, store: str) -> Draft:
    language = product[_LANGUAGES.get(store, "en")]
    said = {key: value for key, value in language.items() if not isinstance(value, dict)}
    listing = Listing.model_validate(
        {
            "platform": site,
            "marketplace": store,
            "page": "edit",
            "mercari_link": False,
            **said,
            **language[site],
            **({"price": _PRICES[store]} if store in _PRICES else {}),
        }
    )
    return Draft(listing, product["drawing"], product["name"] if store == "jp" else "")


def _linked(draft: Draft) -> Draft:
    """The same as Mercari's ASIN linking wants it."""
    certificates = {"trademark_jp": "6123456"}
    return draft.laid(
        {
            "mercari_link": True,
            "description": f"{build()}\n\n{draft.listing.description}",
            "context": {"certificates": certificates},
        }
    )


@cache
def _products() -> dict[str, Any]:
    return tomllib.loads(PRODUCTS.read_text("utf-8"))
