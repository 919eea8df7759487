"""What else could stand in a line: the recogniser's likely characters, step by step, in few bytes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.picture import Lattice

LIKELY = 0.003
"""Probability from which a character is named."""
POSSIBLE = 0.02
"""Probability from which a Japanese character makes a line one that is worth keeping."""
MOST = 8
"""Characters a step names."""
SURELY_NONE = 0.999
"""Probability of blank from which a step says nothing."""
JAPANESE = ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F))
"""Hiragana, katakana, their half-width forms and Chinese characters."""


def is_japanese(character: str) -> bool:
    """Whether it is kana or a Chinese character."""
    return any(first <= ord(letter) <= last for letter in character for first, last in JAPANESE)


def lattice_of(steps: NDArray[np.float32], characters: Sequence[str]) -> Lattice:
    """The likely characters of each step of ``steps`` (steps, classes); empty where none is Japanese.

    Steps that are surely blank are left out, except one where the same character stands before and behind
    them: without it "ああ" would be one "あ".
    """
    lattice: list[tuple[tuple[str, float], ...]] = []
    japanese = False
    gap: tuple[tuple[str, float], ...] | None = None
    for step in steps:
        if step[0] >= SURELY_NONE:
            gap = (("", round(float(step[0]), 3)),)
            continue
        classes = np.flatnonzero(step >= LIKELY)
        likely = classes[np.argsort(-step[classes], kind="stable")][:MOST]
        entry = tuple((characters[kind], round(float(step[kind]), 3)) for kind in likely)
        if gap and lattice and _names(lattice[-1]) & _names(entry):
            lattice.append(gap)
        gap = None
        lattice.append(entry)
        japanese = japanese or any(
            is_japanese(character) for character, chance in entry if chance >= POSSIBLE
        )
    return tuple(lattice) if japanese else ()


def _names(entry: tuple[tuple[str, float], ...]) -> set[str]:
    return {character for character, _ in entry if character}
