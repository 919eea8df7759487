"""``tenken serve --rules``: users' rules in a running agent, and what the command line says of them."""

import asyncio
import json
from pathlib import Path

from tests.packs.packs import write
from tests.server.client import call
from tests.server.processes import SECONDS, Served, served, tenken

LISTING = {"platform": "amazon", "marketplace": "jp", "title": "ノルデック 水筒 最安"}


async def rules_of(agent: Served) -> set[str]:
    token = agent.running.cli_token
    async with call(agent.running.port, "POST", "/v1/check", token, json={"listing": LISTING}) as answer:
        return {annotation["rule"] for annotation in (await answer.json())["annotations"]}


async def logged(agent: Served, event: str) -> dict[str, str]:
    """The next line of the agent's log about ``event``."""
    assert agent.process.stderr is not None
    while line := await asyncio.wait_for(agent.process.stderr.readline(), SECONDS):
        entry: dict[str, str] = json.loads(line)
        if entry["event"] == event:
            return entry
    raise AssertionError(event)


async def test_d12_a_running_agent_takes_changes_over_and_keeps_what_it_has_when_they_are_wrong(
    tmp_path: Path,
) -> None:
    state, shop = tmp_path / "state", tmp_path / "shop"
    await asyncio.to_thread(write, shop, {"words.csv": "word\n激安\n"})
    async with served(state, "--port", "0", "--rules", str(shop)) as agent:
        assert "shop/words/forbidden-word" not in await rules_of(agent)
        await asyncio.to_thread(write, shop, {"words.csv": "word\n激安\n最安\n"})
        await logged(agent, "packs.reloaded")
        assert "shop/words/forbidden-word" in await rules_of(agent)
        await asyncio.to_thread(write, shop, {"words.csv": "word\n激安\n", "terms.yml": "[" * 100_000})
        refused = await logged(agent, "packs.refused")
        assert refused["problem"] == f"{shop / 'terms.yml'}:1: nested deeper than 32, expected a flat file"
        assert "shop/words/forbidden-word" in await rules_of(agent)
        told = (await tenken("doctor", state=state)).out
        (line,) = [line for line in told.splitlines() if " pack: " in line]
        assert line.startswith("problem")
        assert "terms.yml:1: nested deeper than 32" in line
        assert "the rules read before (1) stay in use until it is corrected" in line
        (shop / "terms.yml").unlink()
        await logged(agent, "packs.reloaded")
        assert "shop/words/forbidden-word" not in await rules_of(agent)
        assert f"ok       pack: {shop}, rules: 1" in (await tenken("doctor", state=state)).out


async def test_a_wrong_pack_stops_the_start_with_file_and_line(tmp_path: Path) -> None:
    await asyncio.to_thread(write, tmp_path, {"words.csv": "nonsense\n"})
    words = tmp_path / "words.csv"
    result = await tenken("serve", "--port", "0", "--rules", str(words), state=tmp_path / "state")
    assert (result.code, result.out) == (2, "")
    assert f"{words}:1: expected a first line with these names" in result.err
