"""``tenken pair``: strings for browsers, and the list of those that have one."""

import asyncio
from pathlib import Path

import aiohttp
import pytest

from agent.server import codes
from agent.server.state import StateDirectory
from tests.server.client import ClosedError, connect, pair
from tests.server.processes import served, tenken


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


async def test_a_string_pairs_is_listed_revoked_and_reset(state: Path) -> None:
    async with served(state, "--port", "0") as agent:
        port = agent.running.port
        assert "no browser is paired" in (await tenken("pair", "--list", state=state)).out
        made = await tenken("pair", "--label", "Work laptop", state=state)
        assert made.code == 0
        assert codes.show(codes.read(made.out)) == made.out.strip()
        assert "Valid for 5 minutes" in made.err
        async with pair(port, made.out.strip()) as link:
            listed = await tenken("pair", "--list", state=state)
            assert link.identity.client_id in listed.out
            assert "Work laptop" in listed.out
            closing = asyncio.ensure_future(link.closing())  # an agent waits half a second for the answer
            revoked = await tenken("pair", "--revoke", link.identity.client_id, state=state)
            assert revoked.out == f"revoked {link.identity.client_id}\n"
            assert (await closing)[0] == 4403
        again = await tenken("pair", "--revoke", link.identity.client_id, state=state)
        assert again.code == 2
        assert "`tenken pair --list`" in again.err
        text = (await tenken("pair", state=state)).out.strip()
        async with pair(port, text) as link:
            pass
        assert (await tenken("pair", "--reset", state=state)).out == "revoked 1\n"
        with pytest.raises((aiohttp.ClientError, ClosedError), match=r"403|not paired"):
            async with connect(port, link.identity):
                pass


@pytest.mark.parametrize("words", [(), ("--list",), ("--revoke", "x"), ("--reset",)])
async def test_without_an_agent_it_says_how_to_start_one(state: Path, words: tuple[str, ...]) -> None:
    result = await tenken("pair", *words, state=state)
    assert (result.code, result.out) == (2, "")
    assert result.err == "the agent is not running: start it with `tenken serve`\n"


async def test_a_file_left_by_a_killed_agent_counts_as_not_running(state: Path) -> None:
    directory = StateDirectory(state)
    directory.prepare()
    left = b'{"port": 1, "pid": 1, "start_id": "x", "cli_token": "y"}'
    directory.write("agent.json", left)
    result = await tenken("pair", state=state)
    assert (result.code, result.err) == (2, "the agent is not running: start it with `tenken serve`\n")


async def test_a_label_that_would_disturb_a_terminal_is_refused(state: Path) -> None:
    async with served(state, "--port", "0"):
        result = await tenken("pair", "--label", "\x1b[31mred", state=state)
    assert result.code == 2
    assert "label" in result.err
    assert "\x1b" not in result.err
