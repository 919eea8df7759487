"""Runs over HTTP: listed, told as recaps, ended when their page is gone, forgotten."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent.server.policy import RECAP_POLICY
from agent.wire_lesson import Gone, Join
from tests.server.agents import LocalAgent, running
from tests.server.client import call
from tests.server.lessons import at_page, judge_words
from tests.server.test_lesson_routes import ask, run
from tests.server.trainer import at_console, bearer


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    async with running(tmp_path, judge=judge_words) as one:
        yield one


async def test_a_run_is_listed_told_and_forgotten(agent: LocalAgent) -> None:
    name = await run(agent)
    _, listed = await ask(agent, "GET", "/v1/runs")
    (entry,) = listed["runs"]
    assert (entry["id"], entry["learner"], entry["found"], entry["wrong"]) == (name, "Mika", 1, 1)
    path = f"/v1/runs/{name}/recap"
    for query, media, ending in (("", "text/html", "html"), ("?as=csv&locale=ja", "text/csv", "csv")):
        async with call(agent.port, "GET", path + query, await bearer(agent)) as answer:
            text = await answer.text()
            assert (answer.status, answer.content_type) == (200, media)
            assert answer.headers["Content-Security-Policy"] == RECAP_POLICY
            disposition = answer.headers["Content-Disposition"]
            assert disposition.startswith('attachment; filename="tenken-recap-')
            assert disposition.endswith(f'.{ending}"')
            assert "Mika" in text
    async with call(agent.port, "GET", f"{path}?names=hide&texts=hide", agent.token) as answer:
        hidden = await answer.text()
    assert "Mika" not in hidden
    assert "sale desk" not in hidden
    assert await ask(agent, "DELETE", f"/v1/runs/{name}", "/v1/runs/{id}") == (200, {"removed": 1})
    for method, gone in (("DELETE", f"/v1/runs/{name}"), ("GET", path)):
        template = gone.replace(name, "{id}")
        assert (await ask(agent, method, gone, template))[0] == 404


@pytest.mark.parametrize("query", ["as=pdf", "locale=fr", "names=no", "unknown=1", "as=html&locale=<script>"])
async def test_a_query_that_is_not_described_is_refused_without_quoting_it(
    agent: LocalAgent, query: str
) -> None:
    name = await run(agent)
    status, problem = await ask(agent, "GET", f"/v1/runs/{name}/recap?{query}", "/v1/runs/{id}/recap")
    assert (status, problem["code"]) == (422, "query")
    assert "script" not in json.dumps(problem)


async def test_a_run_that_is_on_is_not_forgotten(agent: LocalAgent) -> None:
    async with at_page(agent) as page, at_console(agent) as trainer:
        await page.audit()
        await page.send(Join(page=page.name, learner="Mika"))
        await trainer.watch()
        await trainer.direct(mode="hidden")
        await trainer.until(lambda: trainer.seen.run is not None)
        name = str(trainer.seen.run and trainer.seen.run.id)
        status, problem = await ask(agent, "DELETE", f"/v1/runs/{name}", "/v1/runs/{id}")
        assert (status, problem["code"]) == (409, "run-is-on")
        status, problem = await ask(agent, "DELETE", "/v1/progress/Mika", "/v1/progress/{learner}")
        assert (status, problem["code"]) == (409, "run-is-on")


async def test_a_run_whose_page_was_closed_is_ended_and_counts_what_was_missed(agent: LocalAgent) -> None:
    token = await bearer(agent)
    async with at_console(agent) as trainer, at_page(agent) as page:
        await page.audit()
        await page.send(Join(page=page.name, learner="Mika"))
        await trainer.watch()
        await trainer.direct(mode="hunt")
        await trainer.until(lambda: trainer.seen.mode == "hunt")
        assert await page.verdict("free") == "found"
        assert await page.verdict("desk", name="a2") == "wrong-place"
        name = str(trainer.seen.run and trainer.seen.run.id)
        path, template = f"/v1/runs/{name}/end", "/v1/runs/{id}/end"
        status, problem = await ask(agent, "POST", path, template, token=token)
        assert (status, problem["code"]) == (409, "run-is-on")
        await page.send(Gone(page=page.name))
        await trainer.until(lambda: not trainer.pages)
    assert await learned(agent) == (1, 1)
    status, ended = await ask(agent, "POST", path, template, token=token)
    assert (status, ended["found"], ended["total"], ended["wrong"]) == (200, 1, 3, 1)
    assert ended["ended"] is not None
    assert (await ask(agent, "GET", "/v1/runs"))[1] == {"runs": [ended]}
    assert await learned(agent) == (1, 3)
    assert await ask(agent, "POST", path, template) == (200, ended), "the first end counts"
    assert (await ask(agent, "POST", path.replace(name, "0" * 22), template))[0] == 404


async def test_a_run_is_not_ended_where_no_lesson_was_held(agent: LocalAgent, tmp_path: Path) -> None:
    status, problem = await ask(agent, "POST", f"/v1/runs/{'0' * 22}/end", "/v1/runs/{id}/end")
    assert (status, problem["code"]) == (404, "run")
    kept = await asyncio.to_thread(lambda: list(tmp_path.rglob("lessons.db*")))
    assert kept == [], "nothing is made for those who only ask"


async def learned(agent: LocalAgent) -> tuple[int, int]:
    """Of the only learner, how many faults were found, and how many were to be found."""
    (one,) = (await ask(agent, "GET", "/v1/progress"))[1]["learners"]
    return sum(row["right"] for row in one["groups"]), sum(row["asked"] for row in one["groups"])
