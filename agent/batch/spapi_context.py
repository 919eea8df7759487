"""What an answer of the Selling Partner API tells beside the listing's texts: issues, offer, family."""

from collections.abc import Mapping
from typing import Any

from agent.batch.row import MarketIssue
from agent.context import Family, Issue, Offer, Record

_LONGEST = 2000
"""Of a text in a listing's context."""


def entries(value: object) -> list[dict[str, Any]]:
    """The objects of a list, or the one that stands for it."""
    return [entry for entry in (value if isinstance(value, list) else [value]) if isinstance(entry, dict)]


def issues_of(item: Mapping[str, Any], marketplace: str | None) -> tuple[MarketIssue, ...] | None:
    """The issues of one store; ``None`` where the answer has no such list."""
    if "issues" not in item:
        return None
    return tuple(
        MarketIssue(
            code=str(issue.get("code") or ""),
            message=str(issue.get("message") or ""),
            severity=issue.get("severity"),
            attributes=tuple(map(str, issue.get("attributeNames") or ())),
            categories=tuple(map(str, issue.get("categories") or ())),
            enforcements=tuple(
                str(action.get("action"))
                for action in entries((issue.get("enforcements") or {}).get("actions"))
            ),
        )
        for issue in entries(item["issues"])
        if not issue.get("marketplaceIds") or marketplace in issue["marketplaceIds"]
    )


def in_context(issue: MarketIssue) -> Issue:
    """The issue as rules read it."""
    return Issue(
        code=issue.code,
        message=issue.message[:_LONGEST],
        severity=issue.severity,
        enforcements=issue.enforcements,
    )


def offer_of(item: Mapping[str, Any], summary: Mapping[str, Any]) -> Offer | None:
    """How the item is sold; what Amazon keeps in its warehouse this answer does not count."""
    status = summary.get("status")
    channels = entries(item.get("fulfillmentAvailability"))
    if status is None and not channels:
        return None
    codes = [str(channel.get("fulfillmentChannelCode") or "") for channel in channels]
    amazon = any(code.startswith("AMAZON") for code in codes)
    quantity = next((channel["quantity"] for channel in channels if "quantity" in channel), None)
    return Offer(
        buyable=None if status is None else "BUYABLE" in status,
        quantity=None if amazon else quantity,
        fulfilment=None if not codes else "amazon" if amazon else "seller",
    )


def family_of(relationships: Mapping[str, Any]) -> Family | None:
    """The variation family of one store's relationships."""
    for relation in entries(relationships.get("relationships")):
        if relation.get("type") != "VARIATION":
            continue
        theme = (relation.get("variationTheme") or {}).get("attributes")
        children = [Record(asin=asin) for asin in relation.get("childAsins") or ()]
        children += [Record(sku=sku) for sku in relation.get("childSkus") or ()]
        parents = [Record(asin=asin) for asin in relation.get("parentAsins") or ()]
        parents += [Record(sku=sku) for sku in relation.get("parentSkus") or ()]
        if children or parents:
            return Family(
                role="parent" if children else "child",
                theme=None if theme is None else tuple(theme),
                parent=parents[0] if parents else None,
                children=tuple(children),
            )
    return None
