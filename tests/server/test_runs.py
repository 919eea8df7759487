"""A lesson from beginning to end: what is directed is shown, what is found is kept."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from agent.listing import Listing
from agent.picture import ImageFacts
from agent.report import Phase
from agent.server.judging import Verdict
from agent.server.limits import Budget
from agent.wire_console import Finish, Name, Unask
from agent.wire_lesson import Gone, Join, Staged
from agent.wire_parts import MOST_REVISION, Locale
from tests.server.agents import LocalAgent, running
from tests.server.client import call
from tests.server.lessons import LISTING, Page, at_page, finding, judge_words
from tests.server.teaching import hunt, refusal, teaching
from tests.server.trainer import Trainer, at_console

FREE, BEST, SALE = finding("free"), finding("best"), finding("sale")


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
