"""Reads the text on a picture: detection at several sizes, one recogniser, doubtful lines once more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from agent.imaging.reading.boxes import Box, cut_out, joint_share
from agent.imaging.reading.columns import join_columns
from agent.imaging.reading.detector import find_boxes
from agent.imaging.reading.lines import Candidate, ReadLine, Stopped, same_lettering, without_doubles
from agent.imaging.reading.models import (
    RECOGNISER,
    SMALL_DETECTOR,
    TINY_DETECTOR,
    ModelFile,
    open_model,
    read_characters,
)
from agent.imaging.reading.recogniser import HEIGHT, WIDEST, read_lines

PASSES = ((SMALL_DETECTOR, 640), (TINY_DETECTOR, 960), (SMALL_DETECTOR, 448))
"""Detector and the length of the picture's long side: the surest boxes first."""
PALE_PASS = (SMALL_DETECTOR, 448)
"""How a coloured picture is looked at once more, for large pale lettering over the colours."""
COLOURED = 96
"""Levels between a pixel's brightest and darkest channel from which on it is coloured …"""
COLOURED_SHARE = 0.02
"""… and of the picture, how much is."""
ENLARGED = 2.0
"""By how much a small picture is enlarged for a pass at most; more finds noise and takes longer."""
MOST_LINES = 60
"""Boxes that are read, those with the largest lettering first."""
MOST_AGAIN = 40
"""Second readings of doubtful lines, largest lettering first."""
TWINS = 0.7
"""Boxes of two passes are of one line when they share this much of what both cover."""
DOUBTFUL = 0.9
"""Score below which the line is read again in the boxes of the other passes."""
WEAK = 0.75
"""Score below which it is also read upside down: the networks do not know which side is up."""
FAINTEST = 0.3
"""Score below which a reading is noise."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


@dataclass(frozen=True, slots=True)
class _Place:
    """A line's box in the first pass that found it, and those of other passes."""

    box: Box
    twins: list[Box]


class Reader:
    """Holds the networks; the first picture loads them. Reads one picture at a time."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._detectors: dict[ModelFile, InferenceSession] = {}

    def read(self, pixels: NDArray[np.uint8], stop: Callable[[], bool] = never) -> list[ReadLine]:
        """The lines on ``pixels`` (height, width, 3; RGB), from top to bottom.

        Raises:
            Stopped: ``stop``, which is asked before each step of the work, said so.
            ModelError: a model is missing or is not the one that was measured.

        """

        def between() -> None:
            if stop():
                raise Stopped

        cv2.setNumThreads(self._threads)
        found = self._candidates(pixels, PASSES, between)
        if _is_coloured(pixels):
            more = self._candidates(_brightest(pixels), (PALE_PASS,), between, found)
            found += [candidate for candidate in more if candidate.reading.score >= DOUBTFUL]
        readable = [one for one in found if one.reading.text and one.reading.score >= FAINTEST]
        lines = [_line(one) for one in without_doubles(readable)]
        return sorted(lines, key=lambda line: float(line.corners[:, 1].min()))

    def _candidates(
        self,
        pixels: NDArray[np.uint8],
        passes: Sequence[tuple[ModelFile, int]],
        between: Callable[[], None],
        known: Sequence[Candidate] = (),
    ) -> list[Candidate]:
        """What is read in the boxes of all ``passes`` that are not on surely ``known`` lettering."""
        places: list[_Place] = []
        for model, side in passes:
            between()
            boxes = find_boxes(self._detector(model), pixels, side, ENLARGED)
            _add(places, boxes)
            _add(places, join_columns(boxes))
        sure = [one.box for one in known if one.reading.score >= DOUBTFUL]
        new = [place for place in places if not any(same_lettering(place.box, box) for box in sure)]
        new.sort(key=lambda place: -place.box.thickness)
        return self._recognise(pixels, new[:MOST_LINES], between)

    def _recognise(
        self, pixels: NDArray[np.uint8], places: Sequence[_Place], between: Callable[[], None]
    ) -> list[Candidate]:
        firsts = [Candidate(place.box) for place in places]
        found = [[first] for first in self._spelled(pixels, firsts, between)]
        again = [
            (number, other)
            for number, (place, (first,)) in enumerate(zip(places, found, strict=True))
            for other in _other_ways(place, first.reading.score)
        ][:MOST_AGAIN]
        spelled = self._spelled(pixels, [candidate for _, candidate in again], between)
        for (number, _), candidate in zip(again, spelled, strict=True):
            found[number].append(candidate)
        return [max(ways, key=lambda way: way.evidence) for ways in found]

    def _spelled(
        self, pixels: NDArray[np.uint8], candidates: Sequence[Candidate], between: Callable[[], None]
    ) -> list[Candidate]:
        lines = []
        for candidate in candidates:
            line = cut_out(pixels, candidate.box, HEIGHT, WIDEST)
            lines.append(line[::-1, ::-1] if candidate.turned else line)
        readings = read_lines(self._recogniser, self._characters, lines, between)
        return [
            Candidate(candidate.box, reading, turned=candidate.turned)
            for candidate, reading in zip(candidates, readings, strict=True)
        ]

    def _detector(self, model: ModelFile) -> InferenceSession:
        if model not in self._detectors:
            self._detectors[model] = open_model(model, self._threads)
        return self._detectors[model]

    @cached_property
    def _recogniser(self) -> InferenceSession:
        return open_model(RECOGNISER, self._threads)

    @cached_property
    def _characters(self) -> list[str]:
        return read_characters()


def _is_coloured(pixels: NDArray[np.uint8]) -> bool:
    """Whether colours cover more than some of the picture."""
    few = pixels[::8, ::8]
    return bool((np.ptp(few, axis=2) >= COLOURED).mean() >= COLOURED_SHARE)


def _brightest(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The brightest channel as a grey picture.

    A pattern of white and of bright colours is plain there, and what was laid over it stands out: a
    watermark on a printed shirt that no reading of the picture itself makes out.
    """
    red, green, blue = cv2.split(pixels)
    grey = cv2.max(red, cv2.max(green, blue))
    return np.asarray(cv2.merge((grey, grey, grey)), dtype=np.uint8)


def _add(places: list[_Place], boxes: Sequence[Box]) -> None:
    known = list(places)
    centres = np.array([place.box.corners.mean(axis=0) for place in known]).reshape(-1, 2)
    for box in boxes:
        # Boxes that share so much have near centres, which is quick to see where noise makes many boxes.
        apart = np.abs(centres - box.corners.mean(axis=0)).max(axis=1)
        near = [known[number] for number in np.flatnonzero(apart <= max(box.size))]
        twin = next((place for place in near if joint_share(place.box, box) >= TWINS), None)
        if twin is None:
            places.append(_Place(box, []))
        else:
            twin.twins.append(box)


def _other_ways(place: _Place, score: float) -> list[Candidate]:
    """How else to read a line that was read with ``score``."""
    ways: list[Candidate] = []
    if score < DOUBTFUL:
        ways += [Candidate(box) for box in place.twins]
    if score < WEAK:
        ways.append(Candidate(place.box, turned=True))
    return ways


def _line(found: Candidate) -> ReadLine:
    corners = np.roll(found.box.corners, 2, axis=0) if found.turned else found.box.corners
    return ReadLine(
        found.reading.text,
        found.reading.score,
        corners,
        found.box.vertical,
        found.reading.lattice,
    )
