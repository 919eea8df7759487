"""How long a verdict takes: every rule on one listing, and ``POST /v1/check`` next to a bare echo.

Run: ``.venv/bin/python scripts/bench/engine.py [--rounds 300]``. Both servers run in processes of
their own and are asked in turn, so that a busy machine slows both; the figure to compare is the ratio.
Each request carries another title, as typing does.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import sys
import time
from datetime import date
from pathlib import Path

import aiohttp

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from agent.annotate import annotate  # noqa: E402 - the checkout is the package
from agent.catalogue import load  # noqa: E402
from agent.engine import run  # noqa: E402
from agent.listing import Listing  # noqa: E402
from scripts.bench.servers import Served, serve_agent, serve_echo  # noqa: E402

LISTING = {
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


def variant(number: int) -> dict[str, object]:
    """The listing after one more keystroke in its title."""
    return {**LISTING, "title": f"{LISTING['title']} {number}"}


def engine_times(rounds: int) -> list[float]:
    """Seconds a verdict in words, in this process, without a server."""
    ruleset = load()
    listings = [Listing.model_validate(variant(number)) for number in range(rounds)]
    times = []
    for listing in listings:
        start = time.perf_counter()
        annotate(run(ruleset, listing, {}, date(2026, 11, 22)), ruleset, listing, "ja")
        times.append(time.perf_counter() - start)
    return times


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
    print(f"all rules, one listing    {milliseconds(engine_times(rounds)[rounds // 10 :])}")
    with serve_agent() as agent, serve_echo() as echo:
        agent_times, echo_times = asyncio.run(server_times(rounds, agent, echo))
    warm = slice(rounds // 10, None)
    print(f"POST /v1/check            {milliseconds(agent_times[warm])}")
    print(f"bare echo of the body     {milliseconds(echo_times[warm])}")
    ratio = statistics.median(agent_times[warm]) / statistics.median(echo_times[warm])
    print(f"ratio of the medians      {ratio:.2f}")


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
