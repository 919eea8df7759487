"""The data that adapters read out of a page's scripts, without all that they do not read.

``extension/content/sites/amazon-product.js`` reads the gallery, ``mercari-item.js`` the structured data.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

_GALLERY = re.compile(r"'colorImages'\s*:\s*\{\s*'initial'\s*:\s*(?=\[)")
_PICTURE = ("variant", "hiRes", "large", "thumb")
_PRODUCT = ("productID", "sku", "@id", "url", "name", "description", "image")
_OFFER = ("price", "lowPrice", "url")
LISTING_DATA = "application/ld+json"


def reduced(kind: str, text: str, address: Callable[[str], str]) -> str:
    """What an adapter reads of a script of type ``kind``; empty when that is nothing.

    ``address`` makes addresses fit to be written.
    """
    data = _products(text, address) if kind == LISTING_DATA else _gallery(text, address)
    return data.replace("</", "<\\/").replace("<!--", "<\\u0021--")


def _gallery(text: str, address: Callable[[str], str]) -> str:
    match = _GALLERY.search(text)
    if match is None:
        return ""
    try:
        pictures, _ = json.JSONDecoder().raw_decode(text, match.end())
    except (ValueError, RecursionError):
        return ""
    kept = [
        {
            name: _clean(one[name], address) if name != "variant" else one[name]
            for name in _PICTURE
            if name in one
        }
        for one in pictures
        if isinstance(one, dict)
    ]
    return f"'colorImages': {{ 'initial': {json.dumps(kept)} }}" if kept else ""


def _products(text: str, address: Callable[[str], str]) -> str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    tops = data if isinstance(data, list) else [data]
    nodes = [node for top in tops if isinstance(top, dict) for node in [top, *_list(top.get("@graph"))]]
    kept = [
        _product(node, address)
        for node in nodes
        if isinstance(node, dict) and "Product" in _list(node.get("@type"))
    ]
    return json.dumps(kept if len(kept) > 1 else kept[0], ensure_ascii=False) if kept else ""


def _product(node: Mapping[str, Any], address: Callable[[str], str]) -> dict[str, Any]:
    kept = {name: _clean(node[name], address) for name in _PRODUCT if name in node}
    offers = [
        {name: _clean(offer[name], address) for name in _OFFER if name in offer}
        for offer in _list(node.get("offers"))
        if isinstance(offer, dict)
    ]
    brand = node.get("brand")
    name = brand.get("name") if isinstance(brand, dict) else brand
    return {
        "@type": "Product",
        **kept,
        **({"brand": name} if isinstance(name, str) else {}),
        **({"offers": offers} if offers else {}),
    }


def _clean(value: Any, address: Callable[[str], str]) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return address(value) if value.startswith(("http://", "https://")) else value
    return [_clean(one, address) for one in value] if isinstance(value, list) else value


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - any JSON
    return [] if value is None else value if isinstance(value, list) else [value]
