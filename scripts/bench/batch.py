"""How ``tenken batch`` scales: time a listing and peak memory by the number of listings; two processes.

Run: ``.venv/bin/python scripts/bench/batch.py [--sizes 1000 10000 100000]``. Every call is the command
itself in a process of its own, with one and with two processes in turn in the same run. The time of a call
with one listing (loading the rules) is told, and taken off the time a listing.
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

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench.engine import renewed  # noqa: E402 - the checkout is the package

SIZES = (1_000, 10_000)
FAMILY = ("黒", "白", "赤", "青", "緑", "茶", "灰", "紺", "桃", "橙")
"""Ten listings share all texts but the title, as variations do in a shop's file."""


@dataclass(frozen=True)
class Call:
    """What one call took."""

    seconds: float
    processor: float
    """Seconds of processor time, of the command and the processes it started."""
    mebibytes: float
    """Largest resident size of one of its processes."""


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


def call(path: Path, jobs: int) -> Call:
    """Run the command on the file; every finding is written to a file beside it."""
    command = [sys.executable, "-m", "agent.cli", "batch", str(path), "--marketplace", "jp", "--locale", "ja"]
    command += ["--jobs", str(jobs), "--out", str(path.with_suffix(".jsonl"))]
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "TENKEN_SHOP": ""}, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        msg = f"tenken batch ended with {process.returncode}"
        raise RuntimeError(msg)
    return Call(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    args = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory(prefix="tenken-bench-") as folder:
        path = Path(folder) / "one.csv"
        write(path, 1)
        call(path, 1)  # what a first start keeps
        start = call(path, 1)
        print(f"start and one listing: {start.seconds:.2f} s, {start.mebibytes:.0f} MiB")
        for size in args.sizes:
            path = Path(folder) / f"{size}.csv"
            write(path, size)
            one, two = call(path, 1), call(path, 2)
            each = (one.seconds - start.seconds) / size * 1000
            worked = (one.processor - start.processor) / size * 1000
            print(
                f"{size:>9,} listings: one process {one.seconds:.1f} s, {one.mebibytes:.0f} MiB, "
                f"{each:.2f} ms each, {worked:.2f} ms of processor time; "
                f"two {two.seconds:.1f} s, {two.mebibytes:.0f} MiB; ratio {one.seconds / two.seconds:.2f}"
            )
            path.unlink()
            path.with_suffix(".jsonl").unlink()


if __name__ == "__main__":
    main()
