"""Main images read behind the scenes: a second report comes by itself, and only to who still wants it."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from agent.imaging.pool import BytesGoneError, PoolBusyError
from agent.server import pictures
from agent.server.limits import Budget
from agent.wire import Pong, ReportMessage
from tests.server.agents import LocalAgent, running
from tests.server.client import Answer, Link, call, connect, eventually

ONE, OTHER = b"one picture", b"another picture"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def listing(*pictures: bytes, title: str = "Desk") -> dict[str, Any]:
    slots = ["MAIN", *(f"PT{number:02}" for number in range(1, 60))]
    images = [{"slot": slot, "digest": digest(data)} for slot, data in zip(slots, pictures, strict=False)]
    return {"platform": "amazon", "title": title, "images": images}


def said(answer: Answer) -> tuple[str, int, str]:
    assert isinstance(answer, ReportMessage), answer
    return answer.page, answer.revision, answer.phase


async def silent(link: Link) -> None:
    """Nothing but the answer to a ping is on its way."""
    await link.send({"type": "ping"})
    assert await link.receive() == Pong()


@pytest.fixture
async def link(local_agent: LocalAgent) -> AsyncIterator[Link]:
    """A socket to an agent that has measured both pictures and is slow at reading."""
    identity = await local_agent.paired()
    for data in (ONE, OTHER):
        await local_agent.images.measure(data)
    local_agent.images.reading.clear()
    async with connect(local_agent.port, identity) as connected:
        yield connected


async def test_the_report_comes_at_once_and_again_when_the_main_image_has_been_read(
    local_agent: LocalAgent, link: Link
) -> None:
    assert said(await link.audit(listing(ONE), page="p", revision=7)) == ("p", 7, "image")
    await silent(link)
    local_agent.images.reading.set()
    assert said(await link.receive()) == ("p", 7, "read")
    await silent(link)


async def test_a_picture_that_is_read_already_costs_no_second_report(
    local_agent: LocalAgent, link: Link
) -> None:
    local_agent.images.reading.set()
    await local_agent.images.read(digest(ONE))
    assert said(await link.audit(listing(ONE)))[2] == "read"
    await silent(link)


async def test_only_main_images_are_read(local_agent: LocalAgent, link: Link) -> None:
    gallery = [b"%d" % number for number in range(60)]
    for data in gallery:
        await local_agent.images.measure(data)
    local_agent.images.reading.set()
    assert said(await link.audit(listing(*gallery)))[2] in ("image", "read")
    await eventually(lambda: local_agent.images.facts[digest(gallery[0])].text is not None)
    assert local_agent.images.asked == [digest(gallery[0])]


async def test_text_edits_are_answered_while_a_picture_is_read_and_the_newest_gets_the_news(
    local_agent: LocalAgent, link: Link
) -> None:
    for revision in (1, 2, 3):
        answer = await link.audit(listing(ONE, title=f"edit {revision}"), revision=revision)
        assert said(answer)[1:] == (revision, "image")
    assert local_agent.images.asked == [digest(ONE)]
    local_agent.images.reading.set()
    answer = await link.receive()
    assert said(answer)[1:] == (3, "read")
    assert isinstance(answer, ReportMessage)
    assert answer.annotations[0].target.quote == "edit 3"
    await silent(link)


async def test_another_picture_on_the_page_ends_the_reading_of_its_predecessor(
    local_agent: LocalAgent, link: Link
) -> None:
    await link.audit(listing(ONE), revision=1)
    await link.audit(listing(OTHER), revision=2)
    await eventually(lambda: local_agent.images.given_up == [digest(ONE)])
    local_agent.images.reading.set()
    assert said(await link.receive()) == ("tab-1", 2, "read")
    await silent(link)


async def test_a_page_without_a_main_image_ends_its_reading(local_agent: LocalAgent, link: Link) -> None:
    await link.audit(listing(ONE), revision=1)
    await link.audit({"platform": "amazon", "title": "Desk"}, revision=2)
    await eventually(lambda: local_agent.images.given_up == [digest(ONE)])
    local_agent.images.reading.set()
    await silent(link)


async def test_two_pages_with_one_picture_both_hear_of_it(local_agent: LocalAgent, link: Link) -> None:
    await link.audit(listing(ONE), page="one", revision=4)
    await link.audit(listing(ONE), page="two", revision=9)
    local_agent.images.reading.set()
    assert {said(await link.receive()), said(await link.receive())} == {
        ("one", 4, "read"),
        ("two", 9, "read"),
    }


async def test_what_is_found_out_while_a_page_is_judged_is_in_one_report(
    local_agent: LocalAgent, link: Link
) -> None:
    local_agent.judge.gate.clear()
    await link.submit(listing(ONE), revision=5)
    await eventually(lambda: bool(local_agent.images.asked))
    local_agent.images.reading.set()
    await eventually(lambda: local_agent.images.facts[digest(ONE)].text is not None)
    local_agent.judge.gate.set()
    assert said(await link.receive()) == ("tab-1", 5, "read")
    await silent(link)


async def test_a_closed_socket_ends_its_readings(local_agent: LocalAgent) -> None:
    identity = await local_agent.paired()
    await local_agent.images.measure(ONE)
    local_agent.images.reading.clear()
    async with connect(local_agent.port, identity) as link:
        await link.audit(listing(ONE))
    await eventually(lambda: local_agent.images.given_up == [digest(ONE)])


async def test_a_picture_whose_bytes_are_gone_is_asked_for_again(local_agent: LocalAgent, link: Link) -> None:
    local_agent.images.held.clear()
    assert said(await link.audit(listing(ONE)))[2] == "text"
    assert digest(ONE) not in local_agent.images.facts


async def test_bytes_that_go_while_the_picture_waits_are_asked_for_again(
    local_agent: LocalAgent, link: Link
) -> None:
    assert said(await link.audit(listing(ONE)))[2] == "image"
    local_agent.images.fault = BytesGoneError()
    local_agent.images.reading.set()
    assert said(await link.receive())[2] == "text"


async def test_where_too_many_pictures_wait_the_page_waits_for_its_turn(
    local_agent: LocalAgent, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "AGAIN_SECONDS", 0.01)
    local_agent.images.fault = PoolBusyError()
    local_agent.images.reading.set()
    assert said(await link.audit(listing(ONE), revision=3))[2] == "image"
    await eventually(lambda: len(local_agent.images.asked) > 2)
    local_agent.images.fault = None
    assert said(await link.receive()) == ("tab-1", 3, "read")


async def test_a_fault_in_reading_is_logged_and_the_page_is_answered(
    local_agent: LocalAgent, link: Link
) -> None:
    await link.audit(listing(ONE))
    local_agent.images.fault = RuntimeError("canary")
    local_agent.images.reading.set()
    assert said(await link.receive())[2] == "image"


async def test_more_waiting_pages_than_allowed_let_go_of_the_first(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(pages_per_socket=1)) as agent:
        identity = await agent.paired()
        await agent.images.measure(ONE)
        await agent.images.measure(OTHER)
        agent.images.reading.clear()
        async with connect(agent.port, identity) as link:
            await link.audit(listing(ONE), page="one")
            await link.audit(listing(OTHER), page="two")
            await eventually(lambda: agent.images.given_up == [digest(ONE)])
            agent.images.reading.set()
            assert said(await link.receive())[0] == "two"


async def test_over_http_one_asks_again_until_the_picture_is_read(local_agent: LocalAgent) -> None:
    await local_agent.images.measure(ONE)
    local_agent.images.reading.clear()
    body = {"listing": listing(ONE)}

    async def phase() -> str:
        async with call(local_agent.port, "POST", "/v1/check", local_agent.token, json=body) as answer:
            return str((await answer.json())["phase"])

    assert await phase() == "image"
    assert await phase() == "image"
    assert local_agent.images.asked == [digest(ONE)]
    local_agent.images.reading.set()
    await eventually(lambda: local_agent.images.facts[digest(ONE)].text is not None)
    assert await phase() == "read"
