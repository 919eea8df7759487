"""Answers of Amazon's Selling Partner API as listings: Listings Items 2021-08-01, Catalog Items 2022-04-01.

One listing for each store that an answer speaks of. Attributes are taken in the store's first language,
else in the first language that is there. What an answer leaves out is absent, never empty.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.batch.marketplaces import STORES, language_of
from agent.batch.row import Key, MarketIssue, Part
from agent.batch.spapi_context import entries, family_of, in_context, issues_of, offer_of
from agent.context import Context
from agent.listing import Listing

Json = Any
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "title": ("item_name",),
    "description": ("product_description",),
    "brand": ("brand",),
    "manufacturer": ("manufacturer",),
    "model": ("model_number", "part_number"),
}
"""Attributes that hold one text, the first that is there."""
_IDENTIFIER = "externally_assigned_product_identifier"


@dataclass(frozen=True, slots=True)
class Found:
    """One item in one store."""

    label: str
    listing: Listing
    cells: Mapping[Part, Key]
    issues: tuple[MarketIssue, ...] | None


def is_answer(value: Json) -> bool:
    """Whether a JSON object is such an answer, one item of it, or an example with its request."""
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("items"), list) or isinstance(value.get("response"), dict):
        return True
    return (
        ("sku" in value or "asin" in value)
        and bool(
            value.keys() & {"summaries", "attributes", "issues", "productTypes", "relationships", "images"}
        )
        and not isinstance(value.get("platform"), str)
    )


def listings(value: Json, path: tuple[str | int, ...] = ()) -> Iterator[Found]:
    """The listings of an answer; ``path`` is where it stands. Raises pydantic's ``ValidationError``."""
    if isinstance(value.get("response"), dict):
        yield from listings(value["response"], (*path, "response"))
    elif isinstance(value.get("items"), list):
        for index, item in enumerate(value["items"]):
            yield from listings(item, (*path, "items", index))
    else:
        for marketplace in _marketplaces(value):
            yield _Item(value, marketplace, path).found()


def _marketplaces(item: Json) -> list[str | None]:
    """The stores that an item speaks of, in its order; ``None`` where it names none."""
    named = [entry.get("marketplaceId") for entry in entries(item.get("summaries"))]
    for attribute in (item.get("attributes") or {}).values() if not named else ():
        named += [entry.get("marketplace_id") for entry in entries(attribute)]
    if not any(named):
        named = [entry.get("marketplaceId") for entry in entries(item.get("images"))]
    return list(dict.fromkeys(name for name in named if name)) or [None]


class _Item:
    """One item as one store has it; collects where its texts stand."""

    def __init__(self, item: Json, marketplace: str | None, path: tuple[str | int, ...]) -> None:
        self.item = item
        self.marketplace = marketplace
        self.store = STORES.get(marketplace or "")
        self.path = path
        self.cells: dict[Part, Key] = {}
        self.attributes: dict[str, Any] = item.get("attributes") or {}
        self.summary = self._of_store("summaries")

    def found(self) -> Found:
        """The listing of this store."""
        values: dict[str, Any] = {"platform": "amazon", "marketplace": self.store}
        for name, attributes in _TEXTS.items():
            values[name] = self._text(name, attributes)
        if values["title"] is None and isinstance(self.summary.get("itemName"), str):
            values["title"] = self.summary["itemName"]
            self._at("title", None, "summaries", self.item["summaries"].index(self.summary), "itemName")
        bullets = self._values("bullet_point")
        if bullets:
            values["bullets"] = tuple(text for text, _ in bullets)
            for number, (_, index) in enumerate(bullets):
                self._at("bullets", number, "attributes", "bullet_point", index, "value")
        keywords = self._values("generic_keyword")
        if keywords:
            values["search_terms"] = " ".join(text for text, _ in keywords)
            if len(keywords) == 1:
                self._at("search_terms", None, "attributes", "generic_keyword", keywords[0][1], "value")
        values |= self._identity() | self._sale()
        images = self._images()
        if images:
            values["images"] = images
        issues = issues_of(self.item, self.marketplace)
        kind = self.summary.get("productType") or self._of_store("productTypes").get("productType")
        values["context"] = Context(
            offer=offer_of(self.item, self.summary),
            issues=None if issues is None else tuple(map(in_context, issues)),
            family=family_of(self._of_store("relationships")),
            product_type=kind,
        )
        label = str(self.item.get("sku") or self.item.get("asin") or "item")
        store = self.store or self.marketplace
        listing = Listing.model_validate(values)
        return Found(f"{label} ({store})" if store else label, listing, self.cells, issues)

    def _at(self, name: str, index: int | None, *steps: str | int) -> None:
        self.cells[name, index] = (*self.path, *steps)

    def _of_store(self, name: str) -> dict[str, Any]:
        here = entries(self.item.get(name))
        return next((entry for entry in here if entry.get("marketplaceId") == self.marketplace), {})

    def _values(self, attribute: str) -> list[tuple[str, int]]:
        """The texts of an attribute in this store and one language, each with its index."""
        value = self.attributes.get(attribute)
        here = [
            (index, entry)
            for index, entry in enumerate(value if isinstance(value, list) else [])
            if isinstance(entry, dict)
            and entry.get("marketplace_id") in {self.marketplace, None}
            and entry.get("value") is not None
        ]
        tags = [str(entry.get("language_tag") or "") for _, entry in here]
        own = language_of(self.store)
        wanted = next(
            (tag for tag in tags if own is not None and tag.startswith(own)), tags[0] if tags else ""
        )
        return [
            (str(entry["value"]), index)
            for (index, entry), tag in zip(here, tags, strict=True)
            if tag == wanted
        ]

    def _text(self, name: str, attributes: Sequence[str]) -> str | None:
        for attribute in attributes:
            for text, index in self._values(attribute):
                self._at(name, None, "attributes", attribute, index, "value")
                return text
        return None

    def _identity(self) -> dict[str, Any]:
        values: dict[str, Any] = {"sku": self.item.get("sku")}
        values["asin"] = self.item.get("asin") or self.summary.get("asin")
        for entry in entries(self.attributes.get(_IDENTIFIER)):
            if entry.get("marketplace_id") in {self.marketplace, None} and entry.get("value"):
                values |= {
                    "gtin": str(entry["value"]),
                    "gtin_type": str(entry.get("type") or "").upper() or None,
                }
                break
        else:
            for entry in entries(self._of_store("identifiers").get("identifiers")):
                kind = str(entry.get("identifierType") or "").upper()
                if kind in {"EAN", "UPC", "GTIN", "JAN", "ISBN"}:
                    values |= {"gtin": str(entry.get("identifier") or ""), "gtin_type": kind}
                    break
        return values

    def _sale(self) -> dict[str, Any]:
        price = self._of_store("offers").get("price") or {}
        values: dict[str, Any] = {}
        if price.get("amount") is not None:
            currency = price.get("currencyCode") or price.get("currency") or ""
            values["price"] = f"{price['amount']} {currency}".strip()
        if self.summary.get("conditionType"):
            values["condition"] = str(self.summary["conditionType"])
        path: list[str] = []
        for first in entries(self._of_store("classifications").get("classifications"))[:1]:
            node: Any = first
            while isinstance(node, dict) and node.get("displayName"):
                path.insert(0, str(node["displayName"]))
                node = node.get("parent")
        if path:
            values["category"] = " > ".join(path)
        return values

    def _images(self) -> tuple[dict[str, Any], ...]:
        """The largest picture of each slot."""
        best: dict[str, dict[str, Any]] = {}
        for image in entries(self._of_store("images").get("images")):
            slot = str(image.get("variant") or "")
            if slot.isalnum() and int(image.get("width") or 0) > int(best.get(slot, {}).get("width") or -1):
                best[slot] = image
        main = self.summary.get("mainImage")
        if not best and isinstance(main, dict):
            best["MAIN"] = main
        return tuple({"slot": slot, "url": image.get("link")} for slot, image in best.items())
