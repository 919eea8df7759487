"""Plant many random lessons, read their pictures for real, and say what was found that was not planted.

python scripts/lessons.py [--count 200] [--seed 0] [--faults 7]
Exits with 1 when there was such a finding, or a lesson with fewer rules than were asked for.
"""

import argparse
import sys
import time
from collections import Counter
from datetime import date

from agent.catalogue import load
from agent.lessons.bed import Bed
from agent.lessons.checking import differences
from agent.lessons.clean import STORES
from agent.lessons.lesson import lesson_bytes, read_lesson
from agent.lessons.planting import plant


def main() -> int:
    """Plant, read each lesson again as a file, and judge it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", type=int, default=7)
    args = parser.parse_args()
    bed = Bed(load(), date.today())  # noqa: DTZ011 - rules speak of local days
    places = [(site, store) for site, stores in STORES.items() for store in stores]
    planted: Counter[str] = Counter()
    wrong = short = 0
    began = time.perf_counter()
    for number in range(args.count):
        site, store = places[number % len(places)]
        rules = [bound.rule.id for bound in bed.ruleset.rules if site in bound.rule.applies.platforms]
        made = plant(bed, site, rules, args.faults, args.seed + number, "ja", store=store)
        lesson = read_lesson(lesson_bytes(made.lesson))
        planted.update(lesson.rules())
        short += len(lesson.rules()) - len(made.companions) < args.faults
        lines = differences(bed, lesson, "ja")
        wrong += bool(lines)
        for line in lines:
            print(f"{site} {store}, seed {args.seed + number}: {line}")
    seconds = time.perf_counter() - began
    print(
        f"{args.count} lessons, {sum(planted.values())} faults of {len(planted)} rules, "
        f"{wrong} with an unplanned or missing finding, {short} too short, {seconds / args.count:.2f} s each"
    )
    return 1 if wrong or short else 0


if __name__ == "__main__":
    sys.exit(main())
