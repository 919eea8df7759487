"""The pictures as a set: how many, and whether one stands there twice, or one much like it."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.report import Target
from agent.rules.lexicon import Lexicons

COUNT_DATA = frozenset({"count", "limit"})
REPEATED_DATA = frozenset({"first", "second"})
ALIKE_DATA = frozenset({"first", "second"})
FEWEST_BITS = 6
"""Ones, and zeros, that a hash must have to say anything: even areas give none."""


class CountParams(Base):
    """The fewest pictures that a listing should have; one without any is another rule's."""

    min: int


class AlikeParams(Base):
    """Up to how many bits of the difference hash two pictures may differ in and still look alike."""

    max_distance: int = 4


class NoParams(Base):
    """Nothing to choose."""


def bind_count(params: CountParams, _lexicons: Lexicons) -> Judge:
    """A violation when there are pictures, and fewer than the minimum."""

    def judge(scene: Scene) -> Iterator[Hit]:
        count = len(scene.listing.images or ())
        if not count:
            yield NOT_APPLICABLE
        elif count < params.min:
            yield Hit(Target("images"), {"count": count, "limit": params.min})

    return judge


def bind_repeated(_params: NoParams, _lexicons: Lexicons) -> Judge:
    """A violation at every picture whose very file stands there before."""

    def judge(scene: Scene) -> Iterator[Hit]:
        first: dict[str, int] = {}
        for index, image in enumerate(scene.listing.images or ()):
            if image.digest is None:
                continue
            before = first.setdefault(image.digest, index)
            if before != index:
                yield Hit(Target("images", index), {"first": before + 1, "second": index + 1})

    return judge


def bind_alike(params: AlikeParams, _lexicons: Lexicons) -> Judge:
    """Cannot tell of a picture that looks like one before it, in another file: perhaps the same shot."""

    def judge(scene: Scene) -> Iterator[Hit]:
        seen: list[tuple[int, str, int]] = []
        for index, image in enumerate(scene.listing.images or ()):
            facts = scene.facts.get(image.digest or "")
            if facts is None or facts.likeness is None or image.digest is None:
                continue
            bits = int(facts.likeness, 16)
            if not FEWEST_BITS <= bits.bit_count() <= 64 - FEWEST_BITS:
                continue
            before = next(
                (
                    place
                    for place, digest, other in seen
                    if digest != image.digest and (bits ^ other).bit_count() <= params.max_distance
                ),
                None,
            )
            if before is not None:
                yield Hit(
                    Target("images", index),
                    {"first": before + 1, "second": index + 1},
                    reason="judgement-needed",
                )
            seen.append((index, image.digest, bits))

    return judge
