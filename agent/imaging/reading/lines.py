"""A line that was read, and the choice among several readings of the same place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.imaging.reading.boxes import Box, shared_area
from agent.imaging.reading.recogniser import UNREAD, Reading
from agent.picture import Lattice

SAME_PLACE = 0.5
"""Boxes are of the same lettering when they share this much of the smaller one."""

GUESSED = 0.3
"""Score that a character of nothing at all gets."""
ALIKE = 1.7
"""Two readings of one line differ in thickness by this factor at most; two lines read as one by two."""


class Stopped(Exception):  # noqa: N818 - an outcome that was asked for, no error
    """The reading was given up because nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line of text on a picture."""

    text: str
    score: float
    """Mean confidence, 0 to 1."""
    corners: NDArray[np.float32]
    """(4, 2) pixels, clockwise from the line's own top left; that of a vertical line is where it begins."""
    vertical: bool
    lattice: Lattice


@dataclass(frozen=True, slots=True)
class Candidate:
    """A box and what was read in it; ``turned`` where the line is read upside down."""

    box: Box
    reading: Reading = UNREAD
    turned: bool = False

    @property
    def evidence(self) -> float:
        """How much was surely read: long and confident beats short or doubtful."""
        return len(self.reading.text) * (self.reading.score - GUESSED)


def without_doubles(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with the most evidence, no two of them on the same lettering."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda candidate: -candidate.evidence):
        rivals = [other.box for other in kept if _alike(candidate.box, other.box)]
        shares = [shared_area(candidate.box, rival) for rival in rivals]
        covered = sum(shares) >= SAME_PLACE * candidate.box.area
        covering = any(share >= SAME_PLACE * rival.area for share, rival in zip(shares, rivals, strict=True))
        if not covered and not covering:
            kept.append(candidate)
    return kept


def same_lettering(one: Box, other: Box) -> bool:
    """Whether two boxes share most of the smaller one and are about equally thick."""
    return _alike(one, other) and shared_area(one, other) >= SAME_PLACE * min(one.area, other.area)


def _alike(one: Box, other: Box) -> bool:
    """Whether the boxes may be of the same lettering: small print on a large letter is not."""
    thin, thick = sorted((one.thickness, other.thickness))
    return thick <= ALIKE * thin
