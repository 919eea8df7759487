"""How long from the trainer's key in the console to the painted spotlight on the operator's page.

Run: ``.venv/bin/python scripts/bench/lesson.py [--rounds 100] [--pages 1 30]``. Two browsers as in a class:
one with the extension and that many practice pages, one with the console. Beside it, in turn, an empty
round trip on a console's socket.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import BrowserContext, Page, Playwright, async_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from agent.browser import find_browser, sandbox_switches  # noqa: E402 - the checkout is the package
from scripts.bench.live import GOLDEN, PHASE_SECONDS, SELECTOR, percentile  # noqa: E402
from scripts.practice import chromium  # noqa: E402
from scripts.practice.agent import console_address, pairing_string, running_agent  # noqa: E402
from scripts.practice.chromium import Tab  # noqa: E402
from scripts.practice.pairing import pair  # noqa: E402
from tests.pages.serving import PRACTICE_URLS, serve  # noqa: E402

TITLE = "【送料無料】アオナミ ｽﾃﾝﾚｽボトル 500ml ★大人気★ 最安値"
WARM = 5
GOAL_MS = 150

# Both browsers take the time of day from the same clock of the machine.
IN_CONSOLE = """(() => {
  addEventListener("keydown", ({timeStamp}) => {
    globalThis.tenkenKey = performance.timeOrigin + timeStamp;
  }, true);
})()"""
IN_PAGE = """(() => {
  const {send} = tenken.link;
  globalThis.tenkenBench = {staged: []};
  tenken.link.send = (message) => {
    const {type, spotlight} = message;
    if (type === "staged") tenkenBench.staged.push([performance.timeOrigin + performance.now(), spotlight]);
    return send(message);
  };
  return true;
})()"""
SOCKET = """async () => {
  const socket = new WebSocket("ws://" + location.host + "/v1/console/ws");
  await new Promise((open) => { socket.onopen = open; });
  const answer = (type) => new Promise((resolve) => {
    const heard = ({data}) => {
      if (JSON.parse(data).type !== type) return;
      socket.removeEventListener("message", heard);
      resolve(performance.now());
    };
    socket.addEventListener("message", heard);
  });
  const ready = answer("ready");
  const token = sessionStorage.getItem("tenken.console.token");
  socket.send(JSON.stringify({type: "hello", token, locale: "en"}));
  await ready;
  globalThis.tenkenTrip = async () => {
    const pong = answer("pong"), before = performance.now();
    socket.send('{"type":"ping"}');
    return await pong - before;
  };
}"""


@dataclass(frozen=True)
class Times:
    """Milliseconds of each round."""

    painted: list[float]
    """Key to spotlight."""
    trips: list[float]
    """On the empty socket."""


@asynccontextmanager
async def trainer(playwright: Playwright, state: Path) -> AsyncIterator[Page]:
    """The console in a browser of its own."""
    browser = await playwright.chromium.launch(executable_path=find_browser(), args=sandbox_switches())
    try:
        page = await browser.new_page()
        await page.add_init_script(IN_CONSOLE)
        await page.goto(await console_address(state))
        await page.locator("#page-list .choose").first.wait_for()
        await page.evaluate(SOCKET)
        yield page
    finally:
        await browser.close()


async def operator(context: BrowserContext) -> Tab:
    """A page with several faults in its title, judged."""
    tab = await Tab.open(context, PRACTICE_URLS["seller-central"])
    await tab.wait("Boolean(globalThis.tenken?.loaded)", "the extension on the practice page")
    await tab.ask(IN_PAGE)
    await tab.page.locator(SELECTOR).first.fill(TITLE)
    found = "tenken.drawing.marks().filter(({field, stale}) => field === 'title' && !stale).length >= 4"
    await tab.wait(found, "marks in the title")
    return tab


async def measure(console: Page, tab: Tab, rounds: int) -> Times:
    """The last page that was opened is driven; its findings take turns in the spotlight."""
    await console.locator("#page-list .choose").last.click()
    await console.locator("#steps > li").nth(3).wait_for()
    times = Times([], [])
    for number in range(WARM + rounds):
        await asyncio.sleep(number * GOLDEN % 1 * PHASE_SECONDS)
        before = int(await tab.ask("tenkenBench.staged.length"))
        await console.keyboard.press(str(1 + number % 4))
        staged = f"tenkenBench.staged.slice({before}).find(([, state]) => state === 'shown')"
        at, _ = await tab.wait(staged, "the spotlight")
        key = await console.evaluate("tenkenKey")
        trip = await console.evaluate("tenkenTrip()")
        if number >= WARM:
            times.painted.append(at - key)
            times.trips.append(trip)
    return times


async def run(rounds: int, sizes: list[int]) -> None:
    """Measure with each number of pages, and print."""
    with tempfile.TemporaryDirectory(prefix="tenken-bench-", ignore_cleanup_errors=True) as folder:
        state, log, profile = Path(folder, "state"), Path(folder, "agent.log"), Path(folder, "profile")
        async with running_agent(state, log), async_playwright() as playwright:
            context = await chromium.launch(playwright, find_browser(), profile, headless=True, locale="ja")
            await serve(context)
            await chromium.extension_id(context)
            await pair(context, await pairing_string(state), "ja")
            tabs: list[Tab] = []
            for size in sorted(sizes):
                while len(tabs) < size:
                    tabs.append(await operator(context))
                async with trainer(playwright, state) as console:
                    times = await measure(console, tabs[-1], rounds)
                told = "  ".join(
                    f"{name} p50 {percentile(values, 0.5):6.1f}  p95 {percentile(values, 0.95):6.1f}"
                    for name, values in (("key to spotlight", times.painted), ("empty trip", times.trips))
                )
                good = "✓" if percentile(times.painted, 0.95) <= GOAL_MS else "✗"
                print(f"{size:3} pages: {told} ms; goal p95 ≤ {GOAL_MS} ms {good}", flush=True)
            await context.close()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="keys with each number of pages")
    parser.add_argument("--pages", type=int, nargs="+", default=[1, 30], help="open practice pages")
    arguments = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    print(f"load {load:.1f} on {os.cpu_count()} processors")
    asyncio.run(run(arguments.rounds, arguments.pages))


if __name__ == "__main__":
    main()
