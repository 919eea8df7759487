"""Kills writers of a store at random moments: ``python -m tests.store.killing FOLDER ROUNDS SEED``.

Prints one JSON line a round: what was acknowledged, and what was found afterwards. A process of its own,
because it forks; each writer begins with all modules loaded.
"""

import json
import os
import random
import select
import signal
import sqlite3
import sys
from pathlib import Path

from agent.lessons.run import Run
from agent.store.errors import FILE
from agent.store.store import open_store
from tests.store.records import attempt, run

MOST_WRITES = 12
MOST_WAIT = 0.004
"""Seconds between the last acknowledgement and the end: about two writes."""


def write(folder: Path, held: Run, first: int, tell: int) -> None:
    store = open_store(None, folder)
    number = first
    while True:
        store.attempt(attempt(held, id=f"a{number}"))
        os.write(tell, f"{number}\n".encode())
        number += 1


def killed(folder: Path, held: Run, first: int, chance: random.Random) -> int:
    """The number after the last that was acknowledged."""
    heard, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        write(folder, held, first, tell)
    os.close(tell)
    acknowledged, left = b"", chance.randrange(1, MOST_WRITES)
    while acknowledged.count(b"\n") < left:
        acknowledged += os.read(heard, 4096)
    select.select([], [], [], chance.uniform(0, MOST_WAIT))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(heard, 4096):
        acknowledged += more
    os.close(heard)
    return first + acknowledged.count(b"\n")


def main(folder: Path, rounds: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - not a secret
    held, kept = run(), set[str]()
    store = open_store(None, folder)
    store.begin(held)
    store.close()
    following = 0
    for _ in range(rounds):
        following = killed(folder, held, following, chance)
        with sqlite3.connect(folder / FILE) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0]
        connection.close()
        told = store.run(held.id)
        store.close()
        kept = {one.id for one in told.attempts} if told else set()
        missing = [number for number in range(following) if f"a{number}" not in kept]
        print(json.dumps({"whole": whole, "acknowledged": following, "missing": missing}), flush=True)  # noqa: T201 - its answer
        following = len(kept)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
