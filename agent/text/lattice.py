"""What a recogniser's probabilities say of a text that is expected: constrained decoding (CTC, Viterbi)."""

from functools import lru_cache
from math import inf, log

from agent.picture import Lattice

FLOOR = 1e-4
"""Probability of a character that a step does not list."""
MOST_STEPS = 400


def loss(text: str, lattice: Lattice) -> float:
    """How much less likely ``text`` is than the best reading of the steps it takes, a character.

    Natural logarithm, 0 or more; what stands before and after the text costs nothing.
    """
    if not text or not lattice:
        return inf
    # Each character, then the gap behind it: costs of ending a step there, on the best way so far.
    size = 2 * len(text)
    costs = [inf] * size
    best = inf
    for step in lattice[:MOST_STEPS]:
        listed, none, floor = _costs(step)
        previous = costs
        costs = [inf] * size
        for index, char in enumerate(text):
            here = 2 * index
            # A character goes on, follows the gap, or follows another character directly.
            doubled = index and char == text[index - 1]
            before = min(previous[here - 1], inf if doubled else previous[here - 2]) if index else 0.0
            costs[here] = min(previous[here], before) + listed.get(char, floor)
            costs[here + 1] = min(previous[here], previous[here + 1]) + none
        best = min(best, costs[-2])
    return best / len(text)


@lru_cache(maxsize=4096)
def _costs(step: tuple[tuple[str, float], ...]) -> tuple[dict[str, float], float, float]:
    """Of one step: what each listed character, none, and any other one costs beside the likeliest."""
    top = max((chance for _, chance in step), default=1.0)
    listed = {char: log(top / max(chance, FLOOR)) for char, chance in step}
    floor = max(0.0, log(top / FLOOR))
    return listed, listed.get("", floor), floor
