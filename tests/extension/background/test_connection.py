"""How the line to the agent behaves: lost, hung, slow, or not wanted any more."""

import asyncio
import json
import time
from typing import Any

import pytest

from tests.extension.background.browser import Browser, stop_workers
from tests.extension.background.fake_agent import FakeAgent, finding, report
from tests.extension.waiting import until

pytestmark = pytest.mark.browser


async def test_after_a_break_the_newest_listing_is_judged_again_within_two_seconds(
    browser: Browser, agent: FakeAgent
) -> None:
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.edit(title="first")
    await listing.holds("stub.last('report')?.revision === 1")
    await agent.stop()
    broken = time.monotonic()
    await listing.becomes("not-running")
    assert time.monotonic() - broken < 3
    revision = await listing.edit(title="typed while it was down")
    agent.audits.clear()
    await agent.start()
    started = time.monotonic()
    await listing.holds(f"stub.last('report')?.revision === {revision}")
    assert time.monotonic() - started < 2
    assert [audit["listing"]["title"] for audit in agent.audits] == ["typed while it was down"]


async def test_one_request_is_in_flight_and_the_newest_edit_wins(browser: Browser, agent: FakeAgent) -> None:
    await browser.pair(agent)
    gate = asyncio.Event()

    async def slowly(audit: dict[str, Any]) -> list[Any]:
        await gate.wait()
        return [report(audit)]

    agent.answer = slowly
    listing = await browser.listing()
    await listing.becomes("ready")
    for number in range(30):
        await listing.edit(title=f"edit {number}")
    assert await until(lambda: _count(agent, 1))
    # The agent answers pings meanwhile: it is slow, not gone.
    await until(lambda: _pinged(agent))
    assert await listing.state() == "ready"
    assert len(agent.audits) == 1
    gate.set()
    await listing.holds("stub.last('report')?.revision === 30")
    assert [audit["revision"] for audit in agent.audits] == [agent.audits[0]["revision"], 30]
    assert await listing.run("stub.of('report').length") == 1


async def test_a_hung_agent_shows_within_three_seconds_and_recovers_by_itself(
    browser: Browser, agent: FakeAgent
) -> None:
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.becomes("ready")
    agent.silent = True
    asked = time.monotonic()
    await listing.edit(title="during the silence")
    await listing.becomes("not-answering")
    assert time.monotonic() - asked < 3
    tab = await browser.tab_of(listing)
    assert await browser.badge(tab) == "!"
    agent.silent = False
    audit = next(json.loads(text) for text in reversed(agent.heard) if '"audit"' in text)
    await agent.say(report(audit))
    await listing.becomes("ready")
    assert await listing.run("stub.of('report').length") == 1


async def test_verbs_outside_the_closed_set_are_dropped_and_counted(
    browser: Browser, agent: FakeAgent
) -> None:
    await browser.pair(agent)

    async def hostile(audit: dict[str, Any]) -> list[Any]:
        good = report(audit, finding())
        return [
            {"type": "run", "script": "alert(1)"},
            {"type": "highlight", "selector": "#price"},
            {**good, "annotations": [finding(target={"start": -1})]},
            {**good, "annotations": [finding(outcome="<b>")]},
            {**good, "annotations": [finding()] * 10_000},
            "not json",
            {
                **good,
                "annotations": [
                    finding(
                        selector="#price", sources=[{**finding()["sources"][0], "url": "javascript:alert(1)"}]
                    )
                ],
            },
        ]

    agent.answer = hostile
    listing = await browser.listing()
    await listing.edit(title="Best")
    got = await listing.holds("stub.last('report')")
    assert len(await listing.run("stub.of('report')")) == 1
    assert "selector" not in got["annotations"][0]
    assert got["annotations"][0]["sources"][0]["url"] is None
    assert await listing.state() == "ready"
    page = await browser.options()
    await page.wait_for_selector("#dropped:not([hidden])")
    assert (await page.text_content("#dropped") or "").endswith(": 6")


async def test_a_refused_listing_is_told_to_the_page_and_the_next_edit_is_tried(
    browser: Browser, agent: FakeAgent
) -> None:
    await browser.pair(agent)

    async def refuse_first(audit: dict[str, Any]) -> list[Any]:
        if audit["revision"] == 1:
            where = {"page": audit["page"], "revision": 1}
            return [{"type": "error", **where, "code": "failed", "message": "fault 7"}]
        return [report(audit)]

    agent.answer = refuse_first
    listing = await browser.listing()
    await listing.edit(title="one")
    assert await listing.holds("stub.of('refused')[0]?.[2].includes('fault 7')")
    await listing.edit(title="two")
    await listing.holds("stub.last('report')?.revision === 2")
    long = await listing.run("stub.edit({ description: '長'.repeat(90_000) })")
    assert await listing.holds(f"stub.of('refused')[1]?.[1] === {long}")
    assert len(agent.audits) == 2


async def test_the_answer_to_the_linking_question_goes_with_every_listing(
    browser: Browser, agent: FakeAgent
) -> None:
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.edit(title="one")
    await listing.holds("stub.last('report')")
    assert agent.audits[0]["listing"].get("mercari_link") is None
    panel = await browser.open(f"sidepanel/panel.html?tab={await browser.tab_of(listing)}")
    await panel.wait_for_selector("#listing:not([hidden])")
    await panel.click("#link summary")
    await panel.check("input[value=yes]")
    assert await until(lambda: _count(agent, 2))
    assert agent.audits[1]["listing"]["mercari_link"] is True
    assert agent.audits[1]["revision"] == agent.audits[0]["revision"]


async def test_a_stopped_worker_starts_again_and_the_listing_is_judged_without_an_edit(
    browser: Browser, agent: FakeAgent
) -> None:
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.edit(title="kept")
    await listing.holds("stub.last('report')?.revision === 1")
    before = agent.audits[0]["page"]
    agent.audits.clear()
    await stop_workers(browser.context, listing.page)
    stopped = time.monotonic()
    await listing.holds("stub.of('report').length === 2")
    assert time.monotonic() - stopped < 2
    assert agent.audits[0]["listing"]["title"] == "kept"
    assert agent.audits[0]["page"] == before, "the document lives on, and a lesson in it"


async def test_without_a_listing_open_the_line_is_closed_and_a_new_one_opens_it_again(
    browser: Browser, agent: FakeAgent
) -> None:
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.becomes("ready")
    await listing.page.close()
    assert await until(lambda: _alone(agent), 60)
    listing = await browser.listing()
    await listing.becomes("ready")
    assert len(agent.sockets) == 1


async def _alone(agent: FakeAgent) -> bool:
    return not agent.sockets


async def _count(agent: FakeAgent, number: int) -> bool:
    return len(agent.audits) >= number


async def _pinged(agent: FakeAgent) -> bool:
    return sum('"ping"' in text for text in agent.heard) >= 2
