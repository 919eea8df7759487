"""Lessons, runs and progress over HTTP: as described, by those who may, and with the store's own words."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import jsonschema  # type: ignore[import-untyped]
import pytest
from yarl import URL

from agent.lessons.lesson import lesson_bytes
from agent.server.limits import Budget
from agent.store.errors import StoreError
from agent.wire_console import Finish
from agent.wire_lesson import Gone, Join
from tests.server.agents import LocalAgent, running
from tests.server.client import call
from tests.server.lessons import LESSON_ID, at_page, fragile, judge_words, lesson
from tests.server.test_openapi import DOCUMENT, schema_of
from tests.server.trainer import at_console, bearer, own

FILE = lesson_bytes(lesson())


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    async with running(tmp_path, judge=judge_words) as one:
        yield one


async def ask(  # noqa: PLR0913, PLR0917 - the parts of a request
    agent: LocalAgent,
    method: str,
    path: str,
    template: str | None = None,
    data: bytes | None = None,
    token: str | None = None,
) -> tuple[int, Any]:
    """Status and body of an answer, which is as the OpenAPI document describes it."""
    headers = {} if data is None else {"Content-Type": "application/json", "Origin": own(agent)}
    async with call(agent.port, method, path, token or agent.token, data=data, headers=headers) as answer:
        said = await answer.json()
    described = DOCUMENT["paths"][template or path][method.lower()]
    jsonschema.validate(said, schema_of(described, answer.status))
    return answer.status, said


async def run(agent: LocalAgent, learner: str = "Mika") -> str:
    """A finished run with one fault found and one wrong attempt; its id."""
    async with at_page(agent) as page, at_console(agent) as trainer:
        await page.audit()
        await page.send(Join(page=page.name, learner=learner))
        await trainer.watch()
        await trainer.direct(mode="hunt")
        await trainer.until(lambda: trainer.seen.mode == "hunt")
        await page.verdict("free")
        await page.verdict("desk", name="a2")
        name = str(trainer.seen.run and trainer.seen.run.id)
        await trainer.send(Finish(page=trainer.seen.page))
        await trainer.until(lambda: trainer.seen.run is None)
        return name


async def test_a_lesson_is_added_listed_served_and_removed_by_the_console(agent: LocalAgent) -> None:
    token = await bearer(agent)
    status, entry = await ask(agent, "POST", "/v1/lessons", data=FILE, token=token)
    assert (status, entry["path"], entry["faults"]) == (200, f"/practice/{LESSON_ID}", 1)
    assert (await ask(agent, "GET", "/v1/lessons", token=token))[1] == {"lessons": [entry]}
    renamed = lesson_bytes(lesson(title="Other words"))
    assert (await ask(agent, "POST", "/v1/lessons", data=renamed))[1]["title"] == "Other words"
    async with call(agent.port, "GET", f"/practice/{LESSON_ID}") as answer:
        assert "Other words" in await answer.text()
    path, template = f"/v1/lessons/{LESSON_ID}", "/v1/lessons/{id}"
    assert await ask(agent, "DELETE", path, template, token=token) == (200, {"removed": 1})
    assert (await ask(agent, "DELETE", path, template))[0] == 404
    async with call(agent.port, "GET", f"/practice/{LESSON_ID}") as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"version": 1, "version": 2}', 400),
        (b'{"version": 99}', 422),
        (FILE.replace(b'"seed": 1', b'"seed": "<img onerror=x>"'), 422),
        (b"{}", 422),
    ],
)
async def test_a_file_that_is_no_lesson_is_refused_with_what_was_expected(
    agent: LocalAgent, content: bytes, status: int
) -> None:
    answered, problem = await ask(agent, "POST", "/v1/lessons", data=content)
    assert answered == status
    assert "onerror" not in problem["message"]
    assert (await ask(agent, "GET", "/v1/lessons"))[1] == {"lessons": []}


async def test_a_lesson_beyond_its_limit_is_not_read(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(lesson_bytes=100)) as agent:
        assert (await ask(agent, "POST", "/v1/lessons", data=FILE))[0] == 413


@pytest.mark.parametrize(("joined", "asked"), [("Mika ", "Mika"), ("Mika", " Mika"), ("José", "Jose\u0301")])
async def test_a_learner_with_a_lesson_on_is_not_forgotten_however_the_name_is_typed(
    agent: LocalAgent, joined: str, asked: str
) -> None:
    async with at_page(agent) as page, at_console(agent) as trainer:
        await page.audit()
        await page.send(Join(page=page.name, learner=joined))
        await trainer.watch()
        await trainer.direct(mode="hidden")
        await trainer.until(lambda: trainer.seen.run is not None)
        path = f"/v1/progress/{quote(asked, safe='')}"
        status, problem = await ask(agent, "DELETE", path, "/v1/progress/{learner}")
        assert (status, problem["code"]) == (409, "run-is-on")


async def test_no_name_is_nobodys(agent: LocalAgent) -> None:
    await run(agent, "")
    status, problem = await ask(agent, "DELETE", "/v1/progress/%20", "/v1/progress/{learner}")
    assert (status, problem["code"]) == (404, "learner")
    assert len((await ask(agent, "GET", "/v1/runs"))[1]["runs"]) == 1


async def test_a_lesson_whose_practice_page_is_open_is_not_removed(agent: LocalAgent) -> None:
    await ask(agent, "POST", "/v1/lessons", data=FILE)
    path, template = f"/v1/lessons/{LESSON_ID}", "/v1/lessons/{id}"
    async with at_page(agent) as page:
        await page.audit(address=f"http://{agent.host}/practice/{LESSON_ID}")
        status, problem = await ask(agent, "DELETE", path, template)
        assert (status, problem["code"]) == (409, "lesson-is-open")
        await page.send(Gone(page=page.name))
        await page.audit()  # by its answer what came before is settled
    assert await ask(agent, "DELETE", path, template) == (200, {"removed": 1})


@pytest.mark.parametrize("learner", ["Mika", "三佳 / 田中", "a%2Fb?c#d"])
async def test_progress_is_told_and_forgotten_by_learner(agent: LocalAgent, learner: str) -> None:
    await run(agent, learner)
    _, told = await ask(agent, "GET", "/v1/progress?locale=ja", "/v1/progress")
    (one,) = told["learners"]
    assert (one["learner"], one["groups"][0]["words"]) == (learner, "書き方・繰り返し")
    path, template = f"/v1/progress/{quote(learner, safe='')}", "/v1/progress/{learner}"

    address = URL(f"http://127.0.0.1:{agent.port}{path}", encoded=True)
    headers = {"Authorization": f"Bearer {agent.token}"}
    async with aiohttp.ClientSession() as session, session.delete(address, headers=headers) as answer:
        assert (answer.status, await answer.json()) == (200, {"removed": 1})
    assert (await ask(agent, "DELETE", "/v1/progress/nobody", template))[0] == 404
    assert (await ask(agent, "GET", "/v1/runs"))[1] == {"runs": []}


async def test_a_store_that_fails_answers_503_in_its_own_words(tmp_path: Path) -> None:
    def fail() -> None:
        message = "lessons.db: the disk is full; make room"
        raise StoreError(message)

    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / "state" / "lessons.db").touch()
    async with running(tmp_path, lessons=fragile(tmp_path / "state", fail)) as agent:
        for method, path, data in (
            ("GET", "/v1/lessons", None),
            ("POST", "/v1/lessons", FILE),
            ("GET", "/v1/runs", None),
            ("GET", "/v1/progress", None),
        ):
            status, problem = await ask(agent, method, path, data=data)
            assert (status, problem["message"]) == (503, "lessons.db: the disk is full; make room"), path
        async with call(agent.port, "GET", f"/practice/{LESSON_ID}") as answer:
            assert answer.status == 503
