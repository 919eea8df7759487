"""What was measured and read of one picture. No judgement: what is too small or too grey is a rule."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255."""
Lattice = tuple[tuple[tuple[str, float], ...], ...]
"""For each step in reading order the likely characters ("" = none) with their probabilities."""
Side = Literal["top", "right", "bottom", "left"]
Share = Annotated[float, Field(ge=0, le=1)]


def hexadecimal(colour: Colour) -> str:
    """As ``#rrggbb``."""
    red, green, blue = colour
    return f"#{red:02x}{green:02x}{blue:02x}"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Region(_Frozen):
    """A rectangle on a picture, as fractions of its width and height, from the top left corner."""

    x: Share
    y: Share
    width: Share
    height: Share

    @classmethod
    def of_pixels(cls, box: tuple[int, int, int, int], width: int, height: int) -> Self:
        """The rectangle from left and top to right and bottom (not included) on a picture of that size."""
        left, top, right, bottom = box
        return cls(
            x=left / width, y=top / height, width=(right - left) / width, height=(bottom - top) / height
        )


class GroundFacts(_Frozen):
    """What surrounds the product: connected to the picture's edge and bright (every channel at least 245).

    Shares are of the pixels that are judged: those at least 16 pixels from the product, where a JPEG leaves
    pure white as it was; of the ring along the edge (2 % of the short side) where there is no such ground.
    """

    share: Share
    """Of the picture's area, how much is such ground."""
    white_share: Share
    """Judged pixels that are exactly (255, 255, 255)."""
    near_white_share: Share
    """Judged pixels whose every channel is at least 250."""
    colour: Colour
    """Median colour of the judged pixels that are not pure white; white if all are."""
    tolerance: int = 0
    """By how many levels this JPEG's coarseness alone may darken pure white; 0 for other formats."""
    stains: tuple[Region, ...] = ()
    """Where the judged pixels are not pure white: at most 64 rectangles that do not overlap."""


class ProductFacts(_Frozen):
    """What stands on the ground, after specks are left out."""

    box: Region
    """Around all of it."""
    parts: tuple[Region, ...]
    """Around each large separate part, the largest first, at most 12."""
    touches: tuple[Side, ...] = ()
    """Sides of the picture that it reaches."""


class FrameFacts(_Frozen):
    """A thin line of one colour along at least three sides."""

    sides: tuple[Side, ...]
    thickness: int
    """Pixels."""
    inset: int
    """Pixels between the picture's edge and the line."""
    colour: Colour
    region: Region
    """Around the line's outer edge."""


class SharpnessFacts(_Frozen):
    """How much fine detail the product has."""

    detail: float
    """Share of the detail that a round trip through half the size loses; an enlarged picture has little."""
    variance: float
    """Variance of the Laplacian on the product, at 1,000 pixels."""


class WatermarkFacts(_Frozen):
    """Signs of a watermark, never a proof."""

    kind: Literal["slanted-lines", "faint-marks"]
    count: int
    region: Region


Place = Literal["ground", "badge", "product", "unclear"]
"""Where a line of text stands: bare on white ground, on a badge or banner laid over the picture, within the
product or its package, or one cannot tell."""


class TextLine(_Frozen):
    """One line that was read, horizontal or vertical."""

    text: str
    score: Share
    """The recogniser's mean confidence."""
    region: Region
    vertical: bool = False
    place: Place = "unclear"
    badge: Region | None = None
    """Around the whole badge that it stands on."""
    lattice: Lattice = ()
    """What else could stand there; steps that surely are none are left out. Empty where nobody needs it."""


class TextFacts(_Frozen):
    """The lines that were read, from top to bottom; ``error`` when reading failed, which is not "no text"."""

    lines: tuple[TextLine, ...] = ()
    error: Literal["failed"] | None = None
    """``failed``: the reading process died or took too long, which says nothing about the picture."""


class ImageFacts(_Frozen):
    """What was measured of one picture; ``error`` instead of measures when it could not be read."""

    digest: Digest
    bytes: int
    error: Literal["unreadable", "too-large", "failed"] | None = None
    """``unreadable``: no picture in these bytes; ``too-large``: refused by its size before decoding;
    ``failed``: the measuring process died or took too long, which says nothing about the picture."""
    format: str | None = None
    """``JPEG``, ``PNG``, ``WEBP``, ``GIF``, ``TIFF`` as decoded, whatever the name says."""
    mode: str | None = None
    """Pillow's colour mode of the file (``RGB``, ``CMYK``, ``P`` …)."""
    width: int | None = None
    """Pixels as shown, with the camera's orientation applied; so is ``height``."""
    height: int | None = None
    transparent: bool = False
    """Whether a pixel is not opaque; the picture is then measured as it looks on white."""
    animated: bool = False
    """Whether there are more frames than the first, the only one that is measured."""
    ground: GroundFacts | None = None
    product: ProductFacts | None = None
    """``None`` where no ground tells it from what surrounds it."""
    frame: FrameFacts | None = None
    sharpness: SharpnessFacts | None = None
    watermark: WatermarkFacts | None = None
    likeness: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")] | None = None
    """Difference hash, 64 bits; pictures that look alike differ in few bits."""
    text: TextFacts | None = None
    """``None`` until it was read: measures come first."""
