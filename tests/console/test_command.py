"""``tenken console``: what it opens, what it leaves behind, and that nobody else learns the code (T19)."""

import asyncio
import re
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.server.processes import Served, run_python, served, tenken

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/console#c=([A-Za-z0-9_-]{22})")
FAKE_BROWSER = """#!{python}
import pathlib, subprocess, sys
listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
pathlib.Path({seen!r}).write_text(sys.argv[1] + "\\n" + listed, "utf-8")
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def agent(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with served(tmp_path_factory.mktemp("console") / "state", "--port", "0") as running:
        yield running


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a browser that was started was given, and which processes there were at that time."""
    script, seen = tmp_path / "browser", tmp_path / "seen"
    script.write_text(FAKE_BROWSER.format(python=sys.executable, seen=str(seen)), "utf-8")
    script.chmod(0o700)
    monkeypatch.setenv("BROWSER", f"{script} %s")
    return seen


def told(seen: Path) -> tuple[str, str]:
    """The address and the processes."""
    opened, _, processes = seen.read_text("utf-8").partition("\n")
    return opened, processes


def left(state: Path) -> list[Path]:
    return sorted(state.glob("console-*.html"))


async def test_the_browser_gets_a_private_file_and_no_process_shows_the_code(
    agent: Served, seen: Path
) -> None:
    made = await tenken("console", state=agent.state)
    assert (made.code, made.err) == (0, "")
    assert "`tenken console --print`" in made.out
    [file] = left(agent.state)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    address = ADDRESS.search(file.read_text("utf-8"))
    assert address is not None
    assert int(address[1]) == agent.running.port
    opened, processes = told(seen)
    assert opened == file.as_uri()
    assert "agent.cli console" in processes
    assert address[2] not in opened + processes + made.out
    await tenken("console", state=agent.state)
    assert len(left(agent.state)) == 1
    assert left(agent.state) != [file]


@pytest.mark.browser
async def test_the_file_leads_to_the_open_console_once(
    agent: Served, seen: Path, plain_browser: Browser
) -> None:
    await tenken("console", state=agent.state)
    file, _ = told(seen)
    trouble: list[str] = []
    page = await plain_browser.new_page()
    page.on("console", lambda said: trouble.append(said.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    try:
        await page.goto(file)
        await page.wait_for_url(f"http://127.0.0.1:{agent.running.port}/console")
        await expect(page.locator("#connection")).to_have_text("Connected")
        assert trouble == []
        assert await page.context.cookies() == []
        assert (await tenken("console", "--revoke", state=agent.state)).out == "revoked 1\n"
        await expect(page.locator("#locked-why")).to_contain_text("This session has ended")
        await page.goto(file)
        await expect(page.locator("#locked-why")).to_contain_text("was used already")
    finally:
        await page.close()


async def test_the_address_is_printed_for_a_browser_started_by_hand(agent: Served) -> None:
    before = left(agent.state)
    made = await tenken("console", "--print", state=agent.state)
    assert made.code == 0
    assert ADDRESS.fullmatch(made.out.strip())
    assert "within 60 seconds" in made.err
    assert left(agent.state) == before


async def test_without_a_browser_it_says_what_to_do_and_leaves_nothing(
    agent: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "false %s")
    made = await tenken("console", state=agent.state)
    assert (made.code, made.out) == (2, "")
    assert "`tenken console --print`" in made.err
    assert left(agent.state) == []


@pytest.mark.parametrize("words", [(), ("--print",), ("--revoke",)])
async def test_without_an_agent_it_says_how_to_start_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    made = await tenken("console", *words, state=tmp_path / "state")
    assert (made.code, made.out) == (2, "")
    assert made.err == "the agent is not running: start it with `tenken serve`\n"


async def test_the_file_is_removed_when_its_code_is_void(tmp_path: Path) -> None:
    state = tmp_path / "state"
    code = (
        "import pathlib, sys; from agent.commands.console import _remove_later; "
        "from agent.server.state import StateDirectory; "
        f"state = StateDirectory(pathlib.Path({str(state)!r})); state.prepare(); "
        "state.write('console-x.html', b'x'); _remove_later(state, 'console-x.html', 0)"
    )
    process = await run_python(code, state)
    _, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")
    async with asyncio.timeout(30):
        while left(state):  # noqa: ASYNC110 - another process removes it and tells nobody
            await asyncio.sleep(0.05)
