"""A lesson from beginning to end: what is directed is shown, what is found is kept, nothing is lost."""

import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from agent.listing import Listing
from agent.picture import ImageFacts
from agent.report import Phase
from agent.server.judging import Verdict
from agent.server.limits import Budget
from agent.store import address
from agent.store.errors import FILE, StoreError
from agent.wire_console import Ask, Finish, Name, Unask
from agent.wire_lesson import Gone, Join, Staged
from agent.wire_parts import MOST_REVISION, Locale
from tests.server.agents import LocalAgent, running
from tests.server.client import call, connect, eventually
from tests.server.lessons import LISTING, Page, at_page, finding, fragile, judge_words, lesson
from tests.server.trainer import Trainer, at_console

FREE, BEST, SALE = finding("free"), finding("best"), finding("sale")


@asynccontextmanager
async def teaching(folder: Path, budget: Budget | None = None) -> AsyncIterator[LocalAgent]:
    async with running(folder, judge=judge_words, budget=budget) as agent:
        yield agent


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    async with teaching(tmp_path) as running_agent:
        yield running_agent


@pytest.fixture
async def page(agent: LocalAgent) -> AsyncIterator[Page]:
    async with at_page(agent) as one:
        await one.audit()
        yield one


@pytest.fixture
async def trainer(agent: LocalAgent, page: Page) -> AsyncIterator[Trainer]:
    assert page.report is not None
    async with at_console(agent) as one:
        await one.watch()
        yield one


async def hunt(trainer: Trainer, page: Page) -> None:
    await trainer.direct(mode="hunt")
    await page.until(lambda: page.stage is not None and page.stage.mode == "hunt")
    await trainer.until(lambda: trainer.seen.run is not None and trainer.seen.mode == "hunt")


async def refusal(trainer: Trainer) -> str:
    """The code of the next one."""
    count = len(trainer.refused)
    await trainer.until(lambda: len(trainer.refused) > count)
    return trainer.refused[-1].code


# --- what the trainer directs -------------------------------------------------------------------


async def test_a_page_without_a_lesson_is_told_nothing_of_one(page: Page) -> None:
    await page.audit(LISTING | {"title": "sale"})
    assert page.stage is None


async def test_revealed_findings_have_their_numbers_in_the_trainers_order(
    trainer: Trainer, page: Page
) -> None:
    await trainer.direct(mode="hidden", order=[SALE, FREE], revealed=[FREE, BEST], spotlight=SALE)
    await page.until(lambda: page.stage is not None)
    assert page.stage is not None
    assert (page.stage.mode, page.stage.spotlight) == ("hidden", SALE)
    assert page.shown == {FREE: 2, BEST: 3}
    await trainer.until(lambda: trainer.seen.revealed == (FREE, BEST))
    assert trainer.seen.order == (SALE, FREE, BEST)


async def test_a_pointer_and_what_came_of_it_are_passed_on(trainer: Trainer, page: Page) -> None:
    await trainer.direct(
        pointer={"field": "images", "index": 0, "region": {"x": 0, "y": 0, "width": 1, "height": 1}}
    )
    await page.until(lambda: page.stage is not None)
    assert page.stage is not None
    assert page.stage.pointer is not None
    assert page.stage.pointer.field == "images"
    answer = Staged(page=page.name, number=page.stage.number, spotlight="none", pointer="not-on-page")
    await page.send(answer)
    await trainer.until(lambda: trainer.seen.pointer_state == "not-on-page")


async def test_x10_what_is_not_in_the_newest_report_is_refused_and_never_sent(
    trainer: Trainer, page: Page
) -> None:
    await page.audit(LISTING | {"title": "free desk"})
    await trainer.direct(revealed=[FREE], spotlight=SALE)
    assert await refusal(trainer) == "changed"
    assert page.stage is None
    await trainer.direct(order=["0" * 16, FREE], revealed=[FREE], spotlight=FREE)
    await page.until(lambda: page.stage is not None)
    assert page.shown == {FREE: 1}


async def test_x10_a_spotlight_whose_text_changed_is_taken_off_and_does_not_come_back_by_itself(
    trainer: Trainer, page: Page
) -> None:
    await trainer.direct(spotlight=SALE, revealed=[SALE])
    await page.until(lambda: page.stage is not None)
    await page.audit(LISTING | {"title": "free desk"})
    await page.until(lambda: page.stage is not None and page.stage.spotlight is None)
    assert page.shown == {}
    await trainer.until(lambda: trainer.seen.spotlight_state == "changed")
    assert trainer.seen.spotlight == SALE
    await page.audit(LISTING)
    await page.until(lambda: page.shown == {SALE: 3})
    assert page.stage is not None
    assert page.stage.spotlight is None


async def test_x10_a_page_that_says_changed_has_its_spotlight_taken_off(trainer: Trainer, page: Page) -> None:
    await trainer.direct(spotlight=SALE)
    await page.until(lambda: page.stage is not None)
    assert page.stage is not None
    number = page.stage.number
    await page.send(Staged(page=page.name, number=number, spotlight="changed", pointer="none"))
    await page.until(lambda: page.stage is not None and page.stage.number > number)
    assert page.stage.spotlight is None
    await trainer.until(lambda: trainer.seen.spotlight_state == "changed")
    await trainer.direct(spotlight=SALE)  # once more, now that it is there again
    await page.until(lambda: page.stage is not None and page.stage.spotlight == SALE)


async def test_an_earlier_stages_outcome_is_not_taken_for_the_newest_ones(
    trainer: Trainer, page: Page
) -> None:
    await trainer.direct(spotlight=SALE)
    await page.until(lambda: page.stage is not None)
    assert page.stage is not None
    old = page.stage.number
    await trainer.direct(spotlight=FREE)
    await page.until(lambda: page.stage is not None and page.stage.spotlight == FREE)
    await page.send(Staged(page=page.name, number=old, spotlight="changed", pointer="none"))
    await page.send(Staged(page=page.name, number=page.stage.number, spotlight="shown", pointer="none"))
    await trainer.until(lambda: trainer.seen.spotlight_state != "none")
    assert trainer.seen.spotlight_state == "shown"


async def test_a_page_that_shows_a_stage_of_another_life_is_sent_what_holds_now(page: Page) -> None:
    ahead = 2**53 - 1_000
    await page.send(Staged(page=page.name, number=ahead, spotlight="shown", pointer="none"))
    await page.until(lambda: page.stage is not None)
    assert page.stage is not None
    assert (page.stage.number, page.stage.mode, page.stage.spotlight) == (ahead + 1, "normal", None)


async def test_a_page_that_is_at_the_highest_number_can_still_be_driven(trainer: Trainer, page: Page) -> None:
    await trainer.watch()
    await page.send(Staged(page=page.name, number=MOST_REVISION, spotlight="none", pointer="none"))
    await page.until(lambda: page.stage is not None)
    await trainer.direct(spotlight=SALE)
    await page.until(lambda: page.stage is not None and page.stage.spotlight == SALE)


# --- the hunt -----------------------------------------------------------------------------------


async def test_a_hunt_is_kept_and_told_attempt_by_attempt(trainer: Trainer, page: Page) -> None:
    await hunt(trainer, page)
    assert page.stage is not None
    assert (page.stage.total, page.stage.found, len(page.stage.reasons)) == (3, (), 11)
    assert await page.verdict("free", name="a1") == "found"
    assert await page.verdict("free", name="a2") == "already-found"
    assert await page.verdict("best", "law", name="a3") == "wrong-reason"
    assert await page.verdict("desk", name="a4") == "wrong-place"
    await page.until(lambda: page.stage is not None and page.stage.wrong == 2)
    assert page.stage.found == (FREE,)
    await trainer.until(lambda: trainer.seen.run is not None and len(trainer.seen.run.attempts) == 4)
    run = trainer.seen.run
    assert run is not None
    assert (run.key, run.found) == ((FREE, BEST, SALE), (FREE,))
    assert [(one.quote, one.verdict) for one in run.attempts][:3] == [
        ("free", "found"),
        ("free", "already-found"),
        ("best", "wrong-reason"),
    ]
    await trainer.until(lambda: trainer.pages[0].wrong == 2)
    summary = trainer.pages[0]
    assert (summary.mode, summary.run, summary.wrong, summary.total) == ("hunt", run.id, 2, 3)


async def test_an_attempt_that_is_sent_again_counts_once(trainer: Trainer, page: Page) -> None:
    await hunt(trainer, page)
    assert await page.verdict("desk", name="same") == "wrong-place"
    assert await page.verdict("free", name="same") == "wrong-place"
    await page.until(lambda: page.stage is not None and page.stage.wrong == 1)
    assert await page.verdict("free", name="other") == "found"


async def test_no_hunt_or_another_text_is_too_late_and_not_counted(trainer: Trainer, page: Page) -> None:
    assert await page.verdict("free", name="before") == "too-late"
    await hunt(trainer, page)
    await page.audit(LISTING | {"title": "a sale and best"})
    assert await page.verdict("free", name="old", revision=1) == "too-late"
    await page.audit(LISTING | {"description": "more"})
    assert await page.verdict("sale", name="same", revision=1) == "found"
    assert page.stage is not None
    assert page.stage.wrong == 0


async def test_an_attempt_ahead_of_its_verdict_waits_for_it(tmp_path: Path) -> None:
    async with running(tmp_path) as agent, at_page(agent) as page, at_console(agent) as trainer:
        await page.audit()
        await trainer.watch()
        await hunt(trainer, page)
        agent.judge.gate.clear()
        await page.link.submit({"platform": "amazon", "title": "new"}, revision=2)
        word = {"field": "title", "start": 0, "end": 3}
        await page.attempt("desk", revision=2, place=word)
        await page.link.send({"type": "ping"})
        agent.judge.gate.set()
        await page.until(lambda: page.attempted)
        assert page.report is not None
        assert page.report.revision == 2
        assert page.attempted[0].verdict == "too-late"  # is a fault, but was none when the hunt began


async def test_a_hunt_with_nothing_to_find_is_refused_and_the_page_stays_as_it_is(
    trainer: Trainer, page: Page
) -> None:
    await page.audit(LISTING | {"title": "desk"})
    await trainer.direct(mode="hunt")
    assert await refusal(trainer) == "nothing-to-find"
    assert page.stage is None


async def test_the_key_is_taken_again_when_a_hunt_begins_before_any_attempt(
    trainer: Trainer, page: Page
) -> None:
    await trainer.direct(mode="hidden")
    await trainer.until(lambda: trainer.seen.run is not None)
    begun = trainer.seen.run
    assert begun is not None
    await page.audit(LISTING | {"title": "sale"})
    await hunt(trainer, page)
    run = trainer.seen.run
    assert run is not None
    assert (run.id, run.key) == (begun.id, (SALE,))
    assert await page.verdict("sale", place={"field": "title", "start": 0, "end": 4}) == "found"
    await page.audit(LISTING)
    await trainer.direct(mode="hidden")
    await hunt(trainer, page)
    assert trainer.seen.run is not None
    assert trainer.seen.run.key == (SALE,)


async def test_faults_of_pictures_that_are_measured_later_belong_to_a_hunt_that_just_began(
    tmp_path: Path,
) -> None:
    phase: list[Phase] = ["text"]

    async def measuring(
        listing: Listing, facts: Mapping[str, ImageFacts], locale: Locale, address: str | None = None
    ) -> Verdict:
        verdict = await judge_words(listing, facts, locale, address)
        known = len(verdict.annotations) if phase[0] == "read" else 1
        return replace(verdict, phase=phase[0], annotations=verdict.annotations[:known])

    async with (
        running(tmp_path, judge=measuring) as agent,
        at_page(agent) as page,
        at_console(agent) as trainer,
    ):
        await page.audit()
        await trainer.watch()
        await hunt(trainer, page)
        assert page.stage is not None
        assert page.stage.total == 1
        phase[0] = "read"
        await page.audit()
        await page.until(lambda: page.stage is not None and page.stage.total == 3)
        assert await page.verdict("best") == "found"


async def test_a_finished_run_is_told_and_its_page_goes_back_to_normal(
    agent: LocalAgent, trainer: Trainer, page: Page
) -> None:
    await page.send(Join(page=page.name, learner="Mika"))
    await hunt(trainer, page)
    await page.verdict("free")
    await trainer.send(Finish(page=trainer.seen.page))
    await page.until(lambda: page.stage is not None and page.stage.mode == "normal")
    assert page.stage is not None
    assert (page.stage.found, page.stage.total, page.stage.reasons) == ((), None, ())
    await trainer.until(lambda: trainer.seen.run is None)
    assert await page.verdict("best", name="late") == "too-late"
    async with call(agent.port, "GET", "/v1/runs", agent.token) as answer:
        (entry,) = (await answer.json())["runs"]
    assert (entry["learner"], entry["found"], entry["total"], entry["wrong"]) == ("Mika", 1, 3, 0)
    assert entry["ended"] is not None


async def test_who_sits_there_can_be_said_from_both_sides(trainer: Trainer, page: Page) -> None:
    await page.send(Join(page=page.name, learner="Mika"))
    await trainer.until(lambda: trainer.pages[0].learner == "Mika")
    await trainer.send(Name(page=trainer.seen.page, learner="Ken"))
    await page.until(lambda: page.stage is not None and page.stage.learner == "Ken")


async def test_of_a_long_selection_only_the_beginning_is_kept(trainer: Trainer, page: Page) -> None:
    await page.audit(LISTING | {"description": "x" * 40_000})
    await hunt(trainer, page)
    place = {"field": "description", "start": 0, "end": 40_000}
    assert await page.verdict("x", place=place) == "wrong-place"
    await trainer.until(lambda: trainer.seen.run and trainer.seen.run.attempts)
    assert trainer.seen.run is not None
    assert trainer.seen.run.attempts[0].quote == "x" * 200


async def test_too_many_attempts_in_a_run_are_refused(tmp_path: Path) -> None:
    async with (
        teaching(tmp_path, Budget(attempts_per_run=1)) as agent,
        at_page(agent) as page,
        at_console(agent) as trainer,
    ):
        await page.audit()
        await trainer.watch()
        await hunt(trainer, page)
        await page.verdict("free")
        await page.attempt("best", name="a2")
        await page.until(lambda: page.errors)
        assert (page.errors[0].code, page.errors[0].page, page.errors[0].revision) == (
            "busy",
            page.name,
            None,
        )


# --- whose page ---------------------------------------------------------------------------------


async def test_a_second_learner_can_neither_read_nor_drive_anothers_page(
    agent: LocalAgent, trainer: Trainer, page: Page
) -> None:
    await hunt(trainer, page)
    theirs = trainer.seen.page
    async with at_page(agent) as other:
        await other.audit({"platform": "amazon", "title": "sale"})
        before = other.report
        for name in (theirs, "tab-2"):
            intruder = Page(other.link, name)
            intruder.revision = 1
            await intruder.attempt("free")
            await intruder.send(Join(page=name, learner="Eve"))
            await intruder.send(Gone(page=name))
            await intruder.until(lambda: len(intruder.errors) == 3)  # noqa: B023 - awaited here
            assert {error.code for error in intruder.errors} == {"bad-message"}
        assert await other.verdict("free") == "too-late"  # the same name, and a page of its own
        await other.send(Join(page=other.name, learner="Eve"))
        await other.until(lambda: other.stage is not None)
        assert other.stage is not None
        assert (other.stage.mode, other.stage.total, other.report) == ("normal", None, before)
        await trainer.until(lambda: len(trainer.pages) == 2 and trainer.pages[1].learner == "Eve")
    assert (trainer.pages[0].page, trainer.pages[0].learner, trainer.pages[0].wrong) == (theirs, "", 0)
    assert await page.verdict("free") == "found"


async def test_a_page_that_moved_to_another_socket_is_driven_there_only(agent: LocalAgent) -> None:
    identity = await agent.paired()
    async with at_page(agent, identity) as old, at_page(agent, identity) as new, at_console(agent) as trainer:
        await old.audit()
        await new.audit()
        await trainer.watch()
        await trainer.direct(spotlight=SALE)
        await new.until(lambda: new.stage is not None)
        await old.send(Gone(page=old.name))
        await old.until(lambda: old.errors)
        assert old.stage is None
        assert len(trainer.pages) == 1


async def test_a_message_of_the_console_about_no_live_page_is_refused(trainer: Trainer) -> None:
    await trainer.send(Unask(page="0" * 32))
    assert await refusal(trainer) == "gone"


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
