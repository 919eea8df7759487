"""Reading the text in pictures, next to rapidocr with its defaults: time, memory and what is found.

Run: ``.venv/bin/python scripts/bench/reading.py [--every 1] [--threads 2 1] [--starts 3] [--folder FOLDER]``.
Each reader is a process of its own. Both get the same picture in turn, so that a busy machine slows both:
the figures to compare are the ratios; processor time leaves out what other programs took. With one thread
both processes are bound to one processor. ``FOLDER`` holds ``truth.json``: file, name in the picture, group,
and whether there is text (default: ``../shared/images``).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

READERS = ("ours", "rapidocr")
GOAL = 0.4
FOUND = 0.8
"""Similarity from which a name counts as found."""
SURE = 0.6
LETTERS, EASTERN = 3, 2
"""From this score and so many letters or Chinese characters on, a line on a text-free picture is false."""
FULL_SIDE = 1600
Line = tuple[str, float]


def serve(reader: str, threads: int) -> None:
    """Answer each path on standard input with the seconds of reading, the lines and the peak of memory."""
    import resource

    import numpy as np
    from PIL import Image

    if threads == 1:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    read = {"ours": our_reader, "rapidocr": peer_reader}[reader](threads)
    for path in sys.stdin:
        with Image.open(path.rstrip("\n")) as image:
            pixels = np.asarray(image.convert("RGB"))
        begin, processor = time.perf_counter(), time.process_time()
        lines = read(pixels)
        seconds, processor = time.perf_counter() - begin, time.process_time() - processor
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        answer = {"seconds": seconds, "processor": processor, "lines": lines, "peak": peak}
        print(json.dumps(answer), flush=True)


def our_reader(threads: int) -> Callable[[Any], list[Line]]:
    """Tenken's, loaded by its first picture."""
    from agent.imaging.reading import Reader

    reader = Reader(threads)
    return lambda pixels: [(line.text, line.score) for line in reader.read(pixels)]


def peer_reader(threads: int) -> Callable[[Any], list[Line]]:
    """Rapidocr with its defaults, which take every core; bound to one core it is told so."""
    from rapidocr import RapidOCR

    options: dict[str, Any] = {"Global.log_level": "error"}
    if threads == 1:
        options["EngineConfig.onnxruntime.intra_op_num_threads"] = 1
    peer = RapidOCR(params=options)

    def read(pixels: Any) -> list[Line]:  # noqa: ANN401 - a numpy array, imported late
        found: Any = peer(pixels[:, :, ::-1])
        return list(zip(found.txts or (), map(float, found.scores or ()), strict=True))

    return read


class Process:
    """One reader in its own process, asked over its standard input."""

    def __init__(self, reader: str, threads: int) -> None:
        self.begin = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", reader, "--threads", str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, path: Path) -> dict[str, Any]:
        """What it answers to the picture at ``path``."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError
        stdin.write(f"{path}\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer

    def close(self) -> None:
        """End it and wait."""
        self.process.communicate()


def cold(path: Path, threads: int, starts: int) -> dict[str, list[float]]:
    """Seconds from the start of a new process to its first answer, by reader."""
    seconds: dict[str, list[float]] = {reader: [] for reader in READERS}
    for _ in range(starts):
        for reader in READERS:
            process = Process(reader, threads)
            process.ask(path)
            seconds[reader].append(time.perf_counter() - process.begin)
            process.close()
    return seconds


def compare(entries: list[dict[str, Any]], folder: Path, threads: int) -> dict[str, list[dict[str, Any]]]:
    """What both readers answered to each picture, in turn; which goes first changes with each picture."""
    processes = {reader: Process(reader, threads) for reader in READERS}
    answers: dict[str, list[dict[str, Any]]] = {reader: [] for reader in READERS}
    for process in processes.values():
        process.ask(folder / entries[0]["file"])
    for number, entry in enumerate(entries):
        for reader in READERS if number % 2 else reversed(READERS):
            answers[reader].append(processes[reader].ask(folder / entry["file"]))
    for process in processes.values():
        process.close()
    return answers


def found(entry: dict[str, Any], lines: Sequence[Line]) -> bool:
    """Whether the name was read; on a picture without text, whether text was."""
    from agent.text.name_match import folded, similarity
    from agent.text.script import script_of

    if entry["has_text"]:
        wanted, texts = folded(entry["name"]), [folded(text) for text, _ in lines]
        runs = [*texts, *("".join(texts[start : start + 2]) for start in range(len(texts) - 1))]
        return any(similarity(wanted, text) >= FOUND for text in runs if text)
    eastern = ("hiragana", "katakana", "han")
    return any(
        score >= SURE
        and (
            sum(letter.isalpha() for letter in text) >= LETTERS
            or sum(script_of(letter) in eastern for letter in text) >= EASTERN
        )
        for text, score in lines
    )


def report_time(
    answers: dict[str, list[dict[str, Any]]],
    entries: list[dict[str, Any]],
    starts: dict[str, list[float]],
    sides: dict[str, int],
) -> None:
    """A line for each reader, and the ratio."""
    medians, work = {}, {}
    for reader, own in answers.items():
        large = [
            answer for answer, entry in zip(own, entries, strict=True) if sides[entry["file"]] == FULL_SIDE
        ]
        full = [answer["seconds"] for answer in large]
        medians[reader] = statistics.median(full)
        work[reader] = statistics.median(answer["processor"] for answer in large)
        tenths = statistics.quantiles(full, n=10, method="inclusive")
        print(
            f"  {reader:9} cold {statistics.median(starts[reader]):5.2f} s;"
            f" warm at {FULL_SIDE} px (n={len(full)}): median {medians[reader] * 1e3:5.0f},"
            f" p90 {tenths[-1] * 1e3:5.0f}, max {max(full) * 1e3:5.0f}, processor"
            f" {work[reader] * 1e3:5.0f} ms; peak {max(answer['peak'] for answer in own):4.0f} MB"
        )
    ratio, busy = (part["ours"] / part["rapidocr"] for part in (medians, work))
    print(f"  ratio of medians {ratio:.2f} (goal <= {GOAL}), of processor time {busy:.2f}")


def report_found(answers: dict[str, list[dict[str, Any]]], entries: list[dict[str, Any]]) -> None:
    """Names found by group; false text on the groups without."""
    groups = sorted({group_of(entry) for entry in entries})
    for group in groups:
        counts = [
            sum(
                found(entry, answer["lines"])
                for answer, entry in zip(answers[reader], entries, strict=True)
                if group_of(entry) == group
            )
            for reader in READERS
        ]
        of = sum(group_of(entry) == group for entry in entries)
        print(f"  {group:14} n={of:3}  " + "  ".join(map("{}: {}".format, READERS, counts)))


def group_of(entry: dict[str, Any]) -> str:
    """Name of the group; those without text say that what is counted is false."""
    name = str(entry.get("group") or entry["kind"])
    return name if entry["has_text"] else f"{name} (false)"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="read only each n-th picture")
    parser.add_argument("--threads", type=int, nargs="+", default=[2, 1])
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=ROOT.parent / "shared" / "images")
    parser.add_argument("--serve", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.threads[0])
        return
    from PIL import Image

    entries = json.loads((options.folder / "truth.json").read_text("utf-8"))[:: options.every]
    sides = {}
    for entry in entries:
        with Image.open(options.folder / entry["file"]) as image:
            sides[entry["file"]] = max(image.size)
    print(f"{len(entries)} pictures, load {os.getloadavg()[0]:.1f}")
    for threads in options.threads:
        starts = cold(options.folder / entries[-1]["file"], threads, options.starts)
        answers = compare(entries, options.folder, threads)
        print(f"{threads} thread(s):")
        report_time(answers, entries, starts, sides)
    report_found(answers, entries)


if __name__ == "__main__":
    main()
