"""The page-reading content scripts in an isolated world of a page, as an extension's scripts run."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession, Page

CONTENT = Path(__file__).parents[3] / "extension" / "content"
FILES = (
    "tenken.js",
    "dom.js",
    "sites/seller-central.js",
    "sites/mercari-sell.js",
    "sites/mercari-shops.js",
    "sites/amazon-details.js",
    "sites/amazon-product.js",
    "sites/mercari-item.js",
    "extract.js",
)
"""In the order of the manifest, up to the last file that reads."""

WORLD = "tenken-content"

_PLACES = """
(() => {
  const { adapter, draft } = tenken.extract();
  const url = new URL(location.href);
  const entries = draft.found.flatMap((field) => {
    const value = draft.listing[field];
    return Array.isArray(value) ? value.map((item, index) => [field, index, item]) : [[field, null, value]];
  });
  return entries.map(([field, index, value]) => {
    const place = adapter.locate(document, url, field, index);
    const kind = place?.kind ?? null;
    if (kind === "control") return { field, index, kind, agrees: place.control.value === value };
    if (kind === "image") return { field, index, kind, agrees: place.element instanceof HTMLImageElement };
    if (kind !== "static") return { field, index, kind, agrees: null };
    const letters = (text) => text.replace(/[^\\p{L}\\p{N}]/gu, "");
    const lines = [...value.matchAll(/[^\\n]+/g)].map(({ 0: line, index }) => {
      const range = place.text.range(index, index + line.length);
      return range && letters(range.toString()) === letters(line);
    });
    const agrees = place.text.text === value && !lines.includes(false);
    return { field, index, kind, agrees, drawable: lines.length > 0 && !lines.includes(null) };
  });
})()
"""


@dataclass
class Reader:
    """``tenken`` of one page; a navigation asks for ``inject`` again."""

    session: CDPSession
    context: int = field(default=0)

    async def inject(self) -> None:
        """Run the content files in the current document's isolated world."""
        tree = await self.session.send("Page.getFrameTree")
        world = await self.session.send(
            "Page.createIsolatedWorld",
            {"frameId": tree["frameTree"]["frame"]["id"], "worldName": WORLD},
        )
        self.context = world["executionContextId"]
        for name in FILES:
            await self.run((CONTENT / name).read_text(encoding="utf-8"))

    async def run(self, expression: str) -> Any:  # noqa: ANN401 - whatever JSON the page gives
        """The value of a JavaScript expression in the isolated world."""
        answer = await self.session.send(
            "Runtime.evaluate",
            {
                "contextId": self.context,
                "expression": expression,
                "returnByValue": True,
                "awaitPromise": True,
            },
        )
        problem = answer.get("exceptionDetails")
        assert problem is None, problem
        return answer["result"].get("value")

    async def draft(self) -> dict[str, Any] | None:
        """``{adapter, listing, expected, found}`` of the current document; ``None`` for no listing."""
        result: dict[str, Any] | None = await self.run(
            "(() => { const read = tenken.extract();"
            " return read && { adapter: read.adapter.name, ...read.draft }; })()"
        )
        return result

    async def places(self) -> list[dict[str, Any]]:
        """For every field that was found, where ``locate`` puts it and whether the text there agrees."""
        return list(await self.run(_PLACES))


async def reader(page: Page) -> Reader:
    """A ``Reader`` of a page that has been opened."""
    opened = Reader(await page.context.new_cdp_session(page))
    await opened.inject()
    return opened
