"""Agent or worker gone, hung or slow: the page says so, loses nothing, and never draws old answers."""

import signal
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.e2e.stage import Editor, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SHOWN = "tenken.overlay.root().querySelector('.pill .words').textContent"


@pytest_asyncio.fixture(loop_scope="session")
async def editor(stage: Stage) -> AsyncIterator[Editor]:
    """A Seller Central editor with one marked fault."""
    editor = await stage.editor("seller-central")
    await editor.type("水筒 送料無料")
    await editor.mark_on("送料無料")
    yield editor
    if not stage.agent.running:
        await stage.agent.start()
    stage.agent.send(signal.SIGCONT)
    await editor.close()


async def seconds_until(editor: Editor, expression: str, awaited: str) -> float:
    """How long it takes until ``expression`` is true in the content script's world."""
    start = time.monotonic()
    await editor.tab.wait(expression, awaited)
    return time.monotonic() - start


async def test_a_killed_agent_is_said_within_three_seconds_and_findings_return_by_themselves(
    stage: Stage, editor: Editor
) -> None:
    await stage.agent.end(signal.SIGKILL)
    assert await seconds_until(editor, f"{SHOWN} === tenken.say('status_not_running')", "that it is gone") < 3
    await editor.control.press("End")
    await editor.control.press_sequentially(" 限定 青")
    assert await editor.value() == "水筒 送料無料 限定 青"
    await stage.agent.start()
    started = time.monotonic()
    await editor.settled()
    await editor.mark_on("送料無料")
    assert time.monotonic() - started < 2
    assert await editor.tab.ask(f"{SHOWN} !== tenken.say('status_not_running')")
    assert await editor.value() == "水筒 送料無料 限定 青"


async def test_a_stopped_worker_comes_back_with_the_findings(stage: Stage, editor: Editor) -> None:
    """X08: the browser stops the worker; the page brings it and the findings back."""
    await stage.stop_worker(editor)
    started = time.monotonic()
    await editor.control.press("End")
    await editor.control.press_sequentially(" 最安値")
    await editor.settled()
    await editor.mark_on("最安値")
    assert time.monotonic() - started < 4
    assert await editor.value() == "水筒 送料無料 最安値"


async def test_a_hung_agent_is_said_within_three_seconds_of_asking(stage: Stage, editor: Editor) -> None:
    """F05: the process is stopped, not dead; nothing comes twice when it goes on."""
    stage.agent.send(signal.SIGSTOP)
    await editor.control.press("End")
    await editor.control.press_sequentially(" 青")
    assert (
        await seconds_until(editor, f"{SHOWN} === tenken.say('status_not_answering')", "that it is silent")
        < 3.5
    )
    stage.agent.send(signal.SIGCONT)
    await editor.settled()
    await editor.tab.wait(f"{SHOWN} !== tenken.say('status_not_answering')", "that it answers again")
    quotes = [mark["quote"] for mark in await editor.marks()]
    assert quotes.count("送料無料") == 1


async def test_thirty_edits_during_a_slow_spell_draw_only_the_newest_answer(
    stage: Stage, editor: Editor
) -> None:
    """F06: the agent answers late; what is drawn always fits the text that stands there."""
    text = "水筒 送料無料"
    await editor.control.press("End")
    drawn_before = len(await editor.tab.ask("seen.drawn"))
    for number in range(30):
        if number % 10 == 0:
            stage.agent.send(signal.SIGSTOP)
        if number % 10 == 6:
            stage.agent.send(signal.SIGCONT)
        added = " 最安値"[number % 4]
        await editor.control.press_sequentially(added)
        text += added
        for mark in await editor.marks():
            if mark["span"] and mark["quote"]:
                value = (await editor.value()).encode("utf-16-le")
                start, end = mark["span"]["start"], mark["span"]["end"]
                assert value[2 * start : 2 * end].decode("utf-16-le") == mark["quote"]
    await editor.settled()
    assert await editor.value() == text
    drawn = (await editor.tab.ask("seen.drawn"))[drawn_before:]
    assert drawn == sorted(drawn)
    assert len(drawn) <= 30
