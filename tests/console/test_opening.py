"""How the console is opened and stays open: the one-time code, the bearer, lost connections."""

import pytest
from playwright.async_api import Page, expect

from agent.wire_console import Watch
from tests.console.trainer import CODE, PAGE, TOKEN, FakeAgent, Room, identity

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_code_is_exchanged_once_and_leaves_the_address(
    room: Room, desk: Page, agent: FakeAgent
) -> None:
    assert desk.url == room.plain
    assert await desk.evaluate("JSON.stringify(sessionStorage)") == f'{{"tenken.console.token":"{TOKEN}"}}'
    assert TOKEN not in await desk.evaluate("JSON.stringify(localStorage)")
    assert agent.hellos[0].token == TOKEN
    [(method, path, headers, body)] = agent.asked
    assert (method, path, body) == ("POST", "/v1/console/sessions", f'{{"code":"{CODE}"}}')
    assert "referer" not in headers
    await desk.reload()
    await agent.next(Watch)
    assert len(agent.asked) == 1
    assert CODE not in desk.url


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("", "This address has no one-time code."),
        ("#c=short", "This address has no one-time code."),
        (f"#c={'x' * 22}", "The one-time code was used already or is older than a minute."),
    ],
)
async def test_without_a_good_code_it_says_how_to_get_one(
    room: Room, agent: FakeAgent, fragment: str, words: str
) -> None:
    async with room.console(agent, fragment) as page:
        await expect(page.locator("#locked-why")).to_have_text(words)
        await expect(page.locator("#locked pre")).to_have_text("tenken console")
        await expect(page.locator("#desk")).to_be_hidden()
        assert page.url == room.plain
        assert agent.hellos == []
        agent.trouble = [each for each in agent.trouble if "403" not in each]  # Chromium's own words


async def test_a_new_code_in_the_same_tab_opens_it(room: Room, agent: FakeAgent) -> None:
    async with room.console(agent, "") as page:
        await expect(page.locator("#locked")).to_be_visible()
        await page.goto(f"{room.plain}#c={CODE}")
        await expect(page.locator("#desk")).to_be_visible()
        await agent.next(Watch)


async def test_a_lost_connection_comes_back_with_the_same_bearer_and_page(
    desk: Page, agent: FakeAgent
) -> None:
    await desk.keyboard.press("ArrowRight")
    await agent.next()
    assert agent.socket is not None
    await agent.socket.close()
    assert (await agent.next(Watch)).page == PAGE
    await expect(desk.locator("#connection")).to_have_text("Connected")
    assert [hello.token for hello in agent.hellos] == [TOKEN, TOKEN]
    await expect(desk.locator(".finding.revealed")).to_have_count(1)
    await desk.keyboard.press("ArrowRight")
    assert (await agent.next()).revealed == (identity(1), identity(2))


async def test_without_a_connection_a_key_is_said_not_to_work(desk: Page, agent: FakeAgent) -> None:
    agent.deaf = True
    assert agent.socket is not None
    await agent.socket.close()
    await expect(desk.locator("#connection")).to_contain_text("tenken serve")
    await desk.keyboard.press("ArrowRight")
    await expect(desk.locator("#said")).to_contain_text("Not connected")
    await expect(desk.locator(".finding.revealed")).to_have_count(0)
    assert agent.heard.empty()


@pytest.mark.parametrize("code", [4401, 4403])
async def test_a_void_bearer_locks_the_console(desk: Page, agent: FakeAgent, code: int) -> None:
    assert agent.socket is not None
    await agent.socket.close(code=code)
    await expect(desk.locator("#locked-why")).to_contain_text("This session has ended")
    await expect(desk.locator("#tabs")).to_be_hidden()
    assert await desk.evaluate("sessionStorage.length") == 0
    await desk.keyboard.press("ArrowRight")
    assert agent.heard.empty()
    assert len(agent.hellos) == 1
