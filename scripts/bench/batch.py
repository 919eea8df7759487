"""How ``tenken batch`` scales: time a listing and peak memory by the number of listings; two processes; Dask.

Run: ``.venv/bin/python scripts/bench/batch.py [--sizes 1000 10000 100000 1000000] [--rounds 3]``. Every call
is the command itself in a process of its own; one process, two, and two workers of Dask take turns in the
same run. What a call with ``SMALL`` listings takes (starting, loading the rules) is told, and taken off.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench.engine import renewed  # noqa: E402 - the checkout is the package

SIZES = (1_000, 10_000)
SMALL = 200
"""Enough that two processes are started."""
WAYS = {"one": ("--jobs", "1"), "two": ("--jobs", "2"), "dask": ("--dask", "local:2")}
FAMILY = ("黒", "白", "赤", "青", "緑", "茶", "灰", "紺", "桃", "橙")
"""Ten listings share all texts but the title, as variations do in a shop's file."""
_LOOK_SECONDS = 0.2
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Call:
    """What one call took."""

    seconds: float
    processor: float
    """Seconds of processor time, of the command and the processes it started."""
    command: float
    """Largest resident size of the command's process, in MiB."""
    others: float
    """Largest sum of the resident sizes of those that it started."""


def write(path: Path, count: int) -> None:
    """A table of ``count`` listings with full texts, most of them clean but for a phrase in the title."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("sku", "title", "brand", "description", "search_terms", "gtin", "price"))
        for number in range(count):
            listing = renewed(number // len(FAMILY))
            writer.writerow(
                (
                    f"S-{number}",
                    f"{listing.title} {FAMILY[number % len(FAMILY)]}",
                    listing.brand,
                    listing.description,
                    listing.search_terms,
                    listing.gtin,
                    listing.price,
                )
            )


class Watch:
    """Looks at the memory of a process and of those that it started until it is told to stop."""

    def __init__(self, process: int) -> None:
        self.command = 0.0
        self.others = 0.0
        self._process = psutil.Process(process)
        self._over = Event()
        self._thread = Thread(target=self._look)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            try:
                self.command = max(self.command, _size(self._process))
                self.others = max(self.others, sum(map(_size, self._process.children(recursive=True))))
            except psutil.NoSuchProcess:  # ended since it was listed
                continue


def _size(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / _MEBIBYTE


def call(path: Path, way: str) -> Call:
    """Run the command on the file; every finding is written to a file beside it."""
    command = [sys.executable, "-m", "agent.cli", "batch", str(path), "--marketplace", "jp", "--locale", "ja"]
    command += [*WAYS[way], "--out", str(path.with_suffix(".jsonl"))]
    start = time.perf_counter()
    environment = {**os.environ, "TENKEN_SHOP": "", "TENKEN_WAIVERS": os.devnull}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    watch = Watch(process.pid)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    watch.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        msg = f"tenken batch ended with {process.returncode}"
        raise RuntimeError(msg)
    return Call(seconds, used.ru_utime + used.ru_stime, watch.command, watch.others)


def best(path: Path, ways: list[str], rounds: int) -> dict[str, Call]:
    """Of each way the quickest call: what else the machine does can only slow one."""
    calls: dict[str, list[Call]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            calls[way].append(call(path, way))
    return {way: min(made, key=lambda one: one.seconds) for way, made in calls.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=1, help="calls of each kind, of which the best counts")
    parser.add_argument("--ways", choices=WAYS, nargs="+", default=list(WAYS))
    args = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory(prefix="tenken-bench-") as folder:
        path = Path(folder) / "listings.csv"
        write(path, SMALL)
        call(path, "one")  # what a first start keeps
        starts = best(path, args.ways, args.rounds)
        for way, start in starts.items():
            print(f"{SMALL:>9,} {way:>4}: {start.seconds:.1f} s")
        each: dict[str, list[float]] = {way: [] for way in args.ways}
        for size in args.sizes:
            write(path, size)
            calls = best(path, args.ways, args.rounds)
            for way, made in calls.items():
                each[way].append((made.seconds - starts[way].seconds) / (size - SMALL) * 1000)
                worked = (made.processor - starts[way].processor) / (size - SMALL) * 1000
                print(
                    f"{size:>9,} {way:>4}: {made.seconds:.1f} s; a listing {each[way][-1]:.2f} ms, "
                    f"{worked:.2f} ms of processor time; {made.command:.0f} MiB and {made.others:.0f} MiB "
                    f"in the processes it started; load {os.getloadavg()[0]:.1f}"
                )
            _compare(calls, each)
    for way, times in each.items():
        told = ", ".join(f"{time / times[0]:.2f}" for time in times)
        print(f"{way:>4}: time a listing by size, as a ratio to the first: {told}")


def _compare(calls: dict[str, Call], each: dict[str, list[float]]) -> None:
    """Two processes against one, and Dask against two processes, where they were measured."""
    for name, ours, other in (("one / two", "two", "one"), ("dask / two", "two", "dask")):
        if ours in calls and other in calls:
            whole = calls[other].seconds / calls[ours].seconds
            print(f"{name:>14}: {each[other][-1] / each[ours][-1]:.2f} a listing, {whole:.2f} the whole call")


if __name__ == "__main__":
    main()
