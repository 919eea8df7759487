"""What the main image shows and how: the product's size and place, a frame, several views, sharpness."""

from collections.abc import Iterator

from agent.checks.base import Hit, Judge, Scene
from agent.checks.main_image import CoverParams, Fault, around, on_measured_image
from agent.picture import FrameFacts, ImageFacts, ProductFacts, Region, Side, hexadecimal
from agent.report import Wording
from agent.rules.lexicon import Lexicons
from agent.text.matcher import compile_matcher

FILL_DATA = frozenset({"percent", "limit"})
TOUCHING_DATA = frozenset({"sides"})
FRAME_DATA = frozenset({"thickness", "inset", "colour"})
VIEWS_DATA = frozenset({"count"})
SHARPNESS_DATA = frozenset({"detail", "variance"})

SIDES: dict[Side, Wording] = {
    "top": Wording("上", "上", "top"),
    "right": Wording("右", "右", "right"),
    "bottom": Wording("下", "下", "bottom"),
    "left": Wording("左", "左", "left"),
}
NEAR = 0.005
"""Share of the side within which a part's box counts as reaching it: one block of the measuring grid."""


class FillParams(CoverParams):
    """Share of a side of the picture that the product must take; below ``from_fill`` another rule speaks."""

    min_fill: float
    from_fill: float = 0.0
    doubts: bool = True
    """Whether it says that it cannot tell; of several rules on the same measure, one should."""


class TouchingParams(CoverParams):
    """Nothing more to choose."""


class FrameParams(CoverParams):
    """Thickness, as a share of the short side, up to which a line inside the picture is surely drawn."""

    max_sure_thickness: float = 0.01


class ViewsParams(CoverParams):
    """How large a second thing must be, as a share of the picture, and titles of goods that are several."""

    min_share: float = 0.04
    unless_title: tuple[str, ...] = ()


class SharpnessParams(CoverParams):
    """Up to which detail and variance a picture counts as soft (see ``SharpnessFacts``)."""

    max_detail: float
    max_variance: float


def bind_fill(params: FillParams, lexicons: Lexicons) -> Judge:
    """A violation around a product that is too small for its picture."""

    def faults(facts: ImageFacts) -> Iterator[Fault]:
        product = facts.product
        if product is None or facts.frame is not None:
            if params.doubts:
                yield Fault(reason="not-measured")
            return
        fill = max(product.box.width, product.box.height)
        if params.from_fill <= fill < params.min_fill:
            # Rounded down: 84.96 must not read as 85.
            percent = int(fill * 1000) / 10
            yield Fault({"percent": percent, "limit": round(params.min_fill * 100)}, region=product.box)

    return on_measured_image(faults, params, lexicons)


def bind_touching(params: TouchingParams, lexicons: Lexicons) -> Judge:
    """A violation around what reaches the picture's edge."""

    def faults(facts: ImageFacts) -> Iterator[Fault]:
        product = facts.product
        if product is not None and product.touches:
            yield Fault(
                {"sides": tuple(SIDES[side] for side in product.touches)},
                region=around(part for part in product.parts if _reaches(part, product)),
                # Marks of a watermark that cross the product's outline reach the edge as its parts.
                reason="judgement-needed" if facts.watermark else None,
            )

    return on_measured_image(faults, params, lexicons)


def bind_frame(params: FrameParams, lexicons: Lexicons) -> Judge:
    """A violation along a frame; a thick line inside the picture may be the product itself."""

    def faults(facts: ImageFacts) -> Iterator[Fault]:
        frame = facts.frame
        if frame is None:
            return
        width, height = facts.width or 1, facts.height or 1
        sure = frame.inset == 0 or frame.thickness <= max(2, params.max_sure_thickness * min(width, height))
        yield Fault(
            {
                "thickness": frame.thickness,
                "inset": frame.inset,
                "colour": hexadecimal(frame.colour),
            },
            region=frame.region,
            areas=tuple(_lines(frame, width, height)),
            reason=None if sure else "judgement-needed",
        )

    return on_measured_image(faults, params, lexicons)


def bind_views(params: ViewsParams, lexicons: Lexicons) -> Judge:
    """Cannot tell of several large separate things: another view of the product, or one of its pieces."""
    several = compile_matcher(patterns=params.unless_title)

    def faults(facts: ImageFacts) -> Iterator[Fault]:
        parts = facts.product.parts if facts.product else ()
        large = [part for part in parts if part.width * part.height >= params.min_share]
        apart = [part for part in large if not any(_holds(other, part) for other in large)]
        if len(apart) > 1:
            yield Fault(
                {"count": len(apart)}, region=around(apart), areas=tuple(apart), reason="judgement-needed"
            )

    judge = on_measured_image(faults, params, lexicons)

    def judge_unless_set(scene: Scene) -> Iterator[Hit]:
        if not several.find(scene.listing.title or ""):
            yield from judge(scene)

    return judge_unless_set


def bind_sharpness(params: SharpnessParams, lexicons: Lexicons) -> Judge:
    """Cannot tell of a picture with little detail: enlarged, out of focus, or of a smooth product."""

    def faults(facts: ImageFacts) -> Iterator[Fault]:
        sharpness = facts.sharpness
        if sharpness is None:
            return
        if sharpness.detail <= params.max_detail and sharpness.variance <= params.max_variance:
            yield Fault(
                {"detail": round(sharpness.detail, 2), "variance": round(sharpness.variance)},
                region=facts.product.box if facts.product else None,
                reason="judgement-needed",
            )

    return on_measured_image(faults, params, lexicons)


def _reaches(part: Region, product: ProductFacts) -> bool:
    gaps = {
        "left": part.x,
        "top": part.y,
        "right": 1 - part.x - part.width,
        "bottom": 1 - part.y - part.height,
    }
    return any(gaps[side] <= NEAR for side in product.touches)


def _holds(other: Region, part: Region) -> bool:
    """Whether ``part`` lies in the box of ``other``: a strap's buckle is no second view."""
    return other is not part and all(
        start - NEAR <= inner and inner + length <= start + extent + NEAR
        for start, extent, inner, length in (
            (other.x, other.width, part.x, part.width),
            (other.y, other.height, part.y, part.height),
        )
    )


def _lines(frame: FrameFacts, width: int, height: int) -> Iterator[Region]:
    """The frame's four lines, or three."""
    box = frame.region
    across, down = min(frame.thickness / width, box.width), min(frame.thickness / height, box.height)
    lines: dict[Side, Region] = {
        "top": Region(x=box.x, y=box.y, width=box.width, height=down),
        "bottom": Region(x=box.x, y=box.y + box.height - down, width=box.width, height=down),
        "left": Region(x=box.x, y=box.y, width=across, height=box.height),
        "right": Region(x=box.x + box.width - across, y=box.y, width=across, height=box.height),
    }
    return (lines[side] for side in frame.sides)
