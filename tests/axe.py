"""axe-core on a page as it stands, past the page's own policy, as its users' tools are."""

from typing import Any

import pytest
from playwright.async_api import Page

from scripts.node_tools import AXE

needs_axe = pytest.mark.skipif(
    not AXE.exists(), reason="axe-core is not installed: run `npm ci` in scripts/node"
)


async def violations(page: Page) -> list[tuple[str, Any]]:
    """What axe-core finds, each rule with the elements."""
    if await page.evaluate("typeof axe === 'undefined'"):
        session = await page.context.new_cdp_session(page)
        await session.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
        await session.detach()
    result = await page.evaluate("axe.run(document)")
    assert len(result["passes"]) > 10
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in result["violations"]]
