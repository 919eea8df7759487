"""Fields that are there and hold nothing, too little or too many."""

from collections.abc import Iterator

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.checks.product_kind import ProductKind
from agent.listing import ScreenField
from agent.report import Target
from agent.rules.lexicon import Lexicons

DATA = frozenset({"count", "limit"})


class Params(Base):
    """How many filled entries a field must and may have; a field of one text has 0 or 1."""

    min_count: int = 1
    max_count: int | None = None
    only: ProductKind | None = None
    """Speaks of these products alone; silent where nobody said what is sold."""


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on each field whose count of filled entries is outside the limits."""

    def judge(scene: Scene) -> Iterator[Hit]:
        if params.only is not None and not params.only.holds(scene.listing):
            yield NOT_APPLICABLE
            return
        for name in scene.fields:
            count = _filled(scene, name)
            if count is None:
                continue
            if count < params.min_count:
                yield Hit(Target(name), {"count": count, "limit": params.min_count})
            elif params.max_count is not None and count > params.max_count:
                yield Hit(Target(name), {"count": count, "limit": params.max_count})

    return judge


def _filled(scene: Scene, name: ScreenField) -> int | None:
    if name == "images":
        return None if scene.listing.images is None else len(scene.listing.images)
    passages = scene.listing.passages(name)
    return None if passages is None else sum(1 for passage in passages if passage.text.strip())
