"""What was read in the main image, as every check of it starts. No check."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Scene
from agent.checks.main_image import unmeasured
from agent.picture import ImageFacts, Place, Region, TextLine
from agent.report import Target, Wording
from agent.text.edges import is_japanese
from agent.text.layout import around, blocks, joined

SURE = 0.6
"""Least score of a line that counts."""
LETTERS, CHARACTERS = 3, 2
"""So many letters, or Japanese characters, make a text: round products are read as O and 8."""
NOTHING = Wording(ja="なし", zh="无", en="none")
"""In a message, for text of which there is none."""
KEPT = 16
"""Pictures whose answers are kept: those of the tabs that are open, and some."""
SHOWN = 60
"""Characters of the read text that a message quotes."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The main image's lines that were read for sure, and where it stands in the gallery.

    There is one for the same facts at the same place, equal only to itself: what is worked out of it is
    kept by it, because a picture stays the same while its listing is typed.
    """

    index: int
    facts: ImageFacts
    lines: tuple[TextLine, ...]

    @property
    def aspect(self) -> float:
        """Width over height."""
        return (self.facts.width or 1) / (self.facts.height or 1)

    def blocks(self, *places: Place) -> tuple[tuple[TextLine, ...], ...]:
        """The lines at ``places``, those that stand together as one text."""
        return _blocks(self, places)

    def target(self, lines: Sequence[TextLine]) -> Target:
        """A target around ``lines``, or around the badges that they stand on."""
        return Target("images", self.index, region=region_of(lines))


def judged(judge: Callable[[Reading, Scene], Iterator[Hit]]) -> Judge:
    """``judge`` on what was read; where nothing was read yet or ever, the reason instead."""

    def judge_scene(scene: Scene) -> Iterator[Hit]:
        reading = reading_of(scene)
        if isinstance(reading, Hit):
            yield reading
        else:
            yield from judge(reading, scene)

    return judge_scene


def judged_alone(judge: Callable[[Reading], Iterator[Hit]]) -> Judge:
    """As ``judged``, of a judge that asks nothing of the listing: each picture is judged once."""

    @lru_cache(maxsize=KEPT)
    def kept(reading: Reading) -> tuple[Hit, ...]:
        return tuple(judge(reading))

    return judged(lambda reading, _scene: iter(kept(reading)))


def reading_of(scene: Scene) -> Reading | Hit:
    """What was read in the main image, or why nobody can tell."""
    main = scene.main_image()
    if main is None:
        return NOT_APPLICABLE
    index, image = main
    place = Target("images", index)
    facts = scene.facts.get(image.digest or "")
    if facts is None:
        return Hit(place, reason=unmeasured(image))
    if facts.width is None:
        return Hit(place, reason="image-unreadable")
    if facts.text is None:
        return Hit(place, reason="image-text-pending")
    if facts.text.error is not None:
        return Hit(place, reason="image-text-failed")
    return _reading(_Same(facts), index)


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Facts that are equal only to themselves, so that a lookup compares no lines."""

    facts: ImageFacts

    def __hash__(self) -> int:
        return id(self.facts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.facts is self.facts


@lru_cache(maxsize=KEPT)
def _reading(same: _Same, index: int) -> Reading:
    text = same.facts.text
    return Reading(
        index, same.facts, tuple(line for line in text.lines if line.score >= SURE) if text else ()
    )


@lru_cache(maxsize=4 * KEPT)
def _blocks(reading: Reading, places: tuple[Place, ...]) -> tuple[tuple[TextLine, ...], ...]:
    return tuple(blocks([line for line in reading.lines if line.place in places], reading.aspect))


def is_text(line: TextLine) -> bool:
    """Whether the line has letters enough to be no pattern or round thing."""
    japanese = sum(map(is_japanese, line.text))
    return japanese >= CHARACTERS or sum(map(str.isalpha, line.text)) >= LETTERS


def region_of(lines: Sequence[TextLine]) -> Region:
    """Around the lines, or around the badges that they stand on."""
    return around([line.badge or line.region for line in lines])


def shown(lines: Sequence[TextLine]) -> str:
    """The text of ``lines`` for a message."""
    text = joined([line.text for line in lines])
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
