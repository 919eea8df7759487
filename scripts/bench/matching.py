"""1,000 terms in 1,000 characters: our matcher next to textlint with textlint-rule-prh, and to prh alone.

Run: ``.venv/bin/python scripts/bench/matching.py [--rounds 60]``. All get the same terms and the same
new text in each round, and are asked in turn, so that a busy machine slows all; the figures to compare are
the ratios. Where they find is compared too. The terms are syllables of our own making, some of them planted
in running text; ours is timed with terms anywhere (as prh has them) and on token edges (SudachiPy asked).
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from agent.text import tokens  # noqa: E402 - the checkout is the package
from agent.text.fold import _fold_short as fold_short  # noqa: E402 - to forget
from agent.text.matcher import Matcher, compile_matcher  # noqa: E402
from scripts.node_tools import MODULES, NODE_FOLDER, ensure_node_tools  # noqa: E402

TERMS, CHARACTERS, PLANTED = 1000, 1000, 12
SENTENCES = (
    "毎日の持ち歩きに向いた保温ボトルです。",
    "口が広く、氷も入れやすい作りです。",
    "使い終わったら水で洗い、よく乾かしてください。",
    "色は四つあり、どれも落ち着いています。",
)
SYLLABLES = ("カ", "キ", "ク", "サ", "シ", "ス", "タ", "チ", "ツ", "マ")


def made_terms() -> list[str]:
    """Words of three syllables that no sentence above holds."""
    return ["".join(syllables) + "品" for syllables in product(SYLLABLES, repeat=3)][:TERMS]


def made_text(number: int, terms: list[str]) -> str:
    """Sentences with some terms between them, another text for each number."""
    chance = random.Random(number)  # noqa: S311 - another text a round, the same in every run
    pieces: list[str] = []
    while sum(map(len, pieces)) < CHARACTERS:
        pieces.append(chance.choice(SENTENCES))
    for _ in range(PLANTED):
        pieces.insert(chance.randrange(len(pieces)), chance.choice(terms) + "の")
    return "".join(pieces)[:CHARACTERS]


class Peer:
    """The node process; ``ask`` sends one line and waits for its answer."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("peer.mjs")
        self.process = subprocess.Popen(
            ["node", str(script), str(NODE_FOLDER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, **question: object) -> dict[str, Any]:
        """The answer to ``question``."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise AssertionError
        stdin.write(json.dumps(question) + "\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer


def timed(matcher: Matcher, text: str) -> tuple[list[int], float]:
    """Where ``matcher`` finds something in a text that is new to it, and how many milliseconds it took."""
    for remembering in (fold_short, tokens.edges):  # sentences come back in other texts, and each text twice
        remembering.cache_clear()
    begin = time.perf_counter()
    spans = matcher.find(text)
    return [start for start, _ in spans], (time.perf_counter() - begin) * 1e3


def measure(rounds: int) -> dict[str, list[float]]:
    """Milliseconds a text, by who searched it."""
    terms = made_terms()
    anywhere = compile_matcher(words=terms, boundary="none")
    on_edges = compile_matcher(words=terms)
    peer = Peer()
    peer.ask(terms=terms)
    times: dict[str, list[float]] = {name: [] for name in ("anywhere", "edges", "textlint", "prh")}
    for number in range(rounds + rounds // 10 + 1):
        text = made_text(number, terms)
        answer = peer.ask(text=text)
        answers = {
            "anywhere": timed(anywhere, text),
            "edges": timed(on_edges, text),
            **{name: (answer[name]["places"], answer[name]["took"]) for name in ("textlint", "prh")},
        }
        places = {name: tuple(found) for name, (found, _) in answers.items()}
        edges = places.pop("edges")
        if len(set(places.values())) != 1 or not set(edges) <= set(places["anywhere"]):
            sys.exit(f"error: they do not find the same in text {number}: {places}, on edges {edges}")
        if number > rounds // 10:  # the first ones warm up both sides
            for name, (_, took) in answers.items():
                times[name].append(took)
    peer.process.terminate()
    peer.process.wait()
    return times


def main() -> None:
    """Print the medians and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    ensure_node_tools()
    times = measure(rounds)
    versions = [
        f"{name} {json.loads((MODULES / name / 'package.json').read_text('utf-8'))['version']}"
        for name in ("@textlint/kernel", "textlint-rule-prh", "prh")
    ]
    middle = {name: statistics.median(values) for name, values in times.items()}
    print(f"{TERMS} terms in {CHARACTERS} characters, {rounds} texts; {', '.join(versions)}")
    for name, what in (
        ("anywhere", "ours, terms anywhere"),
        ("edges", "ours, on token edges"),
        ("textlint", "textlint + textlint-rule-prh"),
        ("prh", "prh alone, compiled once"),
    ):
        ordered = sorted(times[name])
        p95 = ordered[int(len(ordered) * 0.95)]
        print(f"{what:30} p50 {middle[name]:8.3f} ms   p95 {p95:8.3f} ms")
    for peer in ("textlint", "prh"):
        ratios = [f"{middle[peer] / middle[ours]:.1f} ({ours})" for ours in ("anywhere", "edges")]
        print(f"{peer} takes so many times as long as ours: {', '.join(ratios)}")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
