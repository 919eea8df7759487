"""A picked file is judged alone, as the draft's only picture; later phases replace earlier ones."""

import base64
import hashlib
from typing import Any

import pytest

from tests.extension.background.browser import Browser, Listing
from tests.extension.background.fake_agent import FakeAgent, finding, report
from tests.extension.waiting import until

pytestmark = pytest.mark.browser
JPEG = b"\xff\xd8\xff\xe0" + b"picked" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"picked" * 100
IMAGE = {"field": "images", "index": 0, "start": None, "end": None, "quote": None}


async def pick(listing: Listing, data: bytes, number: int = 1, slot: str = "MAIN") -> None:
    text = base64.b64encode(data).decode()
    message = f"{{ type: 'picked-image', id: {number}, slot: '{slot}', base64: '{text}' }}"
    await listing.run(f"stub.send({message})")


async def paired(browser: Browser, agent: FakeAgent, **draft: Any) -> Listing:  # noqa: ANN401 - any field
    await browser.pair(agent)
    listing = await browser.listing()
    await listing.edit(**draft)
    await listing.holds("stub.last('report') !== null")
    return listing


async def by_pages(audit: dict[str, Any]) -> list[Any]:
    """Of a picked file: something of its own, of the gallery, and of the title, in two phases."""
    if "upload" not in audit["page"]:
        return [report(audit, phase="read")]
    said = (
        finding("image/grey", target=IMAGE | {"areas": [{"x": 0, "y": 0, "width": 1, "height": 0.5}]}),
        finding("image/few", target=IMAGE | {"index": None}),
        finding("amazon/title"),
    )
    pending = finding("image/text", outcome="incomplete", reason="Not read yet", pending=True, target=IMAGE)
    return [report(audit, *said, pending, phase="image"), report(audit, *said, phase="read")]


async def test_a_picked_file_is_judged_as_the_only_picture_of_the_draft(
    browser: Browser, agent: FakeAgent
) -> None:
    agent.answer = by_pages
    listing = await paired(browser, agent, title="Best kettle", images=[])
    await pick(listing, JPEG)
    await listing.holds("stub.of('picked').length === 2")
    assert agent.images == [("image/jpeg", JPEG)]
    audit = agent.audits[-1]
    assert audit["page"] == f"{agent.audits[0]['page']}-upload-1"
    assert audit["listing"]["title"] == "Best kettle"
    assert audit["listing"]["images"] == [{"slot": "MAIN", "digest": hashlib.sha256(JPEG).hexdigest()}]
    first, second = (
        {rule["rule"]: rule for rule in verdict["report"]["annotations"]}
        for _, verdict in await listing.run("stub.of('picked')")
    )
    assert list(first) == ["image/grey", "image/text"], "only what is said of this picture"
    assert first["image/text"]["pending"] is True
    assert first["image/grey"]["target"]["areas"] == [{"x": 0, "y": 0, "width": 1, "height": 0.5}]
    assert list(second) == ["image/grey"]
    assert len(await listing.run("stub.of('report')")) == 1, "the page's own verdict stays"


async def test_another_language_asks_again_and_a_forgotten_file_is_left(
    browser: Browser, agent: FakeAgent
) -> None:
    agent.answer = by_pages
    listing = await paired(browser, agent, images=[])
    await pick(listing, JPEG)
    await pick(listing, PNG, number=2, slot="PT01")
    await listing.holds("stub.of('picked').length === 4")
    await listing.run("stub.send({ type: 'picked-gone', id: 1 })")
    panel = await browser.open("sidepanel/panel.html")
    await panel.select_option("#locale", "ja")
    await listing.holds("stub.of('picked').length === 6")
    again = [audit for audit in agent.audits if audit["locale"] == "ja" and "upload" in audit["page"]]
    assert [(audit["page"][-9:], audit["revision"]) for audit in again] == [("-upload-2", 2)]
    assert again[0]["listing"]["images"][0]["slot"] == "PT01"


WRONG = {
    "not-image": b"<!doctype html><html>",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
}


@pytest.mark.parametrize("problem", WRONG)
async def test_what_is_no_readable_picture_is_not_sent_to_the_agent(
    browser: Browser, agent: FakeAgent, problem: str
) -> None:
    listing = await paired(browser, agent)
    await pick(listing, WRONG[problem])
    await listing.holds("stub.of('picked').length === 1")
    assert await listing.run("stub.last('picked')") == {
        "type": "picked-verdict",
        "id": 1,
        "problem": problem,
        "report": None,
    }
    assert agent.images == []


@pytest.mark.parametrize(
    "message",
    [
        "{ type: 'picked-image', id: -1, slot: 'MAIN', base64: '' }",
        "{ type: 'picked-image', id: 1, slot: 'main picture', base64: '' }",
        "{ type: 'picked-image', id: 1, slot: 'MAIN', base64: null }",
        "{ type: 'picked-image', id: 1, slot: 'MAIN', base64: 'A'.repeat(12 * 2 ** 20) }",
        "{ type: 'picked-gone', id: '1' }",
    ],
)
async def test_a_malformed_message_is_dropped(browser: Browser, agent: FakeAgent, message: str) -> None:
    listing = await paired(browser, agent)
    await listing.run(f"stub.send({message})")
    await listing.edit(title="after it")
    await listing.holds("stub.last('report')?.revision === 2")
    assert await listing.run("stub.of('picked')") == []
    assert agent.images == []


async def test_without_an_agent_it_says_so(browser: Browser, agent: FakeAgent) -> None:
    listing = await paired(browser, agent)
    await agent.stop()
    await listing.becomes("not-running")
    await pick(listing, JPEG)
    assert await listing.holds("stub.last('picked')?.problem === 'agent'")


async def test_later_phases_follow_and_an_earlier_one_is_dropped(browser: Browser, agent: FakeAgent) -> None:
    listing = await paired(browser, agent)
    (audit,) = agent.audits
    later = report(audit, finding("image/text", target=IMAGE), phase="read")
    await agent.say(later)
    assert await listing.holds("stub.last('report').phase === 'read'")
    await agent.say(report(audit, phase="text"))
    await agent.say(report(audit | {"revision": 0}, phase="read"))
    await listing.edit(title="typed on")
    await listing.holds("stub.last('report').revision === 2")
    said = [(one["revision"], one["phase"]) for _, one, _ in await listing.run("stub.of('report')")]
    assert said == [(1, "image"), (1, "read"), (2, "image")]


async def test_a_late_phase_of_an_old_revision_does_not_pass_for_the_answer_to_the_new_one(
    browser: Browser, agent: FakeAgent
) -> None:
    listing = await paired(browser, agent)
    (first,) = agent.audits
    asked: list[dict[str, Any]] = []

    async def silent(audit: dict[str, Any]) -> list[Any]:
        asked.append(audit)
        return []

    async def has_asked() -> bool:
        return bool(asked)

    agent.answer = silent
    await listing.edit(title="typed on")
    await until(has_asked)
    await agent.say(report(first, phase="read"))
    await listing.edit(title="and on")
    await listing.holds("stub.of('state').length > 0")
    assert [audit["revision"] for audit in asked] == [2], "one request at a time"
    await agent.say(report(asked[0]))
    await until(lambda: listing.run("true"))
    assert await until(lambda: _third(asked))


async def _third(asked: list[dict[str, Any]]) -> bool:
    return [audit["revision"] for audit in asked] == [2, 3]
