"""The console in a real Chromium with an agent of a few lines behind it: files, routes and socket."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, Route, WebSocketRoute
from pydantic import BaseModel

from agent.annotate import say
from agent.groups import GROUPS, NAMES, Group
from agent.picture import Region
from agent.wire import Annotation, Fix, Pong, Source, WireTarget
from agent.wire_console import (
    Ask,
    AttemptView,
    ConsoleHello,
    ConsoleReady,
    ConsoleRequest,
    ConsoleSession,
    Direct,
    FieldText,
    Finish,
    Name,
    PageList,
    PageSummary,
    PageView,
    PictureView,
    RunView,
    Unask,
    Watch,
    console_message,
)
from agent.wire_lesson import AttemptPlace, Choice, Question

FILES = Path(__file__).parents[2] / "agent" / "console"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""As the agent sends it; the socket is not a real one."""
CODE = "c" * 22
TOKEN = "t" * 43
PAGE = "client-page"
RUN = "r" * 22
SECONDS = 10
TITLE = "Best 最高の🎧イヤホン 送料無料 best"
DESCRIPTION = "日本一の音です。お問い合わせは 090-1234-5678 まで。\nほかにない品質を保証します。"


def identity(number: int) -> str:
    """Of the finding that stands at that place on the page, from 1."""
    return f"{number:016x}"


def finding(number: int, title: str, target: WireTarget, **given: Any) -> Annotation:  # noqa: ANN401 - any member
    """An annotation with every member; ``given`` replaces some."""
    members: dict[str, Any] = {
        "id": identity(number),
        "rule": f"test/rule-{number}",
        "outcome": "violation",
        "severity": "error",
        "target": target,
        "title": title,
        "message": f"{title}: 「{target.quote or 'x'}」",
        "help": "Buyers cannot check this. 購入者には確かめられません。",
        "reason": None,
        "consequence": "removed",
        "sources": (
            Source(
                title="Policy", url="https://example.com/policy", confidence="official", seen="2026-08-01"
            ),
        ),
        "fix": None,
    }
    return Annotation.model_validate({**members, **given})


def words(text: str, quote: str, field: str = "title") -> WireTarget:
    """A target on ``quote``, in UTF-16 units."""
    start = len(text[: text.index(quote)].encode("utf-16-le")) // 2
    end = start + len(quote.encode("utf-16-le")) // 2
    return WireTarget.model_validate({"field": field, "start": start, "end": end, "quote": quote})


def findings() -> tuple[Annotation, ...]:
    """Seven: words with an emoji before them, a region, a missing field, the whole page, one to be judged."""
    deletion = Fix(label="「送料無料」を削除", target=words(TITLE, "送料無料"), text="")
    region = Region(x=0.1, y=0.1, width=0.4, height=0.2)
    return (
        finding(1, "最高級の表現", words(TITLE, "最高"), severity="error"),
        finding(2, "Delivery in the title", words(TITLE, "送料無料"), severity="warning", fix=deletion),
        finding(3, "根拠のない最上級", words(DESCRIPTION, "日本一", "description")),
        finding(4, "图片上有文字", WireTarget(field="images", index=0, region=region), consequence=None),
        finding(5, "Brand is missing", WireTarget(field="brand"), severity="info"),
        finding(6, "Too many of the same", WireTarget(), severity="warning"),
        finding(
            7,
            "連絡先かもしれない",
            words(DESCRIPTION, "090-1234-5678", "description"),
            outcome="incomplete",
            reason="Only you know",
        ),
    )


@dataclass
class FakeAgent:
    """Keeps what the console says, and answers as the agent does."""

    annotations: tuple[Annotation, ...] = field(default_factory=findings)
    texts: dict[str, str] = field(default_factory=lambda: {"title": TITLE, "description": DESCRIPTION})
    shown: dict[str, Any] = field(default_factory=dict)
    """Members of the view and of the page list that differ from their beginning."""
    listed: dict[str, Any] = field(default_factory=dict)
    confirms: bool = True
    """Whether a ``Direct`` is answered with the view that follows from it."""
    deaf: bool = False
    """New connections hear nothing."""
    hellos: list[ConsoleHello] = field(default_factory=list)
    heard: asyncio.Queue[BaseModel] = field(default_factory=asyncio.Queue)
    """All but pings, in order."""
    asked: list[tuple[str, str, Mapping[str, str], str | None]] = field(default_factory=list)
    """Method, path with query, headers and body of each call of a route."""
    answers: dict[str, tuple[int, str]] = field(
        default_factory=lambda: {
            "GET /v1/lessons": (200, '{"lessons": []}'),
            "GET /v1/runs": (200, '{"runs": []}'),
            "GET /v1/progress": (200, '{"learners": []}'),
        }
    )
    """Status and body by method and path without query."""
    code: str | None = CODE
    socket: WebSocketRoute | None = None
    trouble: list[str] = field(default_factory=list)

    def view(self) -> PageView:
        members: dict[str, Any] = {
            "page": PAGE,
            "revision": 1,
            "phase": "read",
            "fields": tuple(
                FieldText.model_validate({"field": name, "index": None, "text": text})
                for name, text in self.texts.items()
            ),
            "pictures": (PictureView(index=0, slot="MAIN"), PictureView(index=1, slot="PT01")),
            "annotations": self.annotations,
            "groups": tuple(group_of(each) for each in self.annotations),
            "mode": "normal",
            "order": (),
            "revealed": (),
            "spotlight": None,
            "pointer": None,
            "spotlight_state": "none",
            "pointer_state": "none",
            "question": None,
            "run": None,
        }
        return PageView.model_validate({**members, **self.shown})

    def pages(self) -> PageList:
        members: dict[str, Any] = {
            "page": PAGE,
            "number": 1,
            "browser": "Room 2, left",
            "platform": "amazon",
            "marketplace": "jp",
            "address": "https://sellercentral.example/x",
            "title": TITLE,
            "lesson": None,
            "learner": "佐藤",
            "mode": "normal",
            "findings": 6,
            "run": None,
            "found": 0,
            "wrong": 0,
            "total": None,
        }
        other = {**members, "page": "client-other", "number": 2, "learner": "", "lesson": "練習 1"}
        first = {**members, **self.listed}
        return PageList(pages=(PageSummary.model_validate(first), PageSummary.model_validate(other)))

    def say(self, message: BaseModel) -> None:
        assert self.socket is not None
        self.socket.send(message.model_dump_json())

    def listen(self, socket: WebSocketRoute) -> None:
        """Take over a new connection."""
        if self.deaf:
            return
        self.socket = socket
        socket.on_message(lambda said: self._hear(socket, str(said)))

    def _hear(self, socket: WebSocketRoute, said: str) -> None:
        if json.loads(said)["type"] == "hello":
            hello = ConsoleHello.model_validate_json(said)
            self.hellos.append(hello)
            groups = tuple(Choice(id=group, words=say(NAMES[group], hello.locale)) for group in GROUPS)
            self.say(ConsoleReady(agent_version="0", groups=groups))
            self.say(self.pages())
            return
        message = console_message.validate_json(said)
        if message.type == "ping":
            socket.send(Pong().model_dump_json())
            return
        self.heard.put_nowait(message)
        if isinstance(message, Watch) and message.page == PAGE:
            self.say(self.view())
        if isinstance(message, Direct) and self.confirms:
            directed = message.model_dump(exclude={"type", "page"})
            state = "none" if message.spotlight is None else "shown"
            self.shown |= {**directed, "spotlight_state": state}
            self.say(self.view())

    async def next(self, kind: type[Direct | Watch | Name | Ask | Unask | Finish] = Direct) -> Any:  # noqa: ANN401 - of that kind
        """The next message of the console, which must be of that kind."""
        message = await asyncio.wait_for(self.heard.get(), SECONDS)
        assert isinstance(message, kind), message
        return message

    async def serve(self, route: Route) -> None:
        """Answer a request of the page."""
        request = route.request
        path = "/v1/" + request.url.partition("/v1/")[2]
        self.asked.append((request.method, path, request.headers, request.post_data))
        if path == "/v1/console/sessions":
            given = ConsoleRequest.model_validate_json(request.post_data or "")
            right, self.code = given.code == self.code, None
            body = ConsoleSession(token=TOKEN).model_dump_json() if right else '{"message": "used"}'
            await route.fulfill(status=200 if right else 403, body=body, content_type="application/json")
            return
        answer = self.answers.get(f"{request.method} {path.partition('?')[0]}")
        status, body = answer or (404, '{"code": "path", "message": "no such path"}')
        await route.fulfill(status=status, body=body, content_type="application/json")


def group_of(annotation: Annotation) -> Group:
    return "picture" if annotation.target.field == "images" else "claim"


def attempts() -> tuple[AttemptView, ...]:
    """A right one, and one with the wrong reason."""
    place = AttemptPlace(field="title", start=5, end=7)
    right = AttemptView(
        seconds=31.5, place=place, quote="最高", reason="claim", verdict="found", finding=identity(1)
    )
    wrong = right.model_copy(
        update={"seconds": 12, "verdict": "wrong-reason", "finding": None, "reason": "law"}
    )
    return (wrong, right)


def running() -> RunView:
    """A run in which the first of three was found."""
    return RunView(
        id=RUN,
        started=datetime(2026, 11, 22, 9, tzinfo=UTC),
        key=(identity(1), identity(2), identity(3)),
        found=(identity(1),),
        attempts=attempts(),
        answers=(),
    )


def question() -> Question:
    return Question(
        id="q1", kind="rule", finding=identity(1), text=TITLE, prompt="どのルールに反していますか。"
    )


async def _file(request: web.Request) -> web.StreamResponse:
    """A file of the console, which a tab may keep: a test opens it anew."""
    file = FILES / request.match_info.get("name", "console.html")
    headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}
    kept = {"Cache-Control": "no-store" if file.suffix == ".html" else "max-age=600"}
    body = await asyncio.to_thread(file.read_bytes)
    return web.Response(
        body=body, content_type=TYPES[file.suffix], charset="utf-8", headers={**headers, **kept}
    )


@asynccontextmanager
async def serving() -> AsyncIterator[str]:
    """The console's files on a free port; their origin."""
    app = web.Application()
    app.router.add_get("/console", _file)
    app.router.add_get("/console/{name}", _file)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield site.name
    finally:
        await runner.cleanup()


class Room:
    """One window for all tests, with the agent of the test behind it; each opens a tab of its own."""

    def __init__(self, window: BrowserContext, origin: str) -> None:
        self._window = window
        self.plain = f"{origin}/console"
        """The console's address without a code."""
        self._agent = FakeAgent()

    @classmethod
    async def of(cls, browser: Browser, origin: str) -> "Room":
        """Open the window, in English."""
        window = await browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900})
        made = cls(window, origin)
        await made._window.route("**/v1/**", made._serve)
        await made._window.route_web_socket("**/*", made._listen)
        await made._window.new_page()  # an empty one, so that the window stays
        return made

    async def _serve(self, route: Route) -> None:
        await self._agent.serve(route)

    def _listen(self, socket: WebSocketRoute) -> None:
        self._agent.listen(socket)

    async def close(self) -> None:
        await self._window.close()

    @asynccontextmanager
    async def console(self, agent: FakeAgent, fragment: str = f"#c={CODE}") -> AsyncIterator[Page]:
        """The open console; any dialog, script error or console message fails the test."""
        self._agent = agent
        page = await self._window.new_page()
        page.on("dialog", lambda dialog: agent.trouble.append(dialog.message))
        page.on("pageerror", lambda error: agent.trouble.append(str(error)))
        page.on("console", lambda said: agent.trouble.append(said.text))
        try:
            await page.goto(self.plain + fragment)
            yield page
            assert await self._window.cookies() == []
            await page.evaluate("localStorage.clear()")
        finally:
            await page.close()
        assert agent.trouble == []
