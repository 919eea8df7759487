"""The real engine and the real pool behind the socket: what the page is told when reading goes wrong."""

import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent import catalogue
from agent.annotate import REASONS
from agent.imaging.pool import ImagePool
from agent.server import binding, connection, handshake
from agent.server.app import create_app
from agent.server.judging import EngineJudge
from agent.server.pairing import Pairings
from agent.server.settings import Settings
from agent.server.state import StateDirectory
from agent.wire import ReportMessage
from tests.imaging.pools import GOOD, MOODY_READER, OTHER, Mood
from tests.server.client import Link, call, connect, eventually, new_string, pair

FAILED, PENDING = REASONS["image-text-failed"].en, REASONS["image-text-pending"].en
TITLE_RULE = "amazon/title-promotional-phrase"


@asynccontextmanager
async def served(folder: Path, reader: Sequence[str]) -> AsyncIterator[tuple[Link, ImagePool]]:
    """A paired socket to an agent with the real rules, and its pool."""
    state = StateDirectory(folder / "state")
    state.prepare()
    pools: list[ImagePool] = []

    def images() -> ImagePool:
        pools.append(ImagePool(reader=reader, seconds_per_reading=1.5))
        return pools[0]

    judge = EngineJudge(catalogue.load(), lambda: datetime.now(UTC).date())
    with binding.bind((0,), lambda _port: None) as bound:
        port, token = bound.getsockname()[1], handshake.new_nonce()
        app = create_app(
            Settings(port=port, cli_token=token, pairings=Pairings(state), judge=judge, images=images)
        )
        runner = await connection.start(app, bound)
        try:
            async with pair(port, await new_string(port, token)) as first:
                identity = first.identity
            async with connect(port, identity) as link:
                yield link, pools[0]
        finally:
            await runner.cleanup()
            judge.close()


async def hand_over(link: Link, data: bytes) -> str:
    headers = {"Content-Type": "image/png"}
    async with call(link.port, "POST", "/v1/images", link.token, data=data, headers=headers) as answer:
        assert answer.status == 200
        return str((await answer.json())["digest"])


def listing(digest: str, title: str = "保温ボトル") -> dict[str, Any]:
    images = [{"slot": "MAIN", "digest": digest}]
    return {"platform": "amazon", "marketplace": "jp", "page": "edit", "title": title, "images": images}


def reasons(report: object) -> set[str | None]:
    assert isinstance(report, ReportMessage), report
    return {entry.reason for entry in report.annotations}


def phase(report: object) -> str:
    assert isinstance(report, ReportMessage), report
    return report.phase


@pytest.fixture
def mood(tmp_path: Path) -> Mood:
    return Mood(tmp_path)


@pytest.fixture
async def met(tmp_path: Path, mood: Mood) -> AsyncIterator[tuple[Link, ImagePool]]:
    async with served(tmp_path, (sys.executable, "-c", MOODY_READER, str(mood.log))) as both:
        yield both


async def test_a_reading_process_that_is_killed_is_told_and_the_next_picture_is_read(
    met: tuple[Link, ImagePool], mood: Mood
) -> None:
    link, pool = met
    mood.set("hold")
    first = await link.audit(listing(await hand_over(link, GOOD)), revision=1)
    assert (phase(first), PENDING in reasons(first)) == ("image", True)
    await eventually(lambda: bool(mood.asked), seconds=20)
    assert pool._reader.pid is not None
    os.kill(pool._reader.pid, signal.SIGKILL)
    told = await link.receive()
    assert (phase(told), FAILED in reasons(told), PENDING in reasons(told)) == ("read", True, False)
    mood.clear("hold")
    after = await link.audit(listing(await hand_over(link, OTHER)), revision=2)
    assert phase(after) == "image"
    told = await link.receive()
    assert (phase(told), FAILED in reasons(told)) == ("read", False)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
async def test_a_reading_process_that_hangs_is_given_up_in_time_and_replaced(
    met: tuple[Link, ImagePool], mood: Mood
) -> None:
    link, pool = met
    mood.set("hold")
    await link.audit(listing(await hand_over(link, GOOD)))
    await eventually(lambda: bool(mood.asked), seconds=20)
    hanging = pool._reader.pid
    assert hanging is not None
    os.kill(hanging, signal.SIGSTOP)
    told = await link.receive()
    assert (phase(told), FAILED in reasons(told)) == ("read", True)
    mood.clear("hold")
    await link.audit(listing(await hand_over(link, OTHER)), revision=2)
    assert FAILED not in reasons(await link.receive())
    assert pool._reader.pid != hanging


async def test_a_failed_picture_is_read_when_it_comes_again(met: tuple[Link, ImagePool], mood: Mood) -> None:
    link, _ = met
    mood.set("abort")
    digest = await hand_over(link, GOOD)
    await link.audit(listing(digest))
    assert FAILED in reasons(await link.receive())
    await hand_over(link, GOOD)
    assert phase(await link.audit(listing(digest))) == "image"
    told = await link.receive()
    assert (phase(told), FAILED in reasons(told)) == ("read", False)


async def test_text_edits_are_judged_while_the_picture_is_read(
    met: tuple[Link, ImagePool], mood: Mood
) -> None:
    link, _ = met
    mood.set("hold")
    digest = await hand_over(link, GOOD)
    for revision, title in enumerate(("保温ボトル", "保温ボトル 送料無料", "保温ボトル"), 1):
        report = await link.audit(listing(digest, title), revision=revision)
        assert isinstance(report, ReportMessage)
        found = {entry.rule for entry in report.annotations if entry.outcome == "violation"}
        assert (TITLE_RULE in found) == (revision == 2)
    mood.clear("hold")
    report = await link.receive()
    assert isinstance(report, ReportMessage)
    assert (report.revision, report.phase) == (3, "read")
    assert mood.asked == [len(GOOD)]
