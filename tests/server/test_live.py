"""The socket after its handshake: the newest revision wins, nothing is silent, nothing piles up."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import WSMsgType

from agent.report import Phase
from agent.server.judging import JudgeBusyError
from agent.server.limits import Budget
from agent.server.outbox import Outbox, OutboxFullError
from agent.wire import CloseCode, ErrorMessage, Pong, ReportMessage
from tests.server.agents import LocalAgent, running
from tests.server.client import Link, call, connect, eventually

LISTING = {"platform": "amazon", "title": "Desk"}


def titled(title: str) -> dict[str, str]:
    return {"platform": "amazon", "title": title}


@pytest.fixture
async def link(local_agent: LocalAgent) -> AsyncIterator[Link]:
    identity = await local_agent.paired()
    async with connect(local_agent.port, identity) as connected:
        yield connected


async def test_a_report_names_page_and_revision_and_the_readers_language(link: Link) -> None:
    answer = await link.audit(LISTING, page="tab-7", revision=42, locale="ja")
    assert isinstance(answer, ReportMessage)
    assert (answer.page, answer.revision, answer.annotations[0].message) == ("tab-7", 42, "ja: Desk")


async def test_d05_the_same_message_gets_the_same_report(link: Link) -> None:
    assert await link.audit(LISTING) == await link.audit(LISTING)


async def test_d05_while_one_revision_is_judged_only_the_newest_of_the_others_is(
    local_agent: LocalAgent, link: Link
) -> None:
    """Also F06: thirty edits while the agent is slow cost two judgements."""
    local_agent.judge.gate.clear()
    for revision in range(1, 31):
        await link.submit(titled(f"edit {revision}"), revision=revision)
    await link.send({"type": "ping"})
    assert await link.receive() == Pong()  # all thirty have been taken in
    local_agent.judge.gate.set()
    answer = await link.receive()
    assert isinstance(answer, ReportMessage)
    assert answer.revision == 30
    assert [listing.title for listing in local_agent.judge.judged] == ["edit 1", "edit 30"]


async def test_d05_an_older_revision_never_replaces_a_newer_one_and_is_told_so(
    local_agent: LocalAgent, link: Link
) -> None:
    local_agent.judge.gate.clear()
    await link.submit(titled("five"), revision=5)
    refused = await link.audit(titled("four"), revision=4)
    assert isinstance(refused, ErrorMessage)
    assert (refused.code, refused.page, refused.revision) == ("busy", "tab-1", 4)
    local_agent.judge.gate.set()
    answer = await link.receive()
    assert isinstance(answer, ReportMessage)
    assert answer.revision == 5


async def test_the_same_revision_again_is_judged_again_because_images_were_measured_since(
    local_agent: LocalAgent, link: Link
) -> None:
    data = b"\xff\xd8picture"
    digest = hashlib.sha256(data).hexdigest()
    first = await link.audit(LISTING, revision=3)
    headers = {"Content-Type": "image/jpeg"}
    async with call(link.port, "POST", "/v1/images", link.token, data=data, headers=headers) as answer:
        assert (await answer.json())["digest"] == digest
    second = await link.audit(LISTING | {"images": [{"slot": "MAIN", "digest": digest}]}, revision=3)
    assert isinstance(first, ReportMessage)
    assert isinstance(second, ReportMessage)
    assert list(local_agent.judge.facts) == [digest]


async def test_a_page_that_is_idle_may_count_its_revisions_anew(link: Link) -> None:
    await link.audit(LISTING, revision=9)
    assert isinstance(await link.audit(LISTING, revision=0), ReportMessage)


async def test_pages_do_not_wait_for_each_other(local_agent: LocalAgent, link: Link) -> None:
    local_agent.judge.gate.clear()
    await link.submit(titled("one"), page="one")
    await link.submit(titled("two"), page="two")
    await eventually(lambda: len(local_agent.judge.judged) == 2)
    local_agent.judge.gate.set()
    pages = {
        answer.page for answer in (await link.receive(), await link.receive()) if answer.type == "report"
    }
    assert pages == {"one", "two"}


async def test_d06_clients_with_the_same_page_name_do_not_see_each_others_reports(
    local_agent: LocalAgent, link: Link
) -> None:
    other_identity = await local_agent.paired()
    async with connect(local_agent.port, other_identity) as other:
        local_agent.judge.gate.clear()
        await link.submit(titled("mine"))
        await other.submit(titled("theirs"))
        local_agent.judge.gate.set()
        mine, theirs = await link.receive(), await other.receive()
        await link.send({"type": "ping"})
        assert await link.receive() == Pong()
    assert isinstance(mine, ReportMessage)
    assert isinstance(theirs, ReportMessage)
    assert [mine.annotations[0].target.quote, theirs.annotations[0].target.quote] == ["mine", "theirs"]


@pytest.mark.parametrize(
    "said",
    [
        '{"type":"highlight","id":"x"}',
        '{"type":"report"}',
        '{"type":"hello","v":1}',
        '{"type":"ping","extra":1}',
        '{"no":"type"}',
        "[1]",
        "null",
        "{",
        "",
    ],
)
async def test_d06_unknown_messages_are_refused_and_the_socket_stays(link: Link, said: str) -> None:
    await link.send(said)
    answer = await link.receive()
    assert isinstance(answer, ErrorMessage)
    assert (answer.code, answer.page, answer.revision) == ("bad-message", None, None)
    assert isinstance(await link.audit(LISTING), ReportMessage)


async def test_a_refused_listing_is_answered_with_its_page_and_what_was_expected(link: Link) -> None:
    answer = await link.audit(
        {"platform": "ebay-canary", "colour-canary": 1, "title": 5}, page="p", revision=8
    )
    assert isinstance(answer, ErrorMessage)
    assert (answer.page, answer.revision, answer.code) == ("p", 8, "bad-message")
    assert "audit.listing.platform: Input should be 'amazon', 'mercari' or 'mercari-shops'" in answer.message
    assert "audit.listing.title: Input should be a valid string" in answer.message
    assert "audit.listing: unknown field" in answer.message
    assert "canary" not in answer.message


async def test_f10_a_raising_engine_is_answered_as_failed_never_as_nothing_found(
    local_agent: LocalAgent, link: Link
) -> None:
    local_agent.judge.fault = RuntimeError("canary")
    answer = await link.audit(LISTING, page="p", revision=2)
    assert isinstance(answer, ErrorMessage)
    assert (answer.code, answer.page, answer.revision) == ("failed", "p", 2)
    assert "canary" not in answer.message
    local_agent.judge.fault = None
    assert isinstance(await link.audit(LISTING), ReportMessage)


async def test_f10_a_raising_image_worker_is_answered_as_a_fault(local_agent: LocalAgent) -> None:
    local_agent.images.fault = RuntimeError("canary")
    headers = {"Content-Type": "image/png"}
    async with call(
        local_agent.port, "POST", "/v1/images", local_agent.token, data=b"x", headers=headers
    ) as answer:
        assert answer.status == 500
        assert "canary" not in await answer.text()


async def test_f10_a_busy_engine_and_a_slow_one_say_so(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(judge_seconds=0.1)) as agent:
        identity = await agent.paired()
        async with connect(agent.port, identity) as link:
            agent.judge.gate.clear()
            slow = await link.audit(LISTING)
            async with call(
                agent.port, "POST", "/v1/check", agent.token, json={"listing": LISTING}
            ) as answer:
                assert (answer.status, (await answer.json())["code"]) == (504, "timed-out")
            agent.judge.gate.set()
            agent.judge.fault = JudgeBusyError()
            busy = await link.audit(LISTING)
            async with call(
                agent.port, "POST", "/v1/check", agent.token, json={"listing": LISTING}
            ) as answer:
                assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
    assert isinstance(slow, ErrorMessage)
    assert isinstance(busy, ErrorMessage)
    assert (slow.code, busy.code) == ("timed-out", "busy")


async def test_too_many_messages_close_the_socket_with_4429(link: Link) -> None:
    for _ in range(100):
        await link.send({"type": "ping"})
    assert (await link.closing())[0] == CloseCode.RATE


async def test_an_oversized_message_closes_with_1009_and_a_binary_one_with_1003(
    local_agent: LocalAgent,
) -> None:
    identity = await local_agent.paired()
    async with connect(local_agent.port, identity) as link:
        await link.send("x" * 300_000)
        assert (await link.closing())[0] == 1009
    async with connect(local_agent.port, identity) as link:
        await link.socket.send_bytes(b"x")
        assert (await link.closing())[0] == 1003


async def test_a_socket_without_pings_is_closed_as_idle_and_one_with_pings_stays(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(idle_seconds=0.5)) as agent:
        identity = await agent.paired()
        async with connect(agent.port, identity) as talking, connect(agent.port, identity) as silent:
            closed = asyncio.ensure_future(silent.closing())
            while not closed.done():
                await talking.send({"type": "ping"})
                assert await talking.receive() == Pong()
                await asyncio.wait({closed}, timeout=0.1)
            assert closed.result() == (1001, "idle")
            assert isinstance(await talking.audit(LISTING), ReportMessage)


async def test_more_pages_than_allowed_are_refused_as_busy(tmp_path: Path) -> None:
    async with running(tmp_path, budget=Budget(pages_per_socket=1)) as agent:
        identity = await agent.paired()
        async with connect(agent.port, identity) as link:
            agent.judge.gate.clear()
            await link.submit(LISTING, page="one")
            refused = await link.audit(LISTING, page="two", revision=4)
    assert isinstance(refused, ErrorMessage)
    assert (refused.code, refused.page, refused.revision) == ("busy", "two", 4)


async def test_stopping_the_agent_closes_sockets_as_going_away_while_a_judgement_hangs(
    tmp_path: Path,
) -> None:
    async with running(tmp_path) as agent:
        identity = await agent.paired()
        links = connect(agent.port, identity)
        link = await links.__aenter__()
        agent.judge.gate.clear()
        await link.submit(LISTING)
        closed = asyncio.ensure_future(link.closing())
    assert await closed == (1001, "agent stopped")
    await links.__aexit__(None, None, None)


def report(page: str, text: str = "") -> ReportMessage:
    phase: Phase = "text"
    return ReportMessage(
        page=page, revision=1, phase=phase, ruleset=text, passed=0, inapplicable=0, annotations=()
    )


def test_the_outbox_refuses_more_than_its_share_and_keeps_one_report_a_page() -> None:
    outbox = Outbox(max_messages=2, max_bytes=1_000)
    for _ in range(100):
        outbox.put(report("same"))
    outbox.put(Pong())
    with pytest.raises(OutboxFullError):
        outbox.put(Pong())
    big = Outbox(max_messages=9, max_bytes=1_000)
    big.put(report("one", "x" * 5_000))
    with pytest.raises(OutboxFullError):
        big.put(report("two"))


async def test_a_client_that_does_not_read_is_cut_off_and_others_are_served(tmp_path: Path) -> None:
    budget = Budget(messages_per_second=10_000, message_burst=10_000, unsent_messages=8)
    async with running(tmp_path, budget=budget) as agent:
        identity = await agent.paired()
        async with connect(agent.port, identity) as deaf, connect(agent.port, identity) as reader:
            transport = deaf.socket.get_extra_info("socket")
            assert transport is not None
            deaf.socket._conn.transport.pause_reading()  # type: ignore[union-attr]
            # Each answer is 90 KB; the kernel's buffers hold some megabytes.
            for number in range(300):
                if agent.inside.refusals.counts["client-does-not-read"]:
                    break
                await deaf.submit(titled("x" * 30_000), page=f"p{number}", revision=number)
                assert isinstance(await reader.audit(LISTING), ReportMessage)
            await eventually(lambda: agent.inside.refusals.counts["client-does-not-read"] == 1)
            await eventually(lambda: agent.inside.sockets_now == 1)
            deaf.socket._conn.transport.resume_reading()  # type: ignore[union-attr]
            assert (await deaf.socket.receive(timeout=5)).type in (WSMsgType.TEXT, *CLOSED)


CLOSED = (WSMsgType.CLOSED, WSMsgType.ERROR, WSMsgType.CLOSING)
