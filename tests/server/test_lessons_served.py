"""Lessons by the real rules: questions and their answers, and a run that a killed agent does not lose."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agent import catalogue
from agent.bound import RuleSet
from agent.server.judging import EngineJudge
from agent.wire_console import Ask, Unask
from agent.wire_lesson import Answer, QuestionKind
from tests.server.agents import LocalAgent, running
from tests.server.client import Identity, new_string, pair
from tests.server.lessons import Page, at_page
from tests.server.processes import Served, run_python, served, tenken
from tests.server.trainer import Trainer, at_console, bearer

RULE = "amazon/title-promotional-phrase"
LISTING = {"platform": "amazon", "marketplace": "jp", "page": "edit", "title": "水筒 送料無料 500ml"}
PHRASE = {"field": "title", "start": 3, "end": 7}


def today() -> date:
    return datetime.now(UTC).date()


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return catalogue.load()


@pytest.fixture
async def agent(tmp_path: Path, ruleset: RuleSet) -> AsyncIterator[LocalAgent]:
    judge = EngineJudge(ruleset, today)
    try:
        async with running(tmp_path, judge=judge, rules=lambda: judge.ruleset) as one:
            yield one
    finally:
        judge.close()


@asynccontextmanager
async def asked(agent: LocalAgent, kind: QuestionKind) -> AsyncIterator[tuple[Trainer, Page]]:
    """A learner who is asked about the promotional phrase."""
    async with at_page(agent) as page, at_console(agent) as trainer:
        await page.audit(LISTING)
        view = await trainer.watch()
        finding = next(one.id for one in view.annotations if one.rule == RULE)
        await trainer.send(Ask(page=view.page, finding=finding, kind=kind))
        await page.until(lambda: page.stage is not None and page.stage.question is not None)
        await trainer.until(lambda: trainer.seen.question is not None and trainer.seen.run is not None)
        yield trainer, page


async def answer(page: Page, text: str, name: str) -> tuple[bool, str]:
    """Whether it was right, and what was said."""
    assert page.stage is not None
    assert page.stage.question is not None
    count = len(page.answered)
    sent = Answer(page=page.name, question=page.stage.question.id, id=name, answer=text)
    await page.send(sent)
    await page.until(lambda: len(page.answered) > count)
    assert page.answered[-1].id == name
    return page.answered[-1].right, page.answered[-1].words


async def test_a_mended_text_is_judged_by_the_rules_and_every_try_is_counted(agent: LocalAgent) -> None:
    async with asked(agent, "fix") as (trainer, page):
        assert await answer(page, "水筒 送料無料 500ml 白", "1") == (False, "")
        assert await answer(page, "水筒 送料無料 500ml 白", "1") == (False, "")  # the same message again
        right, words = await answer(page, "水筒 ステンレス 500ml", "2")
        assert right
        assert words
        assert await answer(page, "", "3") == (True, words)  # there is nothing more to answer
        await trainer.until(lambda: trainer.seen.run and trainer.seen.run.answers)
        await trainer.until(lambda: trainer.seen.run and trainer.seen.run.answers[0].right)
        assert trainer.seen.run is not None
        (told,) = trainer.seen.run.answers
        assert (told.kind, told.tries) == ("fix", 2)


async def test_a_choice_is_answered_once_and_a_question_can_be_taken_back(agent: LocalAgent) -> None:
    async with asked(agent, "rule") as (trainer, page):
        assert page.stage is not None
        question = page.stage.question
        assert question is not None
        assert len(question.choices) == 4
        right, words = await answer(page, "c9", "1")
        assert (right, bool(words)) == (False, True)
        assert await answer(page, question.choices[0].id, "2") == (False, words)
        await trainer.send(Unask(page=trainer.seen.page))
        await page.until(lambda: page.stage is not None and page.stage.question is None)
        late = Answer(page=page.name, question=question.id, id="3", answer="c0")
        await page.send(late)
        await page.until(lambda: page.errors)
        assert (page.errors[-1].code, page.errors[-1].message) == ("busy", "that question was taken back")
        assert len(page.answered) == 2
        await trainer.until(lambda: trainer.seen.run and trainer.seen.question is None)
        assert trainer.seen.run is not None
        assert [one.tries for one in trainer.seen.run.answers] == [1]


async def test_groups_come_from_the_rules(agent: LocalAgent) -> None:
    async with at_page(agent) as page, at_console(agent, "zh") as trainer:
        await page.audit(LISTING)
        view = await trainer.watch()
        groups = dict(zip([one.rule for one in view.annotations], view.groups, strict=True))
        assert groups[RULE] == "claim"


@dataclass(frozen=True)
class Reached:
    """An agent in another process."""

    port: int
    token: str


def reached(agent: Served) -> Reached:
    return Reached(agent.running.port, agent.running.cli_token)


async def paired(agent: Reached) -> Identity:
    async with pair(agent.port, await new_string(agent.port, agent.token)) as link:
        return link.identity


async def hunting(trainer: Trainer) -> None:
    await trainer.direct(mode="hunt")
    await trainer.until(lambda: trainer.seen.mode == "hunt")


async def test_what_was_acknowledged_is_there_after_the_agent_was_killed(tmp_path: Path) -> None:
    state = tmp_path / "state"
    async with served(state, "--port", "0") as process:
        agent = reached(process)
        identity = await paired(agent)
        token = await bearer(agent)
        async with at_page(agent, identity) as page, at_console(agent, token=token) as trainer:
            await page.audit(LISTING)
            before = await trainer.watch()
            await hunting(trainer)
            assert await page.verdict("水筒", place={"field": "title", "start": 0, "end": 2}) == "wrong-place"
            assert await page.verdict("送料", "claim", "a2", place=PHRASE) == "found"
            process.process.send_signal(signal.SIGKILL)
            await process.process.wait()
    async with served(state, "--port", str(agent.port)) as process:
        agent = reached(process)
        async with at_page(agent, identity) as page, at_console(agent, token=token) as trainer:
            await page.audit(LISTING)
            await page.until(lambda: page.stage is not None)
            view = await trainer.watch()
            await trainer.until(lambda: trainer.seen.run is not None)
            view = trainer.seen
            assert (view.page, view.mode) == (before.page, "hunt")
            assert view.run is not None
            assert [one.verdict for one in view.run.attempts] == ["wrong-place", "found"]
            assert await page.verdict("送料", "claim", "a2", place=PHRASE) == "found"
            assert len(trainer.seen.run.attempts if trainer.seen.run else ()) == 2


async def test_a_url_that_is_no_stores_stops_the_start_and_is_not_repeated(tmp_path: Path) -> None:
    result = await tenken("serve", "--store", "mysql://me:canary@host/x", state=tmp_path / "state")
    assert result.code == 2
    assert "--store" in result.err
    assert "canary" not in result.err + result.out


async def test_the_agent_starts_without_what_only_lessons_need(tmp_path: Path) -> None:
    code = (
        "import sys, agent.server.serving;"
        "print(sorted({'sqlalchemy', 'jinja2', 'agent.lessons.planting', 'agent.lessons.pictures',"
        " 'agent.lessons.lesson', 'PIL.Image'} & set(sys.modules)))"
    )
    process = await run_python(code, tmp_path)
    out, _ = await process.communicate()
    assert out.decode().strip() == "[]"
