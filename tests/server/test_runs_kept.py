"""What a lesson outlives: a killed agent, a failing store, a page that moves. And practice pages."""

import threading
from pathlib import Path

from agent.server.limits import Budget
from agent.store import address
from agent.store.errors import FILE, StoreError
from agent.wire_console import Ask, Finish
from agent.wire_lesson import Join
from tests.server.agents import LocalAgent, running
from tests.server.client import call, connect, eventually
from tests.server.lessons import LISTING, Page, at_page, finding, fragile, judge_words, lesson
from tests.server.teaching import hunt, refusal, teaching
from tests.server.trainer import Trainer, at_console

FREE, BEST, SALE = finding("free"), finding("best"), finding("sale")


# --- restarts and a store that fails ------------------------------------------------------------


async def test_a_run_goes_on_after_the_agent_was_restarted(tmp_path: Path) -> None:
    async with teaching(tmp_path) as agent:
        identity = await agent.paired()
        async with at_page(agent, identity) as page, at_console(agent) as trainer:
            await page.audit()
            view = await trainer.watch()
            await page.send(Join(page=page.name, learner="Mika"))
            await trainer.until(lambda: trainer.pages[0].learner == "Mika")
            await hunt(trainer, page)
            await trainer.direct(order=[SALE, FREE, BEST], revealed=[SALE])
            await page.until(lambda: page.shown)
            assert await page.verdict("free") == "found"
            assert await page.verdict("desk", name="a2") == "wrong-place"
            number = page.stage.number if page.stage else 0
    async with teaching(tmp_path) as agent, at_page(agent, identity) as page, at_console(agent) as trainer:
        await page.audit()
        await page.until(lambda: page.stage is not None)
        stage = page.stage
        assert stage is not None
        assert stage.number > number
        assert (stage.mode, stage.found, stage.wrong, stage.total) == ("hunt", (FREE,), 1, 3)
        assert (stage.learner, page.shown) == ("Mika", {SALE: 1})
        assert await page.verdict("free") == "found"  # the same message, sent again
        assert await page.verdict("free", name="a3") == "already-found"
        again = await trainer.watch()
        assert again.page == view.page
        assert again.run is not None
        assert len(again.run.attempts) == 3


async def test_a_run_is_taken_up_once_the_store_that_failed_answers(tmp_path: Path) -> None:
    full = StoreError("lessons.db: the disk is full; make room")
    async with teaching(tmp_path) as agent:
        identity = await agent.paired()
        async with at_page(agent, identity) as page, at_console(agent) as trainer:
            await page.audit()
            await trainer.watch()
            await hunt(trainer, page)
    faults = [full]

    def fail() -> None:
        if faults:
            raise faults[0]

    kept = fragile(tmp_path / "state", fail)
    async with running(tmp_path, judge=judge_words, lessons=kept) as agent, at_page(agent, identity) as page:
        await page.audit()
        await page.attempt("free")
        await page.until(lambda: page.errors)
        assert (page.errors[0].code, page.attempted) == ("failed", [])
        faults.clear()
        assert await page.verdict("free") == "found"
        assert len(await kept.read(lambda store: store.runs(), ())) == 1


async def test_a_run_that_was_forgotten_meanwhile_frees_its_page(
    agent: LocalAgent, trainer: Trainer, page: Page
) -> None:
    await trainer.watch()
    await hunt(trainer, page)
    run = str(trainer.seen.run and trainer.seen.run.id)
    await agent.inside.lessons.write(lambda store: store.remove_run(run))
    await page.attempt("free")
    await page.until(lambda: page.stage is not None and page.stage.mode == "normal")
    await trainer.until(lambda: trainer.seen.run is None)


async def test_a_page_that_reconnects_is_sent_its_stage_again(agent: LocalAgent) -> None:
    identity = await agent.paired()
    async with at_console(agent) as trainer:
        async with at_page(agent, identity) as page:
            await page.audit()
            await trainer.watch()
            await trainer.direct(spotlight=SALE)
            await page.until(lambda: page.stage is not None)
        await eventually(lambda: agent.inside.pages.named(trainer.seen.page).link is None)  # type: ignore[union-attr]
        await trainer.direct(spotlight=FREE)
        async with at_page(agent, identity) as page:
            await page.audit()
            await page.until(lambda: page.stage is not None)
            assert page.stage is not None
            assert page.stage.spotlight == FREE


async def test_f02_a_store_that_fails_is_said_changes_nothing_and_serves_again(tmp_path: Path) -> None:
    full = StoreError("lessons.db: the disk is full; make room")
    faults = [full]

    def fail() -> None:
        if faults:
            raise faults[0]

    kept = fragile(tmp_path / "state", fail)
    async with (
        running(tmp_path, judge=judge_words, lessons=kept) as agent,
        at_page(agent) as page,
        at_console(agent) as trainer,
    ):
        await page.audit()
        await trainer.watch()
        await trainer.direct(mode="hunt")
        assert await refusal(trainer) == "store"
        assert trainer.refused[-1].message == str(full)
        assert page.stage is None
        faults.clear()
        await hunt(trainer, page)
        faults.append(full)
        await page.attempt("free")
        await page.until(lambda: page.errors)
        assert (page.errors[0].code, page.errors[0].message) == ("failed", str(full))
        assert page.attempted == []
        await trainer.send(Finish(page=trainer.seen.page))
        assert await refusal(trainer) == "store"
        await page.audit(LISTING | {"title": "sale free best"})  # judging goes on
        faults.clear()
        assert await page.verdict("free", place={"field": "title", "start": 5, "end": 9}) == "found"


async def test_a_store_that_hangs_holds_up_neither_reports_nor_other_pages(tmp_path: Path) -> None:
    released = threading.Event()

    def hang() -> None:
        released.wait()

    kept = fragile(tmp_path / "state", hang)
    budget = Budget(unsettled_per_page=2)
    async with (
        running(tmp_path, judge=judge_words, lessons=kept, budget=budget) as agent,
        at_page(agent) as page,
        at_console(agent) as trainer,
    ):
        await page.audit()
        await trainer.watch()
        for _ in range(3):
            await trainer.direct(mode="hunt")
        assert await refusal(trainer) == "failed"
        await page.audit(LISTING | {"title": "sale"})
        async with at_page(agent) as other:
            await other.audit()
            await trainer.watch(1)
            await trainer.direct(spotlight=SALE)
            await other.until(lambda: other.stage is not None)
        released.set()
        await page.until(lambda: page.stage is not None)


# --- practice pages -----------------------------------------------------------------------------


async def test_on_a_practice_page_the_planted_faults_are_to_be_found(
    agent: LocalAgent, tmp_path: Path
) -> None:
    one = lesson()
    await agent.inside.lessons.write(lambda store: store.add_lesson(one))
    address = f"http://{agent.host}/practice/{one.id}"
    async with at_page(agent) as page, at_console(agent) as trainer:
        await page.audit({"platform": "amazon", "title": "free best desk"}, address=address)
        assert page.report is not None
        rules = [found.rule for found in page.report.annotations]
        assert rules == ["test/free", "test/best", "test/brand"]  # the brand the page cannot show
        view = await trainer.watch()
        assert [(text.field, text.text) for text in view.fields] == [("title", "free best desk")]
        assert trainer.pages[0].lesson == "Words"
        await hunt(trainer, page)
        assert trainer.seen.run is not None
        assert trainer.seen.run.key == (FREE,)
        assert await page.verdict("free") == "found"
    assert (tmp_path / "state" / "lessons.db").exists()


async def test_an_address_of_another_port_or_lesson_completes_nothing(agent: LocalAgent) -> None:
    one = lesson()
    await agent.inside.lessons.write(lambda store: store.add_lesson(one))
    async with at_page(agent) as page:
        for address in (f"http://127.0.0.1:1/practice/{one.id}", f"http://{agent.host}/practice/{'M' * 22}"):
            await page.audit({"platform": "amazon", "title": "free"}, address=address)
            assert page.report is not None
            assert [found.rule for found in page.report.annotations] == ["test/free"]


async def test_a_question_about_a_rule_that_is_not_there_is_refused(trainer: Trainer) -> None:
    await trainer.send(Ask(page=trainer.seen.page, finding=SALE, kind="rule"))
    assert await refusal(trainer) == "failed"
    await trainer.send(Ask(page=trainer.seen.page, finding="0" * 16, kind="rule"))
    assert await refusal(trainer) == "changed"
    assert trainer.seen.run is None


def test_the_store_is_where_the_desk_looks_for_it(tmp_path: Path) -> None:
    assert address.read_address(None, tmp_path).file == tmp_path / FILE


async def test_reading_what_is_not_there_makes_no_store(agent: LocalAgent, tmp_path: Path) -> None:
    for path in ("/v1/lessons", "/v1/runs", "/v1/progress", f"/practice/{'A' * 22}"):
        async with call(agent.port, "GET", path, agent.token) as answer:
            assert answer.status in (200, 404)
    async with connect(agent.port, await agent.paired()) as link:
        await link.audit(LISTING)
    assert not (tmp_path / "state" / "lessons.db").exists()
