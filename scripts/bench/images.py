"""How long the measures of a picture take, decoding included, next to decoding alone by the same library.

Run: ``.venv/bin/python scripts/bench/images.py [--rounds 60] [FILE …]``. Without files it measures a picture
of 1600 x 1600 pixels that it draws itself: a textured body on white, as JPEG of quality 90. The two are timed
in turn in one process, so that a busy machine slows both; the figure to compare is the ratio.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from agent.imaging.channels import in_blocks  # noqa: E402 - the checkout is the package
from agent.imaging.decode import decode  # noqa: E402
from agent.imaging.frame import find_frame  # noqa: E402
from agent.imaging.frames import digest_of  # noqa: E402
from agent.imaging.ground import find_ground  # noqa: E402
from agent.imaging.likeness import likeness  # noqa: E402
from agent.imaging.measure import measure  # noqa: E402
from agent.imaging.product import measure_product  # noqa: E402
from agent.imaging.sharpness import measure_sharpness  # noqa: E402
from agent.imaging.watermark import faint_marks  # noqa: E402
from agent.imaging.whiteness import measure_ground  # noqa: E402

GOAL = 4.0
SIDE = 1600


def drawn() -> bytes:
    """A JPEG of a textured oval that fills nine tenths of a white square."""
    random = np.random.default_rng(4)
    texture = cv2.resize(random.integers(40, 220, (400, 400, 3), dtype=np.uint8), (SIDE, SIDE))
    texture = cv2.add(texture, random.integers(0, 24, (SIDE, SIDE, 3), dtype=np.uint8))
    body = np.zeros((SIDE, SIDE), dtype=np.uint8)
    cv2.ellipse(body, (SIDE // 2, SIDE // 2), (SIDE * 9 // 20, SIDE * 7 // 20), 0, 0, 360, 255, -1)
    pixels = np.where(body[..., None] != 0, texture, 255).astype(np.uint8)
    return bytes(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 90])[1])


def decode_alone(data: bytes) -> None:
    """What the library takes to make an array of the bytes."""
    cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)


def in_turn(
    tasks: dict[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """Median seconds of each task by ``clock``, all of them once a round."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 3):
        for name, task in tasks.items():
            start = clock()
            task()
            if number >= 3:  # noqa: PLR2004 - the first rounds fill caches
                times[name].append(clock() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def steps(data: bytes) -> dict[str, Callable[[], object]]:
    """The parts of the measuring, each on what the ones before it made."""
    picture = decode(data)
    ground = find_ground(picture.pixels)
    small = in_blocks(ground.brightness, ground.step)
    return {
        "digest": lambda: digest_of(data),
        "decode": lambda: decode(data),
        "ground": lambda: find_ground(picture.pixels),
        "  of it frame": lambda: find_frame(picture.pixels),
        "whiteness": lambda: measure_ground(picture.pixels, ground, 0),
        "blocks": lambda: in_blocks(ground.brightness, ground.step),
        "product": lambda: measure_product(ground),
        "sharpness": lambda: measure_sharpness(picture.pixels, ground, small),
        "watermark": lambda: faint_marks(ground, small),
        "likeness": lambda: likeness(ground, small),
    }


def report(name: str, data: bytes, rounds: int) -> float:
    """Print the figures of one picture; the ratio."""
    tasks: dict[str, Callable[[], object]] = {
        "alone": lambda: decode_alone(data),
        "all": lambda: measure(data),
    }
    both, used = in_turn(tasks, rounds), in_turn(tasks, rounds, time.process_time)
    ratio = both["all"] / both["alone"]
    print(
        f"{name:24} {len(data) / 1e3:5.0f} KB   all measures {both['all'] * 1e3:6.1f} ms   "
        f"decoding alone {both['alone'] * 1e3:6.1f} ms   ratio {ratio:.2f}, "
        f"by processor time {used['all'] / used['alone']:.2f}"
    )
    return ratio


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    pictures = {path.name: path.read_bytes() for path in arguments.files} or {"drawn, on white": drawn()}
    ratios = [report(name, data, arguments.rounds) for name, data in pictures.items()]
    print(f"median of the ratios      {statistics.median(ratios):.2f}   goal {GOAL:.0f}")
    for step, seconds in in_turn(steps(next(iter(pictures.values()))), arguments.rounds).items():
        print(f"  {step:22} {seconds * 1e3:6.2f} ms")
    print(f"threads of the library    {cv2.getNumThreads()}")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine       {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
