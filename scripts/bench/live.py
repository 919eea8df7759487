"""How long from a keystroke to the painted mark, next to an empty path in the same run.

Run: ``.venv/bin/python scripts/bench/live.py [--rounds 60]``. One browser, one worker, one page; the
worker is moved to and fro between the agent and ``standin.py``, which answers without judging. Each
round types the last letter of a faulty word and waits for the frame in which the word is marked. The
wait between the key and the reading (the debounce) is measured and not counted.
"""

import argparse
import asyncio
import functools
import itertools
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Worker, async_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from agent.browser import find_browser  # noqa: E402 - the checkout is the package
from scripts.bench import clocks  # noqa: E402
from scripts.bench.judging import judging_times  # noqa: E402
from scripts.practice import chromium  # noqa: E402
from scripts.practice.agent import pairing_string, running_agent  # noqa: E402
from scripts.practice.chromium import Tab  # noqa: E402
from scripts.practice.pairing import pair  # noqa: E402
from tests.pages.serving import PRACTICE_URLS, serve  # noqa: E402

SELECTOR = 'kat-textarea[name="item_name-0-value"] textarea'
BEFORE, WORD = "アオナミ 真空断熱ステンレスボトル 500ml {number:04d} ", "free shipping"
"""The title: another number each round, for the agent knows a text again that it has judged before."""
MARK = len(BEFORE.format(number=0)), len(BEFORE.format(number=0) + WORD)
BLOCK = 5
"""Rounds with one agent before the worker is moved to the other."""
WARM_BLOCKS = 2
GOLDEN, PHASE_SECONDS = 0.618, 0.05
"""Keys are spread evenly over this time, which is three frames."""
STEPS = (
    ("key to the page's input event", "key", "input"),
    ("reading the page", "read", "sent"),
    ("page to worker to socket", "sent", "out"),
    ("agent", "out", "back"),
    ("socket to worker to page", "back", "report"),
    ("drawing", "report", "drawn"),
    ("next frame", "drawn", "painted"),
)
"""What is counted, each from one clock to another."""


@dataclass(frozen=True)
class Round:
    """One keystroke: milliseconds of each step, and what went over the socket."""

    steps: tuple[float, ...]
    waited: float
    audit: str
    report_length: int

    @property
    def total(self) -> float:
        """Milliseconds from the key to the painted mark, without the wait before the reading."""
        return sum(self.steps)


async def play(worker: Worker, tab: Tab, port: int, number: int) -> Round:
    """One keystroke that completes the word in title ``number``."""
    control = tab.page.locator(SELECTOR).first
    title = BEFORE.format(number=number) + WORD
    await clocks.drawn(tab, MARK, functools.partial(control.fill, title[:-1]), there=False)
    await clocks.forget(worker)
    # What came before ended with a frame: without this every key would fall on the same phase of the screen.
    await asyncio.sleep(number * GOLDEN % 1 * PHASE_SECONDS)
    times = await clocks.drawn(tab, MARK, functools.partial(tab.page.keyboard.press, title[-1]), there=True)
    taken = await clocks.take(worker, times["revision"])
    if taken["port"] != port:
        message = f"the audit went to port {taken['port']}, not to {port}"
        raise RuntimeError(message)
    times |= {"out": taken["out"], "back": taken["back"]}
    steps = tuple(times[end] - times[begin] for _, begin, end in STEPS)
    return Round(steps, times["read"] - times["input"], taken["audit"], taken["length"])


@asynccontextmanager
async def standing_in(state: Path) -> AsyncIterator[int]:
    """The stand-in agent for the length of the block; gives its port."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(Path(__file__).with_name("standin.py")), str(state), str(MARK[0]), WORD),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        line = await process.stdout.readline() if process.stdout else b""
        if not line:
            message = "the stand-in agent did not start"
            raise RuntimeError(message)
        yield int(line)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def measure(blocks: int) -> tuple[list[Round], list[Round]]:
    """``blocks`` blocks of rounds with the agent and as many with the stand-in, in turn."""
    with tempfile.TemporaryDirectory(prefix="tenken-bench-", ignore_cleanup_errors=True) as folder:
        state, copy = Path(folder, "state"), Path(folder, "copy")
        log, profile = Path(folder, "agent.log"), Path(folder, "profile")
        async with running_agent(state, log) as ready, async_playwright() as playwright:
            port = int(ready.partition("127.0.0.1:")[2].partition(";")[0])
            context = await chromium.launch(playwright, find_browser(), profile, headless=True, locale="ja")
            await serve(context)
            await chromium.extension_id(context)
            worker = context.service_workers[0]
            await clocks.put_into_worker(worker)
            await pair(context, await pairing_string(state), "ja")
            shutil.copytree(state, copy)
            async with standing_in(copy) as empty_port:
                tab = await Tab.open(context, PRACTICE_URLS["seller-central"])
                await tab.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the practice page")
                await clocks.put_into_page(tab)
                rounds = await _in_turn(worker, tab, (port, empty_port), blocks)
            await context.close()
            return rounds


async def _in_turn(
    worker: Worker, tab: Tab, ports: tuple[int, int], blocks: int
) -> tuple[list[Round], list[Round]]:
    rounds: tuple[list[Round], list[Round]] = ([], [])
    numbers = itertools.count()
    for block in range(WARM_BLOCKS + blocks):
        for port, kept in zip(ports, rounds, strict=True):
            await clocks.move(worker, tab, port)
            played = [await play(worker, tab, port, next(numbers)) for _ in range(BLOCK)]
            if block >= WARM_BLOCKS:
                kept.extend(played)
    return rounds


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` of ``values`` lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def row(name: str, agent: list[float], empty: list[float]) -> str:
    """One line of the table: p50 and p95 of both."""
    figures = [percentile(values, share) for values in (agent, empty) for share in (0.5, 0.95)]
    return f"{name:34}" + "".join(f"{figure:10.2f}" for figure in figures)


def table(agent: list[Round], empty: list[Round]) -> str:
    """All figures, in milliseconds."""
    lines = [f"{'milliseconds':34}{'agent p50':>10}{'p95':>10}{'empty p50':>10}{'p95':>10}"]
    lines += [
        row(f"  {name}", [one.steps[number] for one in agent], [one.steps[number] for one in empty])
        for number, (name, _, _) in enumerate(STEPS)
    ]
    totals = [one.total for one in agent], [one.total for one in empty]
    lines.append(row("keystroke to painted mark", *totals))
    waits = [one.waited for one in agent], [one.waited for one in empty]
    lines.append(row("not counted: wait before reading", *waits))
    ratios = [percentile(totals[0], share) / percentile(totals[1], share) for share in (0.5, 0.95)]
    lines.append(f"ratio                             p50 {ratios[0]:.2f}   p95 {ratios[1]:.2f}")
    sizes = [statistics.median(one.report_length for one in rounds) for rounds in (agent, empty)]
    lines.append(f"report                            {sizes[0]:.0f} characters; empty {sizes[1]:.0f}")
    return "\n".join(lines)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60, help="rounds with each of the two")
    blocks = -(-parser.parse_args().rounds // BLOCK)
    before = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    agent, empty = asyncio.run(measure(blocks))
    print(table(agent, empty))
    print("\nthe agent's work on these audits, in this process (milliseconds, p50)")
    for name, times in judging_times([one.audit for one in agent]).items():
        print(f"  {name:32}{percentile(times, 0.5):10.2f}")
    print(f"\n{len(agent)} rounds each; load of the machine before {before:.1f}")


if __name__ == "__main__":
    main()
