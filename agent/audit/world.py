"""The extension's content files in an isolated world of a page, as the browser runs them for the extension.

Here is how code runs in a page; what it is asked stands in ``page.js`` and ``agent/audit/reading.py``.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession, Error

EXTENSION = Path(__file__).resolve().parents[2] / "extension"
NAME = "tenken-content"
_LAST = "content/geometry.js"
"""The last file that reads; those after it draw, or talk to the agent."""
_BYTES = "content/bytes.js"


class WorldError(Exception):
    """The page's world is gone, or code in it failed; says which."""


@cache
def manifest() -> dict[str, Any]:
    """The extension's manifest."""
    content: dict[str, Any] = json.loads((EXTENSION / "manifest.json").read_text("utf-8"))
    return content


@cache
def _source() -> str:
    files: list[str] = manifest()["content_scripts"][0]["js"]
    reading = [*files[: files.index(_LAST) + 1], _BYTES]
    sources = [(EXTENSION / name).read_text("utf-8") for name in reading]
    return "\n".join([*sources, Path(__file__).with_name("page.js").read_text("utf-8")])


@dataclass
class World:
    """``tenken`` of one page; a navigation asks for ``inject`` again."""

    session: CDPSession
    frame: str = field(default="")
    """The main frame's id."""
    _context: int = field(default=0)

    async def inject(self) -> None:
        """Run the content files in the current document."""
        tree = await self.session.send("Page.getFrameTree")
        self.frame = tree["frameTree"]["frame"]["id"]
        made = await self.session.send("Page.createIsolatedWorld", {"frameId": self.frame, "worldName": NAME})
        self._context = made["executionContextId"]
        await self.run(_source())

    async def run(self, expression: str) -> Any:  # noqa: ANN401 - whatever JSON the page gives
        """The value of a JavaScript expression in the isolated world. Raises ``WorldError``."""
        try:
            answer = await self.session.send(
                "Runtime.evaluate",
                {
                    "contextId": self._context,
                    "expression": expression,
                    "returnByValue": True,
                    "awaitPromise": True,
                },
            )
        except Error as error:
            raise WorldError(error.message.partition("\n")[0]) from error
        if problem := answer.get("exceptionDetails"):
            said = problem.get("exception", {}).get("description") or problem.get("text", "")
            raise WorldError(said.partition("\n")[0])
        return answer["result"].get("value")
