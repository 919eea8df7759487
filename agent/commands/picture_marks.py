"""A copy of a picture with its findings drawn on it, as ``tenken check-image --annotated`` writes it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from agent.imaging.decode import decode
from agent.imaging.drawing import Mark, draw
from agent.picture import Colour
from agent.wire import Annotation

COLOURS: Mapping[str, Colour] = {
    "error": (200, 30, 30),
    "warning": (190, 100, 0),
    "info": (20, 90, 190),
}
UNCERTAIN: Colour = (110, 70, 150)


def write_marked(path: Path, target: Path, annotations: Sequence[Annotation]) -> None:
    """Write ``target``, a PNG. Raises ``OSError`` when it cannot be written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    marks = [_mark(number, entry) for number, entry in enumerate(annotations, 1)]
    sheet = draw(decode(path.read_bytes()).pixels, marks)
    sheet.save(target, "PNG")


def _mark(number: int, entry: Annotation) -> Mark:
    certain = entry.outcome == "violation"
    kind = entry.severity if certain else "cannot tell"
    words = f"{entry.message} {entry.reason or ''}".strip()
    return Mark(
        number=number,
        colour=COLOURS[entry.severity] if certain else UNCERTAIN,
        words=words,
        plain=f"{kind}: {entry.rule}",
        region=entry.target.region,
        areas=entry.target.areas,
    )
