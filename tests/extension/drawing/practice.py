"""A page of our own with the drawing scripts in an isolated world, as the browser runs an extension's.

The test plays the worker: it sees the listings that were sent and hands back reports.
"""

import json
from collections.abc import Awaitable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from PIL import Image, ImageChops
from playwright.async_api import BrowserContext, CDPSession, Page, Route

from tests.extension.waiting import until

ROOT = Path(__file__).parents[3]
CONTENT = ROOT / "extension" / "content"
BEFORE = ("tenken.js", "dom.js", "extract.js")
DRAWING = (
    "spans.js",
    "geometry.js",
    "styles.js",
    "lesson-styles.js",
    "overlay.js",
    "highlight.js",
    "pictures.js",
    "boxes.js",
    "face.js",
    "legend.js",
    "waive-form.js",
    "waive-desk.js",
    "card.js",
    "lesson.js",
    "frames.js",
    "markers.js",
    "spotlight.js",
    "stage.js",
    "typing.js",
    "status.js",
    "accept.js",
    "bytes.js",
    "slip.js",
    "uploads.js",
    "marks.js",
    "drawing.js",
    "places.js",
    "drag.js",
    "hunt-form.js",
    "hunt-bar.js",
    "hunt.js",
    "quiz.js",
    "standing.js",
    "watch.js",
    "actions.js",
    "directing.js",
)
"""In the order of the manifest; the fakes stand for the sites and for link.js, main.js comes last."""
FAKES = Path(__file__).with_name("practice.js")
STRINGS: dict[str, str] = {
    key: value["message"]
    for key, value in json.loads(
        (ROOT / "extension/_locales/en/messages.json").read_text(encoding="utf-8")
    ).items()
}
URL = "https://practice.example/edit"
PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Practice</title>"
    "<style>body {{ font: 16px/1.5 'Noto Sans CJK JP', sans-serif; margin: 40px; }}"
    "input, textarea {{ font: inherit; }} {style}</style><body data-page=practice>{body}"
)


@cache
def ours() -> str:
    """Our files as one text: a call for each would cost more than all that they do."""
    paths = [
        *(CONTENT / name for name in BEFORE),
        FAKES,
        *(CONTENT / name for name in DRAWING),
        CONTENT / "main.js",
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


class Opener(Protocol):
    def __call__(self, body: str, **options: str) -> Awaitable["Desk"]: ...


APART = """(() => { const c = card().getBoundingClientRect(); return tenken.card.view().mark.rects.every(
  (r) => r.right <= c.left || c.right <= r.left || r.bottom <= c.top || c.bottom <= r.top); })()"""
"""The card covers none of its word."""


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def annotation(field: str | None, text: str = "", quote: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """One finding as the agent sends it; ``quote`` is looked up in ``text`` for its span."""
    start = end = None
    if quote is not None:
        at = text.index(quote)
        start, end = utf16(text[:at]), utf16(text[: at + len(quote)])
    target = {"field": field, "index": None, "start": start, "end": end, "quote": quote, "region": None}
    made: dict[str, Any] = {
        "id": f"{field}-{quote}",
        "rule": "amazon/promotional-phrase",
        "outcome": "violation",
        "severity": "error",
        "target": target,
        "title": "Promotional phrase",
        "message": f"“{quote}” praises the offer instead of naming the product.",
        "help": "Titles must name the product only.\nTake the phrase out.",
        "reason": None,
        "consequence": "search_suppressed",
        "sources": [
            {
                "title": "Product title requirements",
                "url": "https://sellercentral.amazon.com/help/hub/reference/GYTR6SYGFA5E3EQC",
                "confidence": "official",
                "seen": "2026-11-01",
            }
        ],
        "fix": None,
    }
    return {**made, **more, "target": {**target, **more.get("target", {})}}


def fix(found: dict[str, Any], text: str, label: str = "Replace", **target: Any) -> dict[str, Any]:  # noqa: ANN401
    """The finding with a fix for its own words, or for ``target``."""
    return {**found, "fix": {"label": label, "target": {**found["target"], **target}, "text": text}}


class Desk:
    """The page, and the isolated world that draws on it."""

    def __init__(self, page: Page, session: CDPSession, world: int) -> None:
        self.page = page
        self.session = session
        self.world = world

    @classmethod
    async def open(
        cls, context: BrowserContext, body: str, style: str = "", script: str = "", prelude: str = ""
    ) -> "Desk":
        """``script`` runs in the page's own world before ours starts, ``prelude`` first in ours."""

        async def serve(route: Route) -> None:
            await route.fulfill(
                body=PAGE.format(style=style, body=body), content_type="text/html; charset=utf-8"
            )

        page = await context.new_page()
        await page.route("https://practice.example/**", serve)
        await page.goto(URL)
        if script:
            await page.evaluate(script)
        await page.add_style_tag(content=(CONTENT / "marks.css").read_text(encoding="utf-8"))
        session = await context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        world = await session.send(
            "Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "tenken"}
        )
        desk = cls(page, session, world["executionContextId"])
        await desk.run(prelude)
        await desk.run(ours())
        await desk.state("ready")
        return desk

    async def run(self, expression: str) -> Any:  # noqa: ANN401 - whatever JSON the page gives
        """The value of an expression in the scripts' world."""
        answer = await self.session.send(
            "Runtime.evaluate",
            {"contextId": self.world, "expression": expression, "returnByValue": True, "awaitPromise": True},
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    async def holds(self, expression: str, seconds: float = 5.0) -> Any:  # noqa: ANN401
        """Waits until the expression is truthy in the scripts' world."""
        return await until(lambda: self.run(expression), seconds)

    async def state(self, state: str, locale: str = "en", strings: dict[str, str] = STRINGS) -> None:
        message = {"type": "state", "state": state, "locale": locale, "strings": strings, "mercariLink": None}
        await self.run(f"worker?.onState({json.dumps(message)})")

    async def report(
        self,
        *annotations: dict[str, Any],
        phase: str = "image",
        revision: int | None = None,
        unavailable: int = 0,
    ) -> None:
        """Answers the newest listing."""
        if revision is None:
            revision = await self.run("listings().at(-1).revision")
        message = {
            "type": "report",
            "page": "p",
            "revision": revision,
            "phase": phase,
            "ruleset": "0" * 16,
            "passed": 1,
            "inapplicable": 1,
            "annotations": annotations,
        }
        await self.run(f"worker.onReport({json.dumps(message)}, {unavailable})")

    async def marks(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.run("(tenken.drawing.draw(), drawnMarks())")
        return found

    async def painted(self) -> list[dict[str, Any]]:
        """What ``CSS.highlights`` holds."""
        found: list[dict[str, Any]] = await self.run("painted()")
        return found

    async def click_mark(self, number: int = 1) -> None:
        rect = next(mark["rects"][0] for mark in await self.marks() if mark["number"] == number)
        await self.page.mouse.click(rect["left"] + rect["width"] / 2, rect["top"] + rect["height"] / 2)

    async def click_in_card(self, selector: str) -> None:
        """A real click on a part of the card, once the card has settled."""
        await self.holds("card() && tenken.card.settled()")
        box = await self.run(f"boxOf(root().querySelector({json.dumps('.card ' + selector)}))")
        await self.page.mouse.click(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)

    async def card_text(self, selector: str = "") -> str | None:
        part = f"querySelector({json.dumps(selector)})?.textContent" if selector else "innerText"
        found: str | None = await self.run(f"card()?.{part} ?? null")
        return found

    async def picture(self, path: Path) -> Image.Image:
        await self.page.screenshot(path=path, animations="disabled", caret="hide")
        return Image.open(path).convert("RGB")


def difference(before: Image.Image, after: Image.Image) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of what two screenshots differ in."""
    return ImageChops.difference(before, after).getbbox()
