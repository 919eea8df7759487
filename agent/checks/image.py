"""The main image: size, format and border, from what was measured of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene
from agent.picture import ImageFacts, Region
from agent.report import Datum, Target
from agent.rules.lexicon import Lexicons
from agent.text.matcher import compile_matcher

# Books keep their ISBN-10 as ASIN.
_BOOK = regex.compile(r"[0-9]{9}[0-9X]")

SIZE_DATA = frozenset({"width", "height", "megabytes", "limit"})
FORMAT_DATA = frozenset({"format", "mode"})
BORDER_DATA = frozenset({"share", "colour"})


class SizeParams(Base):
    """Limits of the longest side in pixels and of the file in bytes; below ``from_side`` it says nothing."""

    min_side: int | None = None
    max_side: int | None = None
    max_bytes: int | None = None
    from_side: int = 0


class FormatParams(Base):
    """Formats and colour modes that are accepted (no list accepts all), and whether moving pictures are."""

    formats: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    animated: bool = True


class BorderParams(Base):
    """Share of the border ring that must be pure white; which kind of fault this rule speaks of.

    ``near-white``: all of it is at least 250 in every channel; ``not-white``: it is not.
    """

    min_white: float = 0.995
    exempt_categories: tuple[str, ...] = ()
    """Patterns of category paths whose main image is the cover itself, as it is for books."""
    kind: Literal["near-white", "not-white"] = "not-white"


def bind_size(params: SizeParams, _lexicons: Lexicons) -> Judge:
    """A violation on the main image outside the limits."""

    def faults(facts: ImageFacts) -> Iterator[tuple[Target | None, Mapping[str, Datum]]]:
        width, height = facts.width or 0, facts.height or 0
        data: dict[str, Datum] = {"width": width, "height": height, "megabytes": round(facts.bytes / 1e6, 1)}
        side = max(width, height)
        if params.min_side is not None and params.from_side <= side < params.min_side:
            yield None, {**data, "limit": params.min_side}
        if params.max_side is not None and side > params.max_side:
            yield None, {**data, "limit": params.max_side}
        if params.max_bytes is not None and facts.bytes > params.max_bytes:
            yield None, {**data, "limit": round(params.max_bytes / 1e6)}

    return _on_main_image(faults)


def bind_format(params: FormatParams, _lexicons: Lexicons) -> Judge:
    """A violation on a main image of another format or mode."""

    def faults(facts: ImageFacts) -> Iterator[tuple[Target | None, Mapping[str, Datum]]]:
        wrong_format = params.formats and facts.format not in params.formats
        wrong_mode = params.modes and facts.mode not in params.modes
        if wrong_format or wrong_mode or (facts.animated and not params.animated):
            yield None, {"format": facts.format or "?", "mode": facts.mode or "?"}

    return _on_main_image(faults)


def bind_border(params: BorderParams, _lexicons: Lexicons) -> Judge:
    """A violation around the stretches of the ring that are not pure white."""
    covers = compile_matcher(patterns=params.exempt_categories)

    def faults(facts: ImageFacts) -> Iterator[tuple[Target | None, Mapping[str, Datum]]]:
        ground = facts.ground
        if ground is None or ground.white_share >= params.min_white:
            return
        kind = "near-white" if ground.near_white_share >= params.min_white else "not-white"
        if kind != params.kind:
            return
        red, green, blue = ground.colour
        data: dict[str, Datum] = {
            "share": round(ground.white_share * 100, 1),
            "colour": f"#{red:02x}{green:02x}{blue:02x}",
        }
        yield _around(ground.stains), data

    judge = _on_main_image(faults, lambda facts: facts.ground is not None)

    def judge_unless_cover(scene: Scene) -> Iterator[Hit]:
        listing = scene.listing
        book = params.exempt_categories and _BOOK.fullmatch((listing.asin or "").strip().upper())
        if book or covers.find(listing.category or ""):
            yield NOT_APPLICABLE
        else:
            yield from judge(scene)

    return judge_unless_cover


def _around(regions: tuple[Region, ...]) -> Target | None:
    """One target around all stretches: one background is one fault, however many sides show it."""
    if not regions:
        return None
    left, top = min(part.x for part in regions), min(part.y for part in regions)
    right = min(1.0, max(part.x + part.width for part in regions))
    bottom = min(1.0, max(part.y + part.height for part in regions))
    return Target(region=Region(x=left, y=top, width=right - left, height=bottom - top))


def _has_size(facts: ImageFacts) -> bool:
    return facts.width is not None


def _on_main_image(
    faults: Callable[[ImageFacts], Iterator[tuple[Target | None, Mapping[str, Datum]]]],
    measured: Callable[[ImageFacts], bool] = _has_size,
) -> Judge:
    def judge(scene: Scene) -> Iterator[Hit]:
        main = scene.main_image()
        if main is None:
            yield NOT_APPLICABLE
            return
        index, image = main
        place = Target("images", index)
        facts = scene.facts.get(image.digest or "")
        if facts is None:
            yield Hit(place, reason="image-pending")
        elif not measured(facts):
            yield Hit(place, reason="image-unreadable")
        else:
            for target, data in faults(facts):
                yield Hit(Target("images", index, region=target.region) if target else place, data)

    return judge
