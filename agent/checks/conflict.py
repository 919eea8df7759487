"""What one platform demands of a field and another forbids or cannot take: no one value serves both."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of, whole
from agent.checks.image_name import lines_of_name, names_of, noise_of
from agent.checks.main_text import is_text, reading_of
from agent.listing import Passage, Platform
from agent.report import Target
from agent.rules.lexicon import Lexicons
from agent.text.matcher import compile_matcher

DATA = frozenset({"count", "limit", "other_limit"})

Side = Annotated[tuple[Platform, ...], Field(min_length=1)]


class Params(Base):
    """``sides``: the listing must be meant for a platform of each.

    ``settles`` names the rules whose findings the conflict stands for: on the same ``field``, at the
    same ``span``, on the same ``region`` of a picture, or ``anywhere``; the engine leaves those findings
    out. A conflict about length lies above ``limit`` and up to ``other_limit`` characters; one about words
    is marked at ``patterns``; one about the name in the main image is told by what was read there, and
    ``noise`` are the lists of words that are no part of a name.
    """

    sides: tuple[Side, Side]
    settles: dict[str, Literal["field", "span", "region", "anywhere"]] = Field(default_factory=dict)
    patterns: tuple[str, ...] = ()
    limit: int | None = None
    other_limit: int | None = None
    noise: tuple[str, ...] = ()


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """One violation, on the first field that is filled, where a listing is for both sides."""
    marked = compile_matcher(patterns=params.patterns)
    noise = noise_of(params.noise, lexicons)

    def hit(passage: Passage) -> Hit | None:
        if params.limit is None:
            span = next(iter(marked.find(passage.text)), None)
            return Hit(whole(passage) if span is None else span_of(passage, span))
        count = len(passage.text)
        if count <= params.limit or (params.other_limit is not None and count > params.other_limit):
            return None
        data = {"count": count, "limit": params.limit, "other_limit": params.other_limit or 0}
        return Hit(span_of(passage, (params.limit, count)), data)

    def judge(scene: Scene) -> Iterator[Hit]:
        targets = {scene.listing.platform, *scene.listing.also}
        if not all(targets.intersection(side) for side in params.sides):
            yield NOT_APPLICABLE
            return
        main = scene.main_image() if "images" in scene.fields else None
        passages = [passage for passage in scene.passages() if passage.text.strip()]
        if main is None and not passages:
            yield NOT_APPLICABLE
        elif main is not None:
            yield from _about_picture(scene, main[0], noise)
        else:
            yield from filter(None, [next(filter(None, map(hit, passages)), None)])

    return judge


def _about_picture(scene: Scene, index: int, noise: frozenset[str]) -> Iterator[Hit]:
    """Nothing where the product itself bears the name, as both sides want it."""
    reading = reading_of(scene)
    if isinstance(reading, Hit):
        yield reading
        return
    names = names_of(scene.listing, noise)
    if lines_of_name(names, reading, ("product",)):
        return
    added = lines_of_name(names, reading, ("ground", "badge"))
    seen = added or tuple(line for line in reading.lines if line.place == "product" and is_text(line))
    yield Hit(reading.target(seen) if seen else Target("images", index), reason="judgement-needed")
