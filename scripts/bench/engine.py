"""How long a verdict takes: every rule on one listing, alone, in batch, and as ``POST /v1/check``.

Run: ``.venv/bin/python scripts/bench/engine.py [--rounds 300]``. Both servers run in processes of
their own and are asked in turn, so that a busy machine slows both; the figure to compare is the ratio.
Each request carries another title, as typing does; in batch every text of a listing is new. Loading is
timed in a process of its own: once with nothing kept from earlier, then as every later start has it.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from agent.annotate import annotate  # noqa: E402 - the checkout is the package
from agent.bound import RuleSet  # noqa: E402
from agent.catalogue import load  # noqa: E402
from agent.engine import run  # noqa: E402
from agent.listing import Listing  # noqa: E402
from scripts.bench.servers import Served, serve_agent, serve_echo  # noqa: E402

TODAY = date(2026, 11, 22)
LISTING: dict[str, Any] = {
    "platform": "amazon",
    "marketplace": "jp",
    "page": "edit",
    "brand": "ミナモ",
    "title": "ミナモ 保温ボトル 真空断熱 500ml 送料無料 ステンレス 水筒 直飲み 軽量 ブラック",
    "bullets": [
        f"特長{n}: 二重構造で飲みものの温度を長く保ちます。毎日のお手入れも簡単です。" for n in range(5)
    ],
    "description": "毎日の持ち歩きに向いた保温ボトルです。口が広く、氷も入れやすい作りです。" * 20,
    "search_terms": "水筒 マイボトル タンブラー 通勤 通学",
    "gtin": "4901234567894",
    "price": "¥2,480",
}


def variant(number: int) -> dict[str, Any]:
    """The listing after one more keystroke in its title."""
    return {**LISTING, "title": f"{LISTING['title']} {number}"}


def engine_times(ruleset: RuleSet, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds a verdict, and a verdict in words, in this process, without a server."""
    verdicts, in_words = [], []
    for number in range(rounds):
        listing = Listing.model_validate(variant(number))
        start = time.perf_counter()
        report = run(ruleset, listing, {}, TODAY)
        verdicts.append(time.perf_counter() - start)
        annotate(report, ruleset, listing, "ja")
        in_words.append(time.perf_counter() - start)
    return verdicts, in_words


def renewed(number: int) -> Listing:
    """The full listing with no text that another number has."""
    listing = variant(number)
    for name in ("description", "search_terms"):
        listing[name] = f"{LISTING[name]} {number}"
    listing["bullets"] = [f"{bullet} {number}" for bullet in LISTING["bullets"]]
    return Listing.model_validate(listing)


def rows() -> list[Listing]:
    """Listings as a shop's file has them: families of ten colours that differ in their titles."""
    colours = ("黒", "白", "赤", "青", "緑", "茶", "灰", "紺", "桃", "橙")
    families = [renewed(number) for number in range(50)]
    return [
        family.model_copy(update={"title": f"{family.title} {colour}"})
        for family in families
        for colour in colours
    ]


def batch_rate(ruleset: RuleSet, listings: list[Listing]) -> tuple[float, float]:
    """Listings a second, and a second of this process's time on a processor."""
    started, used = time.perf_counter(), time.process_time()
    for listing in listings:
        run(ruleset, listing, {}, TODAY)
    count = len(listings)
    return count / (time.perf_counter() - started), count / (time.process_time() - used)


LOADING = """
import time
from agent.catalogue import load
begin = time.perf_counter()
ruleset = load()
print(time.perf_counter() - begin, len(ruleset.rules))
"""


def load_times(again: int = 5) -> tuple[float, list[float], int]:
    """Seconds of a first load and of later ones, each in a new process, and the number of rules."""
    with tempfile.TemporaryDirectory(prefix="tenken-bench-") as folder:
        environment = {**os.environ, "TENKEN_CACHE": folder}
        answers = [
            subprocess.run(
                [sys.executable, "-c", LOADING], cwd=ROOT, env=environment, check=True, capture_output=True
            ).stdout.split()
            for _ in range(again + 1)
        ]
    first, *later = [float(seconds) for seconds, _ in answers]
    return first, later, int(answers[0][1])


async def ask(session: aiohttp.ClientSession, served: Served, body: bytes) -> float:
    """Seconds from the request to the last byte of the answer."""
    start = time.perf_counter()
    async with session.post(served.url, data=body, headers=served.headers) as response:
        await response.read()
        response.raise_for_status()
    return time.perf_counter() - start


async def server_times(rounds: int, agent: Served, echo: Served) -> tuple[list[float], list[float]]:
    """Seconds a request to each of the two servers, taken in turn."""
    agent_times, echo_times = [], []
    async with aiohttp.ClientSession() as session:
        for number in range(rounds):
            body = json.dumps({"listing": variant(number), "locale": "ja"}).encode()
            agent_times.append(await ask(session, agent, body))
            echo_times.append(await ask(session, echo, body))
    return agent_times, echo_times


def milliseconds(times: list[float]) -> str:
    """p50 and p95 of ``times`` in milliseconds."""
    ordered = sorted(times)
    p50, p95 = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    return f"p50 {p50 * 1e3:6.2f} ms   p95 {p95 * 1e3:6.2f} ms"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    first, later, count = load_times()
    print(f"loading {count} rules          {min(later) * 1e3:.0f} to {max(later) * 1e3:.0f} ms   goal 300 ms")
    print(f"  the first time ever     {first * 1e3:.0f} ms, with every case of every rule run")
    ruleset = load()
    verdicts, in_words = engine_times(ruleset, rounds)
    print(f"all rules, one listing    {milliseconds(verdicts[rounds // 10 :])}   goal p50 2 ms")
    print(f"  told in words           {milliseconds(in_words[rounds // 10 :])}")
    for what, listings in (
        ("batch, families of ten   ", rows()),
        ("batch, every text new    ", [renewed(number) for number in range(1000, 1500)]),
    ):
        rate, by_processor = batch_rate(ruleset, listings)
        print(f"{what} {rate:5.0f} listings/s, {by_processor:5.0f} by processor time   goal 1000 on one core")
    with serve_agent() as agent, serve_echo() as echo:
        agent_times, echo_times = asyncio.run(server_times(rounds, agent, echo))
    warm = slice(rounds // 10, None)
    print(f"POST /v1/check            {milliseconds(agent_times[warm])}")
    print(f"bare echo of the body     {milliseconds(echo_times[warm])}")
    ratio = statistics.median(agent_times[warm]) / statistics.median(echo_times[warm])
    print(f"ratio of the medians      {ratio:.2f}")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine       {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
