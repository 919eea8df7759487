"""The console in a real browser, served by the real agent: opened from a file, driven, and never framed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page as Tab

from agent.wire_lesson import Gone
from tests.server.agents import LocalAgent, running
from tests.server.lessons import LISTING, at_page, judge_words, lesson
from tests.server.trainer import console_code

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    async with running(tmp_path, judge=judge_words) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="session")
async def tab(plain_browser: Browser) -> AsyncIterator[Tab]:
    context = await plain_browser.new_context(locale="en")
    yield await context.new_page()
    await context.close()


async def redirect(agent: LocalAgent, folder: Path) -> str:
    """A file that leads to the console, as ``tenken console`` writes one."""
    address = f"http://{agent.host}/console#c={await console_code(agent)}"
    file = folder / "open.html"
    file.write_text(f'<meta http-equiv="refresh" content="0;url={address}">', "utf-8")
    return file.as_uri()


async def test_t19_the_code_opens_the_console_once_and_stays_in_no_address(
    agent: LocalAgent, tab: Tab, tmp_path: Path
) -> None:
    said: list[ConsoleMessage] = []
    tab.on("console", lambda message: said.append(message))  # noqa: PLW0108 - Playwright marks it
    async with at_page(agent) as page:
        await page.audit()
        await tab.goto(await redirect(agent, tmp_path))
        await tab.wait_for_url(f"http://{agent.host}/console")
        await tab.get_by_text(str(LISTING["title"])).first.wait_for()
        await tab.reload()  # by the stored bearer
        await tab.get_by_text(str(LISTING["title"])).first.wait_for()
        assert "#" not in tab.url
        assert await tab.evaluate("document.cookie") == ""
        await page.send(Gone(page=page.name))
        await tab.get_by_text(str(LISTING["title"])).first.wait_for(state="detached")
    assert [message.text for message in said if message.type in ("error", "warning")] == []


@pytest.mark.parametrize("path", ["/console", f"/practice/{lesson().id}"])
async def test_w11_no_page_can_frame_ours(agent: LocalAgent, tab: Tab, path: str) -> None:
    await agent.inside.lessons.write(lambda store: store.add_lesson(lesson()))
    framed = f"http://{agent.host}{path}"
    statuses: list[int] = []
    tab.on("response", lambda answer: statuses.append(answer.status) if answer.url == framed else None)
    html = f'<iframe src="{framed}"></iframe>'
    await tab.context.route(
        "http://frame.test/", lambda route: route.fulfill(content_type="text/html", body=html)
    )
    for outer in ("http://frame.test/", f"http://{agent.host}/healthz"):
        await tab.goto(outer)
        if not outer.endswith(".test/"):
            await tab.evaluate(f"document.body.insertAdjacentHTML('beforeend', '{html}')")
        await tab.wait_for_load_state("networkidle")
        assert all("/console" not in frame.url and "/practice" not in frame.url for frame in tab.frames)
    assert set(statuses) <= {403}


async def test_a_practice_page_breaks_no_rule_of_its_policy(agent: LocalAgent, tab: Tab) -> None:
    said: list[ConsoleMessage] = []
    tab.on("console", lambda message: said.append(message))  # noqa: PLW0108 - Playwright marks it
    await agent.inside.lessons.write(lambda store: store.add_lesson(lesson()))
    await tab.goto(f"http://{agent.host}/practice/{lesson().id}")
    assert await tab.locator("[data-tenken-field=title]").input_value() == "free best desk"
    assert [message.text for message in said if message.type in ("error", "warning")] == []
