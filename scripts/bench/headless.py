"""Pages a second of a headless audit, next to opening the same pages with Playwright and to axe-core on them.

Run: ``.venv/bin/python scripts/bench/headless.py [--rounds 3] [FILE…]``. The files are saved pages
(default: the real ones of ``../shared/pages``). Each is opened, audited and looked at by axe-core in turn.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from playwright.async_api import Browser  # noqa: E402 - the checkout is the package

from agent import catalogue, engine  # noqa: E402
from agent.annotate import annotate  # noqa: E402
from agent.audit.answers import SavedPage  # noqa: E402
from agent.audit.auditor import Auditor, Judgement, Manner  # noqa: E402
from agent.audit.browser import Tab  # noqa: E402
from agent.audit.saved import open_saved  # noqa: E402
from agent.audit.target import Target  # noqa: E402
from agent.audit.world import World  # noqa: E402
from agent.listing import Listing  # noqa: E402
from agent.shop import Shop  # noqa: E402
from agent.waivers import Waivers  # noqa: E402

SHARED = ROOT.parent / "shared" / "pages"
ADDRESSES = ROOT / "tests" / "extension" / "extraction" / "saved_pages.json"
AXE = ROOT / "scripts" / "node" / "node_modules" / "axe-core" / "axe.min.js"
Page = tuple[Path, str | None, SavedPage]


def pages(files: list[Path]) -> list[Page]:
    """The saved pages, without those that hold no listing."""
    if files:
        return [(path, None, open_saved(path)) for path in files]
    known = json.loads(ADDRESSES.read_text("utf-8"))
    named = [
        (SHARED / name, page["url"])
        for name, page in known.items()
        if page["facts"] and "title" in page["facts"]
    ]
    found = [(path, url, open_saved(path, url)) for path, url in named if path.is_file()]
    if not found:
        sys.exit(f"no saved pages in {SHARED}; name some")
    return found


async def bare(browser: Browser, page: SavedPage) -> float:
    """Seconds to open the page in a new tab, wait until it is loaded, and close it."""
    began = time.perf_counter()
    opened = await browser.new_page()
    tab = Tab(opened, World(await opened.context.new_cdp_session(opened)), page.answer)
    await opened.route("**/*", tab.fulfil)
    await opened.goto(page.url)
    await opened.close()
    return time.perf_counter() - began


async def audited(auditor: Auditor, path: Path, url: str | None) -> float:
    """Seconds of the whole audit."""
    began = time.perf_counter()
    found = await auditor.audit(Target(path.name, url, path))
    if found.outcome != "judged":
        message = f"{path}: {found.outcome}: {found.why}"
        raise RuntimeError(message)
    return time.perf_counter() - began


async def on_the_page(auditor: Auditor, page: SavedPage) -> tuple[float, float]:
    """On an open page: seconds of ours (inject, extract, judge, words), and of axe-core (inject, run)."""
    judgement = auditor.judgement
    async with auditor.browser.tab(page.url, page.answer, still=True) as tab:
        await tab.page.goto(page.url)
        began = time.perf_counter()
        await tab.world.inject()
        seen = await tab.world.run("tenkenAudit.seen()")
        listing = Listing.model_validate({**seen["draft"]["listing"], "images": None})
        report = engine.run(judgement.ruleset, listing, {}, judgement.today)
        annotate(report, judgement.ruleset, listing, "ja")
        ours = time.perf_counter() - began
        source = AXE.read_text("utf-8")
        began = time.perf_counter()
        await tab.world.run(source + ";0")
        await tab.world.run("axe.run().then(({violations}) => violations.length)")
        return ours, time.perf_counter() - began


async def measure(arguments: argparse.Namespace) -> None:
    """Take turns and print."""
    found = pages(arguments.files)
    judgement = Judgement(catalogue.load(), Shop(), Waivers(), datetime.now(UTC).date(), ("ja",))
    async with Auditor(judgement, Manner(retries=0, pace=0)) as auditor:
        browser = await auditor.browser.running()
        opened, whole, ours, axe = (list[float]() for _ in range(4))
        for turn in range(arguments.rounds + 1):
            for path, url, page in found:
                times = await bare(browser, page), await audited(auditor, path, url)
                inner = await on_the_page(auditor, page) if AXE.is_file() else (0.0, 0.0)
                if turn:  # the first round warms both up
                    for kept, value in zip((opened, whole, ours, axe), (*times, *inner), strict=True):
                        kept.append(value)
    print(f"{len(found)} pages, {arguments.rounds} rounds, load {os.getloadavg()[0]:.1f}")
    print(f"opening and closing alone {1 / statistics.mean(opened):6.2f} pages/s")
    print(f"audit                     {1 / statistics.mean(whole):6.2f} pages/s", end="")
    print(f"   {statistics.mean(opened) / statistics.mean(whole):.2f} × (goal ≥ 0.8)")
    if sum(axe):
        print(f"axe-core on the page      {statistics.median(axe) * 1000:6.0f} ms")
        print(f"ours on the page          {statistics.median(ours) * 1000:6.0f} ms", end="")
        print(f"   {sum(ours) / sum(axe):.3f} × (goal ≤ 0.1)")


def main() -> None:
    """Parse, measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*", metavar="FILE", help="saved pages")
    parser.add_argument("--rounds", type=int, default=3, help="(default: 3)")
    asyncio.run(measure(parser.parse_args()))


if __name__ == "__main__":
    main()
