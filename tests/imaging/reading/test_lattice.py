"""What a lattice holds: the text that was read, what else it could be, and little else."""

import json
import math

import numpy as np
import pytest

from agent.imaging.reading import Reader
from agent.imaging.reading.lattice import lattice_of
from agent.picture import Lattice
from tests.imaging.reading.drawing import lettered

FLOOR = 1e-4
"""Probability of a character that a step does not name."""
ALPHABET = ["", "あ", "い", "A", " "]


def loss(lattice: Lattice, text: str) -> float:
    """Negative log-likelihood of ``text``: the CTC forward algorithm over the lattice."""
    states = ["", *(part for letter in text for part in (letter, ""))]
    ways = np.full(len(states), -math.inf)
    ways[0] = 0.0
    for number, step in enumerate(lattice):
        named = dict(step)
        reach = ways.copy()
        if number == 0:
            reach[1] = 0.0
        else:
            reach[1:] = np.logaddexp(reach[1:], ways[:-1])
            for state in range(2, len(states)):
                if states[state] and states[state] != states[state - 2]:
                    reach[state] = np.logaddexp(reach[state], ways[state - 2])
        ways = reach + np.log([max(FLOOR, named.get(state, 0.0)) for state in states])
    return -float(np.logaddexp(ways[-1], ways[-2]))


def steps(*rows: list[float]) -> np.ndarray:
    return np.array(rows, np.float32)


def test_a_step_that_is_surely_blank_stays_only_between_repeats() -> None:
    blank = [0.9995, 0, 0, 0, 0]
    first, second = [0.01, 0.98, 0.002, 0, 0], [0.02, 0.001, 0.97, 0, 0]
    lattice = lattice_of(steps(blank, first, blank, blank, first, blank, second, blank), ALPHABET)
    assert [step[0][0] for step in lattice] == ["あ", "", "あ", "い"]
    assert lattice[0] == (("あ", 0.98), ("", 0.01))


def test_a_line_without_japanese_has_none() -> None:
    assert lattice_of(steps([0.1, 0.005, 0, 0.9, 0]), ALPHABET) == ()


@pytest.mark.parametrize("name", ["有機抹茶パウダー", "ささみジャーキー", "カフェラテ"])
def test_the_text_that_was_read_fits_and_another_does_not(reader: Reader, name: str) -> None:
    (line,) = reader.read(lettered(name, size=40, ink="#999999"))
    assert line.text == name
    assert loss(line.lattice, name) / len(name) < 0.3
    assert loss(line.lattice, "缶切りドライバー") / 8 > 3


def test_a_line_fits_in_two_kilobytes(reader: Reader) -> None:
    (line,) = reader.read(lettered("ステンレス真空断熱タンブラー", size=24, ink="#777777", paper="#eeeeee"))
    assert len(json.dumps(line.lattice, ensure_ascii=False).encode()) < 2_000
