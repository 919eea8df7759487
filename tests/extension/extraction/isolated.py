"""The page-reading content scripts in an isolated world of a page, and what tests ask them."""

from typing import Any

from playwright.async_api import Page

from agent.audit.world import World

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


class Reader(World):
    """``tenken`` of one page; a navigation asks for ``inject`` again."""

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
