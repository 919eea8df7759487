"""Lessons between page and agent: what gets through to the page, what waits for an agent that is away."""

import asyncio
import json
from typing import Any

import pytest
from playwright.async_api import expect

from agent.wire_lesson import Answered, Attempted, Question, Stage
from tests.extension.background.browser import Browser, Listing, stop_workers
from tests.extension.background.fake_agent import FakeAgent, finding, report
from tests.extension.waiting import until

pytestmark = pytest.mark.browser

FAULT = "0123456789abcdef"
ATTEMPT = {
    "type": "attempt",
    "id": "one",
    "revision": 1,
    "place": {"field": "title", "index": None, "start": 0, "end": 4, "region": None},
    "reason": "claim",
}
ANSWER = {"type": "answer", "id": "two", "question": "q", "answer": "fine"}


async def verdict(audit: dict[str, Any]) -> list[Any]:
    return [report(audit, finding("rule/one", id=FAULT), finding("rule/two", id="f" * 16))]


async def lesson(browser: Browser, agent: FakeAgent) -> tuple[Listing, str]:
    """A judged page and its name."""
    agent.answer = verdict
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.edit(title="Best thing")
    await listing.holds("stub.last('report') !== null")
    return listing, agent.audits[-1]["page"]


def stage(page: str, number: int = 1, mode: str = "hidden", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    made = Stage.model_validate({"page": page, "number": number, "mode": mode, **more})
    said: dict[str, Any] = made.model_dump(mode="json")
    return said


def heard(agent: FakeAgent, kind: str) -> list[dict[str, Any]]:
    said = [json.loads(text) for text in agent.heard]
    return [message for message in said if message.get("type") == kind]


async def hears(agent: FakeAgent, kind: str, count: int = 1) -> list[dict[str, Any]]:
    async def enough() -> bool:
        return len(heard(agent, kind)) >= count

    await until(enough)
    found = heard(agent, kind)
    assert len(found) == count
    return found


async def test_a_stage_goes_to_its_page_and_an_older_one_is_dropped(
    browser: Browser, agent: FakeAgent
) -> None:
    listing, page = await lesson(browser, agent)
    question = Question(id="q", kind="fine", finding=FAULT, text="Best", prompt="Right?")
    whole = stage(
        page, 3, learner="花子", spotlight=FAULT, pointer={"field": "images", "index": 0}, question=question
    )
    await agent.say(whole)
    await agent.say(stage(page, 2, "normal"))
    await agent.say(stage("tab-1-another", 4))
    await agent.say(stage(page, 5))
    await listing.holds("stub.of('stage').length === 2")
    got = [message for _, message in await listing.run("stub.of('stage')")]
    assert got == [whole, stage(page, 5)]


QUESTION = {"id": "q", "kind": "fine", "finding": None, "text": "x", "start": 0, "end": 1, "prompt": ""}
HOSTILE: dict[str, dict[str, Any]] = {
    "verb": {"type": "highlight"},
    "selector": {"selector": "#price"},
    "html": {"html": "<b>"},
    "mode": {"mode": "everything"},
    "flood": {"shown": [{"id": FAULT, "number": 1}] * 201},
    "id": {"shown": [{"id": "#price", "number": 1}]},
    "id-in-spotlight": {"spotlight": "body > *"},
    "number": {"shown": [{"id": FAULT, "number": -1}]},
    "large-number": {"shown": [{"id": FAULT, "number": 100_000}]},
    "member": {"shown": [{"id": FAULT, "number": 1, "selector": "#price"}]},
    "stage-number": {"number": -1},
    "field": {"pointer": {"field": "password"}},
    "pointer": {"pointer": {"field": "title", "selector": "input"}},
    "index": {"pointer": {"field": "bullets", "index": -1}},
    "region": {"pointer": {"field": "images", "region": {"x": 2, "y": 0, "width": 1, "height": 1}}},
    "reasons": {"reasons": [{"id": "claim", "words": "x"}] * 33},
    "choice": {"reasons": [{"id": "claim", "words": "x", "href": "https://example.com"}]},
    "learner": {"learner": "a\u202eb"},
    "wrong": {"wrong": -1},
    "question": {"question": {**QUESTION, "kind": "run"}},
    "offsets": {"question": {**QUESTION, "start": -5}},
    "turned": {"question": {**QUESTION, "start": 2}},
    "half": {"question": {**QUESTION, "end": None}},
}


async def test_a_stage_that_is_not_well_formed_is_dropped_whole_and_counted(
    browser: Browser, agent: FakeAgent
) -> None:
    """X13."""
    listing, page = await lesson(browser, agent)
    for fault in HOSTILE.values():
        await agent.say({**stage(page, 9), **fault})
    good = Attempted(page=page, id="x", verdict="found", finding=FAULT).model_dump()
    await agent.say({**good, "finding": "<img>"})
    await agent.say({**good, "verdict": "great"})
    await agent.say({**good, "open": "https://example.com"})
    judged = Answered(page=page, question="q", id="x", right=True, words="").model_dump()
    await agent.say({**judged, "right": "yes"})
    await agent.say({**judged, "words": "x" * 5_000})
    await agent.say(stage(page, 1))
    await listing.holds("stub.of('stage').length === 1")
    assert await listing.run("stub.last('stage').number") == 1
    assert await listing.run("stub.of('attempted').length + stub.of('answered').length") == 0
    options = await browser.options()
    await options.wait_for_selector("#dropped:not([hidden])")
    assert (await options.text_content("#dropped") or "").endswith(f": {len(HOSTILE) + 5}")


async def test_badge_and_panel_tell_nothing_while_a_lesson_hides_the_marks(
    browser: Browser, agent: FakeAgent
) -> None:
    listing, page = await lesson(browser, agent)
    tab = await browser.tab_of(listing)
    panel = await browser.open(f"sidepanel/panel.html?tab={tab}")
    await expect(panel.locator(".finding")).to_have_count(2)
    assert await browser.badge(tab) == "2"
    await agent.say(stage(page))
    await expect(panel.locator("#lesson")).to_contain_text("the marks are hidden")
    await expect(panel.locator("#listing")).to_be_hidden()
    assert await browser.badge(tab) == "–"
    await panel.reload()
    await expect(panel.locator("#lesson")).to_be_visible()
    await expect(panel.locator(".finding")).to_have_count(0)
    await panel.click("#lesson-leave")
    assert await listing.holds("stub.last('lesson') === true")
    await listing.run("stub.send({ type: 'drawn', dismissed: [], mode: 'normal', left: true })")
    await expect(panel.locator(".finding")).to_have_count(2)
    await expect(panel.locator("#lesson-leave")).to_have_text("Back to the lesson")
    assert await browser.badge(tab) == "2"
    await agent.say(stage(page, 2))
    await expect(panel.locator(".finding")).to_have_count(2)
    await panel.click("#lesson-leave")
    assert await listing.holds("stub.last('lesson') === false")


async def test_what_a_learner_did_is_sent_once_and_again_after_a_break_until_it_is_answered(
    browser: Browser, agent: FakeAgent
) -> None:
    listing, page = await lesson(browser, agent)
    await listing.run(f"stub.send({json.dumps(ATTEMPT)})")
    assert await hears(agent, "attempt") == [{**ATTEMPT, "page": page}]
    await agent.stop()
    await listing.becomes("not-running")
    await listing.run(f"stub.send({json.dumps(ANSWER)})")
    await listing.run("stub.send({ type: 'join', learner: '山田' })")
    agent.heard.clear()
    await agent.start()
    (answer,) = await hears(agent, "answer")
    assert answer == {**ANSWER, "page": page}
    assert len(heard(agent, "attempt")) == 1
    assert [one["learner"] for one in heard(agent, "join")] == ["山田"]
    kinds = [json.loads(text)["type"] for text in agent.heard]
    assert kinds.index("audit") < kinds.index("join"), (
        "an agent knows the page before it hears of its learner"
    )
    await agent.say(Attempted(page=page, id="one", verdict="found", finding=FAULT).model_dump())
    await agent.say(Answered(page=page, question="q", id="two", right=True, words="Yes").model_dump())
    await agent.say(stage(page, 1, "hunt", learner="山田"))
    await listing.holds(
        "stub.of('attempted').length && stub.of('answered').length && stub.of('stage').length"
    )
    agent.heard.clear()
    await agent.stop()
    await agent.start()
    await until(lambda: audited(agent))
    await listing.edit(title="Another thing")
    await listing.holds("stub.last('report').revision === 2")
    assert [json.loads(text)["type"] for text in agent.heard if '"ping"' not in text] == [
        "hello", "auth", "audit", "audit",
    ]  # fmt: skip


async def audited(agent: FakeAgent) -> bool:
    return bool(heard(agent, "audit"))


async def test_a_new_worker_sends_what_has_no_answer_under_the_same_name(
    browser: Browser, agent: FakeAgent
) -> None:
    listing, page = await lesson(browser, agent)
    await listing.run("stub.send({ type: 'drawn', dismissed: [], mode: 'hunt', left: false })")
    await listing.run(f"stub.send({json.dumps(ATTEMPT)})")
    await hears(agent, "attempt")
    agent.heard.clear()
    await stop_workers(browser.context, listing.page)
    assert await hears(agent, "attempt") == [{**ATTEMPT, "page": page}]
    assert await browser.badge(await browser.tab_of(listing)) == "–", "it knows that a lesson is on"


async def test_an_attempt_that_could_not_be_kept_is_sent_again(browser: Browser, agent: FakeAgent) -> None:
    listing, page = await lesson(browser, agent)
    await listing.run(f"stub.send({json.dumps(ATTEMPT)})")
    await hears(agent, "attempt")
    full = {"type": "error", "page": page, "revision": None, "code": "failed", "message": "The disk is full."}
    await agent.say(full)
    assert await listing.holds("stub.of('refused').length > 0")
    assert "full" in (await listing.run("stub.of('refused')[0]"))[2]
    await hears(agent, "attempt", 2)
    assert await listing.run("stub.last('report') !== null"), "the page stays judged"
    tab = await browser.tab_of(listing)
    assert await browser.badge(tab) == "2"


async def test_a_join_that_failed_is_sent_again_and_is_no_verdict_on_the_listing(
    browser: Browser, agent: FakeAgent
) -> None:
    listing, page = await lesson(browser, agent)
    await listing.run("stub.send({ type: 'join', learner: '山田' })")
    await hears(agent, "join")
    full = {"type": "error", "page": page, "revision": None, "code": "failed", "message": "The disk is full."}
    await agent.say(full)
    await hears(agent, "join", 2)
    assert await listing.run("stub.of('refused').map(([, revision]) => revision)") == [None]
    assert await browser.badge(await browser.tab_of(listing)) == "2"
    for _ in range(6):
        await agent.say({**full, "code": "busy"})
    assert await listing.holds("stub.of('refused').at(-1)[2] === ''"), "given up, and no more said of it"


async def test_an_attempts_error_settles_no_audit_and_an_attempt_waits_for_the_audit_of_its_revision(
    browser: Browser, agent: FakeAgent
) -> None:
    listing, page = await lesson(browser, agent)
    let_go = asyncio.Event()

    async def slow(audit: dict[str, Any]) -> list[Any]:
        await let_go.wait()
        return await verdict(audit)

    agent.answer = slow
    agent.heard.clear()
    await listing.edit(title="Better thing")
    await hears(agent, "audit")
    await listing.edit(title="Another thing")
    await listing.run(f"stub.send({json.dumps({**ATTEMPT, 'revision': 3})})")
    await listing.run(f"stub.send({json.dumps(ANSWER)})")
    await hears(agent, "answer")
    error = {"type": "error", "page": page, "revision": None, "code": "busy", "message": "Later."}
    await agent.say(error)
    await listing.holds("stub.of('refused').length === 1")
    assert [json.loads(text)["type"] for text in agent.heard if '"ping"' not in text] == ["audit", "answer"]
    let_go.set()
    await hears(agent, "attempt")
    kinds = [json.loads(text) for text in agent.heard if '"ping"' not in text]
    assert [(said["type"], said.get("revision")) for said in kinds][:4] == [
        ("audit", 2), ("answer", None), ("audit", 3), ("attempt", 3),
    ]  # fmt: skip


async def test_what_there_is_no_room_for_is_answered_as_not_counted(
    browser: Browser, agent: FakeAgent
) -> None:
    listing, _ = await lesson(browser, agent)
    await agent.stop()
    await listing.becomes("not-running")
    await listing.run(
        f"for (let at = 0; at < 51; at += 1) stub.send({{ ...{json.dumps(ATTEMPT)}, id: `a${{at}}` }})"
    )
    await listing.holds("stub.of('attempted').length === 1")
    said = await listing.run("stub.last('attempted')")
    assert (said["id"], said["verdict"]) == ("a50", "too-late")


async def test_what_came_of_a_stage_is_told_and_a_closed_page_is_gone(
    browser: Browser, agent: FakeAgent
) -> None:
    listing, page = await lesson(browser, agent)
    await agent.say(stage(page))
    await listing.holds("stub.of('stage').length === 1")
    told = {"type": "staged", "number": 1, "spotlight": "none", "pointer": "none"}
    await listing.run(f"stub.send({json.dumps(told)})")
    assert await hears(agent, "staged") == [{**told, "page": page}]
    await listing.run("stub.send({ type: 'no-listing' })")
    assert await hears(agent, "gone") == [{"type": "gone", "page": page}]
    await listing.edit(title="Back again")
    await listing.holds("stub.of('report').length === 2")
    await listing.page.close()
    await hears(agent, "gone", 2)


async def test_a_stage_of_an_agent_that_knows_of_no_lesson_any_more_is_taken_off(
    browser: Browser, agent: FakeAgent
) -> None:
    listing, page = await lesson(browser, agent)
    await agent.say(stage(page))
    await listing.holds("stub.of('stage').length === 1")
    await agent.stop()
    await agent.start()
    assert await listing.holds("stub.of('stage').length === 2")
    assert await listing.run("stub.of('stage')[1][1]") is None


MALFORMED: tuple[dict[str, Any], ...] = (
    {**ATTEMPT, "place": {"field": "password"}},
    {**ATTEMPT, "place": {"field": "title", "start": 5, "end": 1}},
    {**ATTEMPT, "place": {"field": "title", "start": 5}},
    {**ATTEMPT, "reason": "because"},
    {**ATTEMPT, "id": "<script>"},
    {**ANSWER, "answer": 7},
    {"type": "join", "learner": "a\u0000"},
    {"type": "staged", "number": 1, "spotlight": "everywhere", "pointer": "none"},
)


async def test_malformed_words_of_a_page_go_nowhere(browser: Browser, agent: FakeAgent) -> None:
    listing, page = await lesson(browser, agent)
    agent.heard.clear()
    for message in (*MALFORMED, ATTEMPT):
        await listing.run(f"stub.send({json.dumps(message)})")
    assert await hears(agent, "attempt") == [{**ATTEMPT, "page": page}]
    assert [json.loads(text)["type"] for text in agent.heard if '"ping"' not in text] == ["attempt"]
