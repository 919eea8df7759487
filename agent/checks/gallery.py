"""The pictures as a set: how many, and whether one stands there twice; and what nobody has measured yet."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.report import Target
from agent.rules.lexicon import Lexicons

COUNT_DATA = frozenset({"count", "limit"})
REPEATED_DATA = frozenset({"first", "second"})


class CountParams(Base):
    """The fewest pictures that a listing should have; one without any is another rule's."""

    min: int


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


def bind_unmeasured(_params: NoParams, _lexicons: Lexicons) -> Judge:
    """Cannot tell of any main image: only a person can look for this until it is measured."""

    def judge(scene: Scene) -> Iterator[Hit]:
        main = scene.main_image()
        if main is None:
            yield NOT_APPLICABLE
        else:
            yield Hit(Target("images", main[0]), reason="not-measured")

    return judge
