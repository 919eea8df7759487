"""What lines of text say: a CTC network (PP-OCR) that spells out pictures of lines 48 pixels high."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from agent.imaging.reading.lattice import lattice_of
from agent.picture import Lattice

HEIGHT = 48
"""Of the network's input; its training size."""
NARROWEST = 320
"""Shorter lines are padded to this width, as in training."""
WIDEST = 2400
"""A line 50 times as long as high; longer ones are squeezed."""
BATCH_WIDTH = 3200
"""Pixels of width that run at once: more is no faster and holds more memory."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The greedy text of one line, its mean confidence, and what else could stand there."""

    text: str
    score: float
    lattice: Lattice


UNREAD = Reading("", 0.0, ())


def read_lines(
    session: InferenceSession,
    characters: Sequence[str],
    lines: Sequence[NDArray[np.uint8]],
    between: Callable[[], None],
) -> list[Reading]:
    """What ``lines`` (each ``HEIGHT`` x width x 3, RGB) say; ``between`` is called before each batch."""
    readings = [UNREAD] * len(lines)
    name = session.get_inputs()[0].name
    for batch in _batches([line.shape[1] for line in lines]):
        between()
        width = max(NARROWEST, *(lines[number].shape[1] for number in batch))
        planes = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for row, number in enumerate(batch):
            line = lines[number]
            # Blue, green, red, from -1 to 1; the padding is 0, mid-grey.
            planes[row, :, :, : line.shape[1]] = line[:, :, ::-1].transpose(2, 0, 1) / np.float32(127.5) - 1
        output = np.asarray(session.run(None, {name: planes})[0], dtype=np.float32)
        for row, number in enumerate(batch):
            used = -(-lines[number].shape[1] * output.shape[1] // width)
            readings[number] = spell(output[row, : used + 1], characters)
    return readings


def spell(steps: NDArray[np.float32], characters: Sequence[str]) -> Reading:
    """The most likely character of every step, repeats joined and blanks dropped."""
    best = steps.argmax(axis=1)
    starts = np.flatnonzero((best != 0) & (best != np.concatenate(([0], best[:-1]))))
    text = "".join(characters[best[step]] for step in starts)
    score = float(steps[starts, best[starts]].mean()) if len(starts) else 0.0
    return Reading(text.strip(), min(1.0, score), lattice_of(steps, characters))


def _batches(widths: Sequence[int]) -> list[list[int]]:
    """Line numbers, narrow ones first, in batches whose padded width stays within ``BATCH_WIDTH``."""
    batches: list[list[int]] = []
    for number in sorted(range(len(widths)), key=widths.__getitem__):
        padded = max(NARROWEST, widths[number])
        if batches and padded * (len(batches[-1]) + 1) <= BATCH_WIDTH:
            batches[-1].append(number)
        else:
            batches.append([number])
    return batches
