"""The main image as a file: its size, format and transparency, from what was measured of it."""

from collections.abc import Iterator

from agent.checks.base import Judge, Params as Base
from agent.checks.main_image import Fault, on_main_image
from agent.picture import ImageFacts
from agent.report import Datum
from agent.rules.lexicon import Lexicons

SIZE_DATA = frozenset({"width", "height", "megabytes", "limit"})
FORMAT_DATA = frozenset({"format", "mode"})


class SizeParams(Base):
    """Limits of the longest side in pixels and of the file in bytes; below ``from_side`` it says nothing."""

    min_side: int | None = None
    max_side: int | None = None
    max_bytes: int | None = None
    from_side: int = 0


class FormatParams(Base):
    """Formats and colour modes that are accepted (no list accepts all); moving and see-through pictures."""

    formats: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    animated: bool = True
    transparent: bool = True


def bind_size(params: SizeParams, _lexicons: Lexicons) -> Judge:
    """A violation on the main image outside the limits."""

    def faults(facts: ImageFacts) -> Iterator[Fault]:
        width, height = facts.width or 0, facts.height or 0
        data: dict[str, Datum] = {"width": width, "height": height, "megabytes": round(facts.bytes / 1e6, 1)}
        side = max(width, height)
        if params.min_side is not None and params.from_side <= side < params.min_side:
            yield Fault({**data, "limit": params.min_side})
        if params.max_side is not None and side > params.max_side:
            yield Fault({**data, "limit": params.max_side})
        if params.max_bytes is not None and facts.bytes > params.max_bytes:
            yield Fault({**data, "limit": round(params.max_bytes / 1e6)})

    return on_main_image(faults)


def bind_format(params: FormatParams, _lexicons: Lexicons) -> Judge:
    """A violation on a main image of another format or mode."""

    def faults(facts: ImageFacts) -> Iterator[Fault]:
        wrong_format = params.formats and facts.format not in params.formats
        wrong_mode = params.modes and facts.mode not in params.modes
        moving = facts.animated and not params.animated
        see_through = facts.transparent and not params.transparent
        if wrong_format or wrong_mode or moving or see_through:
            yield Fault({"format": facts.format or "?", "mode": facts.mode or "?"})

    return on_main_image(faults)
