"""How long a text edit waits for its verdict while pictures are measured and read, next to a quiet agent.

Run: ``.venv/bin/python scripts/bench/pictures.py [--pictures 200]``. One agent, two paired sockets: one
sends an edited title now and then and waits for the report; the other hands over main images, one after
the other, and waits for each until its text has been read. Quiet and busy stretches take turns.
"""

import argparse
import asyncio
import io
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from agent.wire import ReportMessage  # noqa: E402 - the checkout is the package
from scripts.practice.agent import pairing_string, running_agent  # noqa: E402
from tests.server.client import Link, call, connect, pair  # noqa: E402

STRETCHES = 4
"""Busy ones, with a quiet one before each."""
EDITS_WHEN_QUIET = 60
PAUSE_SECONDS = 0.1
"""Between two edits: a fast typist's."""
SIDE = 1200
LISTING = {"platform": "amazon", "marketplace": "jp", "page": "edit"}


def picture(seed: int) -> bytes:
    """A JPEG of a product with two lines of print, like no other."""
    chance = random.Random(seed)  # noqa: S311 - only to differ
    image = Image.new("RGB", (SIDE, SIDE), "white")
    draw = ImageDraw.Draw(image)
    colour = tuple(chance.randrange(30, 200) for _ in range(3))
    draw.rounded_rectangle((250, 80, 950, 1120), 60, fill=colour)
    for line in range(2):
        draw.text((320, 300 + 300 * line), f"TENKEN {chance.randrange(10**6)}", fill="white", font_size=90)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=90)
    return stream.getvalue()


async def edit(link: Link, number: int) -> float:
    """Milliseconds from sending an edited title to its report."""
    title = f"アオナミ ステンレスボトル {number}ml 送料無料"
    began = time.perf_counter()
    report = await link.audit({**LISTING, "title": title}, page="text", revision=number)
    waited = (time.perf_counter() - began) * 1000
    if not isinstance(report, ReportMessage):
        message = f"no report but {report}"
        raise TypeError(message)
    return waited


async def bring(link: Link, number: int, data: bytes) -> None:
    """Hand one picture over and wait until it is read."""
    headers = {"Content-Type": "image/jpeg"}
    async with call(link.port, "POST", "/v1/images", link.token, data=data, headers=headers) as answer:
        digest = (await answer.json())["digest"]
    listing = {**LISTING, "images": [{"slot": "MAIN", "digest": digest}]}
    report = await link.audit(listing, page="pictures", revision=number)
    while isinstance(report, ReportMessage) and report.phase != "read":
        report = await link.receive()


@asynccontextmanager
async def sockets() -> AsyncIterator[tuple[Link, Link]]:
    """Two admitted sockets to an agent of its own."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder, "state")
        async with running_agent(state, Path(folder, "agent.log")):
            port = json.loads((state / "agent.json").read_text("utf-8"))["port"]
            async with (
                pair(port, await pairing_string(state)) as first,
                connect(port, first.identity) as second,
            ):
                yield first, second


async def measure(pictures: int) -> None:
    """Print both distributions and how fast pictures are read."""
    seed = time.time_ns()
    drawn = [picture(seed + number) for number in range(pictures)]
    quiet: list[float] = []
    busy: list[float] = []
    seconds = 0.0
    edits = 0
    async with sockets() as (text, gallery):
        await bring(gallery, 0, picture(seed - 1))  # loads the models
        for stretch in range(STRETCHES):
            for _ in range(EDITS_WHEN_QUIET):
                quiet.append(await edit(text, edits := edits + 1))
                await asyncio.sleep(PAUSE_SECONDS)

            async def work(part: range) -> None:
                for number in part:
                    await bring(gallery, number + 1, drawn[number])

            began = time.perf_counter()
            part = range(stretch * pictures // STRETCHES, (stretch + 1) * pictures // STRETCHES)
            working = asyncio.ensure_future(work(part))
            while not working.done():
                busy.append(await edit(text, edits := edits + 1))
                await asyncio.sleep(PAUSE_SECONDS)
            await working
            seconds += time.perf_counter() - began
    print(f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown")
    for name, waits in (("quiet", quiet), ("while pictures are read", busy)):
        p50, p95 = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
        print(f"{name:<26} {len(waits):>5} edits   p50 {p50:6.1f} ms   p95 {p95:6.1f} ms")
    ratios = statistics.median(busy) / statistics.median(quiet), _p95(busy) / _p95(quiet)
    print(f"ratio of p50 {ratios[0]:.2f}, of p95 {ratios[1]:.2f}")
    print(f"{pictures} pictures measured and read in {seconds:.0f} s, {pictures / seconds:.1f} a second")


def _p95(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=20)[-1]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=200)
    asyncio.run(measure(parser.parse_args().pictures))


if __name__ == "__main__":
    main()
