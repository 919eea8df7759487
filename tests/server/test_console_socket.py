"""What the console is told of live pages: everything, newest first, and never at an extension's expense."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from agent.listing import Listing
from agent.picture import ImageFacts
from agent.server.judging import Verdict
from agent.server.limits import Budget
from agent.server.outbox import Outbox, OutboxFullError
from agent.wire_console import PageList, Watch
from agent.wire_lesson import Attempted, Gone, Join, Stage
from agent.wire_parts import Locale
from tests.server.agents import LocalAgent, running
from tests.server.client import connect, eventually
from tests.server.lessons import LISTING, Page, at_page, finding, judge_words
from tests.server.trainer import at_console

SOON = Budget(page_return_seconds=0.05)


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[LocalAgent]:
    async with running(tmp_path, judge=judge_words) as running_agent:
        yield running_agent


async def test_every_live_page_is_listed_oldest_first_with_what_it_is(agent: LocalAgent) -> None:
    async with at_page(agent) as page, at_console(agent) as trainer:
        await page.audit(address="https://sellercentral.amazon.co.jp/abis")
        other = Page(page.link, "tab-2")
        await other.audit({"platform": "mercari", "title": "sale" + "x" * 200})
        await trainer.until(lambda: len(trainer.pages) == 2)
        first, second = trainer.pages
        assert (first.number, first.browser, first.platform) == (1, "browser", "amazon")
        assert (first.title, first.findings, first.mode) == (LISTING["title"], 3, "normal")
        assert first.address == "https://sellercentral.amazon.co.jp/abis"
        assert (second.number, second.platform, len(second.title)) == (2, "mercari", 80)
        assert trainer.ready.groups[0].words == "Banned or promotional wording"


async def test_pages_of_two_browsers_with_one_name_are_two_pages(agent: LocalAgent) -> None:
    async with at_page(agent) as one, at_page(agent) as two, at_console(agent) as trainer:
        await one.audit()
        await two.audit()
        await trainer.until(lambda: len(trainer.pages) == 2)
        assert trainer.pages[0].page != trainer.pages[1].page
        assert one.link.identity.client_id not in trainer.pages[0].page


async def test_the_watched_page_is_told_in_the_consoles_language_and_as_it_changes(agent: LocalAgent) -> None:
    async with at_page(agent) as page, at_console(agent, "ja") as trainer:
        await page.audit()
        view = await trainer.watch()
        assert [text.text for text in view.fields] == [LISTING["title"]]
        assert [one.title for one in view.annotations] == ["ja: free", "ja: best", "ja: sale"]
        assert view.groups == ("style",) * 3
        assert page.report is not None
        assert [one.id for one in view.annotations] == [one.id for one in page.report.annotations]
        await page.audit({"platform": "amazon", "title": "sale", "images": [{"slot": "MAIN"}]})
        await trainer.until(lambda: trainer.seen.revision == 2)
        assert [one.id for one in trainer.seen.annotations] == [finding("sale")]
        assert [picture.slot for picture in trainer.seen.pictures] == ["MAIN"]


async def test_only_the_watched_page_is_judged_again_and_once_for_all_consoles(tmp_path: Path) -> None:
    judged: list[tuple[Locale, str | None]] = []

    async def counting(
        listing: Listing, facts: Mapping[str, ImageFacts], locale: Locale, address: str | None = None
    ) -> Verdict:
        judged.append((locale, listing.title))
        return await judge_words(listing, facts, locale, address)

    async with (
        running(tmp_path, judge=counting) as agent,
        at_page(agent) as page,
        at_console(agent, "zh") as one,
        at_console(agent, "zh") as two,
    ):
        await page.audit()
        await Page(page.link, "tab-2").audit({"platform": "amazon", "title": "sale"})
        await one.watch()
        await two.watch()
        assert judged == [("en", LISTING["title"]), ("en", "sale"), ("zh", LISTING["title"])]


async def test_a_judge_that_fails_leaves_the_pages_own_words(tmp_path: Path) -> None:
    async def only_english(
        listing: Listing, facts: Mapping[str, ImageFacts], locale: Locale, address: str | None = None
    ) -> Verdict:
        if locale != "en":
            raise RuntimeError
        return await judge_words(listing, facts, locale, address)

    async with (
        running(tmp_path, judge=only_english) as agent,
        at_page(agent) as page,
        at_console(agent, "ja") as trainer,
    ):
        await page.audit()
        assert (await trainer.watch()).annotations[0].title == "en: free"


async def test_a_page_that_closes_is_gone_at_once_and_its_number_is_free(agent: LocalAgent) -> None:
    async with at_page(agent) as page, at_console(agent) as trainer:
        await page.audit()
        watched = (await trainer.watch()).page
        await page.send(Gone(page=page.name))
        await trainer.until(lambda: trainer.gone == [watched] and trainer.pages == ())
        await trainer.send(Watch(page=watched))
        await trainer.until(lambda: len(trainer.gone) == 2)
        await Page(page.link, "tab-2").audit()
        await trainer.until(lambda: [one.number for one in trainer.pages] == [1])


async def test_a_page_that_closes_while_it_is_judged_is_not_listed(tmp_path: Path) -> None:
    async with running(tmp_path) as agent, at_page(agent) as page, at_console(agent) as trainer:
        agent.judge.gate.clear()
        await page.link.submit(LISTING)
        await page.send(Gone(page=page.name))
        await page.link.send({"type": "ping"})
        await page.take()
        agent.judge.gate.set()
        await Page(page.link, "tab-2").audit()
        await trainer.until(lambda: trainer.pages)
        assert [one.number for one in trainer.pages] == [1]
        assert page.report is None


async def test_a_page_whose_browser_went_away_stays_a_while_and_is_known_again(tmp_path: Path) -> None:
    async with running(tmp_path, judge=judge_words) as agent, at_console(agent) as trainer:
        identity = await agent.paired()
        async with at_page(agent, identity) as page:
            await page.audit()
            watched = (await trainer.watch()).page
        async with at_page(agent, identity) as page:
            await page.audit({"platform": "amazon", "title": "sale"})
            await trainer.until(lambda: trainer.seen.fields[0].text == "sale")
            assert [one.page for one in trainer.pages] == [watched]
            assert trainer.gone == []


async def test_a_page_that_does_not_come_back_is_gone(tmp_path: Path) -> None:
    async with running(tmp_path, judge=judge_words, budget=SOON) as agent, at_console(agent) as trainer:
        async with at_page(agent) as page:
            await page.audit()
            watched = (await trainer.watch()).page
        await trainer.until(lambda: trainer.gone == [watched] and trainer.pages == ())


async def test_more_pages_than_allowed_drop_one_without_a_lesson(tmp_path: Path) -> None:
    async with (
        running(tmp_path, judge=judge_words, budget=Budget(live_pages=2)) as agent,
        at_page(agent, name="a") as page,
        at_console(agent) as trainer,
    ):
        await page.audit()
        await trainer.watch()
        kept = trainer.seen.page
        await trainer.direct(mode="hidden")
        await trainer.until(lambda: trainer.seen.run is not None)
        for name in ("b", "c"):
            await Page(page.link, name).audit({"platform": "amazon", "title": name})
        await trainer.until(lambda: [one.title for one in trainer.pages] == [LISTING["title"], "c"])
        assert trainer.pages[0].page == kept


async def test_what_the_console_says_wrongly_is_refused_and_the_socket_stays(agent: LocalAgent) -> None:
    async with at_console(agent) as trainer:
        for said in ("{", '{"type":"stage"}', '{"type":"direct","page":"p","mode":"normal","selector":"*"}'):
            await trainer.socket.send_str(said)
        await trainer.until(lambda: len(trainer.refused) == 3)
        assert {refusal.code for refusal in trainer.refused} == {"bad-message"}
        await trainer.socket.send_json({"type": "ping"})
        await trainer.until(lambda: trainer.pongs == 1)


async def test_thirty_pages_make_one_short_list(agent: LocalAgent) -> None:
    long = {"platform": "amazon", "title": "sale " * 2_000, "description": "x" * 20_000}
    async with AsyncExitStack() as browsers, at_console(agent) as trainer:
        for _ in range(3):
            page = await browsers.enter_async_context(at_page(agent))
            for number in range(10):
                await Page(page.link, f"tab-{number}").audit(
                    long, address="https://jp.mercari.com/" + "a" * 1_000
                )
        await trainer.until(lambda: len(trainer.pages) == 30)
        assert [one.number for one in trainer.pages] == list(range(1, 31))
        assert len(PageList(pages=trainer.pages).model_dump_json()) < 64 * 1024


async def test_l04_a_console_that_does_not_read_holds_up_no_extension_and_costs_no_memory(
    tmp_path: Path,
) -> None:
    budget = Budget(messages_per_second=10_000, message_burst=10_000)
    async with (
        running(tmp_path, judge=judge_words, budget=budget) as agent,
        at_page(agent) as page,
        at_console(agent) as trainer,
        at_console(agent) as deaf,
    ):
        await page.audit()
        await deaf.watch()
        deaf.socket._conn.transport.pause_reading()  # type: ignore[union-attr]
        # Each view is 45 KB; the kernel's buffers hold some megabytes.
        for number in range(300):
            await page.audit(
                {"platform": "amazon", "title": "sale", "description": f"{number}" + "x" * 45_000}
            )
        (console,) = [one for one in agent.inside.pages._listeners if one._watched is not None]  # type: ignore[attr-defined]
        assert len(console._duplex.outbox._unsent) <= 2  # type: ignore[attr-defined]
        await trainer.watch()
        assert trainer.seen.revision == page.revision
        deaf.socket._conn.transport.resume_reading()  # type: ignore[union-attr]
        await deaf.until(lambda: deaf.seen.revision == page.revision)


def test_of_stages_lists_and_views_only_the_newest_waits() -> None:
    outbox = Outbox(max_messages=4, max_bytes=10_000)
    for number in range(100):
        for page in ("a", "b"):
            outbox.put(Stage(page=page, number=number, mode="normal"))
        outbox.put(PageList(pages=()))
    outbox.put(Attempted(page="a", id="1", verdict="found"))
    with pytest.raises(OutboxFullError):
        outbox.put(Attempted(page="a", id="2", verdict="found"))
    assert [text for text in outbox._unsent.values() if '"stage"' in text and '"number":99' not in text] == []


async def test_a_console_that_only_asks_is_cut_off(tmp_path: Path) -> None:
    budget = Budget(console_messages_per_second=10, console_message_burst=10)
    async with running(tmp_path, budget=budget) as agent, at_console(agent) as trainer:
        for _ in range(20):
            await trainer.socket.send_json({"type": "ping"})
        assert (await trainer.closing())[0] == 4429


async def test_texts_and_names_are_in_no_log(agent: LocalAgent) -> None:
    with capture_logs() as logs:
        async with at_page(agent) as page, at_console(agent) as trainer:
            await page.audit({"platform": "amazon", "title": "canary free"})
            await page.send(Join(page=page.name, learner="canary"))
            await trainer.watch()
            await trainer.direct(mode="hunt")
            await trainer.until(lambda: trainer.seen.mode == "hunt")
            await page.verdict("canary", place={"field": "title", "start": 0, "end": 6})
    assert "lesson.begun" in [entry["event"] for entry in logs]
    assert "canary" not in str([entry for entry in logs if entry["log_level"] != "debug"])


async def test_nothing_runs_on_after_the_console_left(agent: LocalAgent) -> None:
    before = asyncio.all_tasks()
    async with at_console(agent):
        pass
    await eventually(lambda: agent.inside.sockets_now == 0)
    assert agent.inside.pages._listeners == set()
    await eventually(lambda: not [task for task in asyncio.all_tasks() - before if "_tell" in repr(task)])
    async with connect(agent.port, await agent.paired()) as link:
        await link.audit(LISTING)
