"""A picture of the whole page, with the place of each finding on it."""

import json
from collections.abc import Mapping, Sequence

from playwright.async_api import Error, FloatRect, Page

from agent.audit.world import World, WorldError
from agent.picture import Region
from agent.reports.run import ScreenMark, Screenshot
from agent.wire import Annotation

MOST_WIDTH, MOST_HEIGHT = 2_560, 8_000
"""CSS pixels; public pages go on with other products for longer than anybody reads."""
_ABOVE = 200
"""CSS pixels above the first finding where a picture cannot begin at the top."""
_QUALITY = 70
_ACCOUNTS = ", ".join(
    (
        *(
            "#nav-link-accountList",
            "#nav-link-yourAccount",
            "#glow-ingress-block",
            "#nav-global-location-slot",
        ),
        *("#partner-switcher", ".partner-dropdown-button", ".partner-label", '[class*="account-switcher"]'),
        *('[class*="AccountSwitcher"]', '[data-testid*="account-name"]', '[data-testid*="account-menu"]'),
    )
)
"""Who is signed in and where parcels go; ``capture.js`` leaves them out of saved pages."""
_SIZE = "(({ scrollWidth, scrollHeight }) => [scrollWidth, scrollHeight])(document.documentElement)"


async def screenshot(page: Page, world: World, annotations: Sequence[Annotation]) -> Screenshot | None:
    """The page as it stands, and where each of ``annotations`` is; ``None`` when it cannot be taken."""
    targets = [one.target.model_dump(mode="json") for one in annotations]
    try:
        width, height = await world.run(_SIZE)
        boxes = await world.run(f"tenkenAudit.boxes({json.dumps(targets)})")
        part = _part(boxes, width, height)
        image = await page.screenshot(
            type="jpeg",
            quality=_QUALITY,
            full_page=True,
            animations="disabled",
            clip=part,
            mask=[page.locator(_ACCOUNTS)],
        )
    except (Error, WorldError):
        return None
    marks = [
        ScreenMark(finding=place, region=region)
        for place, box in enumerate(boxes)
        if box is not None and (region := _region(box, part)) is not None
    ]
    return Screenshot(
        image=image, width=round(part["width"]), height=round(part["height"]), marks=tuple(marks)
    )


def _part(boxes: Sequence[Mapping[str, float] | None], width: float, height: float) -> FloatRect:
    """What is shown of a page of that size: from its top, or from the first finding if some are too far."""
    ends = [box["y"] + box["height"] for box in boxes if box is not None]
    starts = [box["y"] for box in boxes if box is not None]
    top = max(0.0, min(starts) - _ABOVE) if ends and max(ends) > MOST_HEIGHT else 0.0
    return {"x": 0, "y": top, "width": min(width, MOST_WIDTH), "height": min(height - top, MOST_HEIGHT)}


def _region(box: Mapping[str, float], part: FloatRect) -> Region | None:
    """The share of the picture that the box takes; ``None`` where it is not on it."""
    left, top = max(0.0, box["x"]), max(0.0, box["y"] - part["y"])
    right = min(part["width"], box["x"] + box["width"])
    bottom = min(part["height"], box["y"] - part["y"] + box["height"])
    if right - left < 1 or bottom - top < 1:
        return None
    width, height = part["width"], part["height"]
    return Region(
        x=left / width, y=top / height, width=(right - left) / width, height=(bottom - top) / height
    )
