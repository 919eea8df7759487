"""Amazon's own ``issues[]`` beside our findings: both say it, only Amazon does, only we do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from agent.batch.row import MarketIssue
from agent.listing import ScreenField

Standing = Literal["agreed", "only-amazon", "unknown"]
"""``unknown``: what the issue is about is not known, so nothing can be compared."""
_OF_ATTRIBUTES: Mapping[str, ScreenField] = MappingProxyType(
    {
        "item_name": "title",
        "bullet_point": "bullets",
        "product_description": "description",
        "generic_keyword": "search_terms",
        "brand": "brand",
        "manufacturer": "manufacturer",
        "model_number": "model",
        "model_name": "model",
        "part_number": "model",
        "externally_assigned_product_identifier": "gtin",
        "merchant_suggested_asin": "asin",
        "purchasable_offer": "price",
        "list_price": "price",
        "condition_type": "condition",
        "recommended_browse_nodes": "category",
        "item_type_keyword": "category",
        "main_product_image_locator": "images",
        "main_offer_image_locator": "images",
    }
)
_OF_CATEGORIES: Mapping[str, ScreenField] = MappingProxyType(
    {"INVALID_IMAGE": "images", "INVALID_PRICE": "price"}
)
_OF_CODES: Mapping[str, ScreenField] = MappingProxyType(
    {
        "18027": "images",  # text, logo or watermark on the main image (example of the published model)
        "18155": "price",  # minimum price above the price (the same)
        "8541": "gtin",  # the code belongs to another item of the catalogue
        "8572": "gtin",  # no valid product code
        "5461": "brand",  # the brand may not be listed without approval
    }
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One listing's issues beside our findings."""

    issues: tuple[tuple[MarketIssue, Standing], ...]
    only_ours: tuple[str, ...]
    """Rules that found something in a field that no issue speaks of."""


def fields_of(issue: MarketIssue) -> frozenset[ScreenField]:
    """The fields that an issue speaks of; none where that is not known."""
    named = {_OF_ATTRIBUTES[name] for name in issue.attributes if name in _OF_ATTRIBUTES}
    if not issue.attributes:
        named |= {_OF_CATEGORIES[name] for name in issue.categories if name in _OF_CATEGORIES}
        named |= {_OF_CODES[issue.code]} if issue.code in _OF_CODES else set()
        named |= {_OF_ATTRIBUTES[name] for name in _OF_ATTRIBUTES if f"'{name}'" in issue.message}
    return frozenset(named)


def compare(issues: Iterable[MarketIssue], ours: Iterable[tuple[str, ScreenField | None]]) -> Compared:
    """``ours`` are the rules that found a violation, with the field, but for those that repeat ``issues``."""
    found = tuple(ours)
    # Amazon speaks of what a picture shows; how many there are is another matter.
    fields = {field for rule, field in found if field != "images" or "/main-image" in rule}
    told: list[tuple[MarketIssue, Standing]] = []
    spoken_of: set[ScreenField] = set()
    for issue in issues:
        about = fields_of(issue)
        spoken_of |= about
        known = about or issue.attributes
        told.append((issue, "agreed" if about & fields else "only-amazon" if known else "unknown"))
    alone = tuple(rule for rule, field in found if field is None or field not in spoken_of)
    return Compared(tuple(told), alone)
