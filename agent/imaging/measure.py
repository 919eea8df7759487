"""Bytes to ``ImageFacts``, in whatever process it is called."""

from agent.imaging.channels import in_blocks
from agent.imaging.decode import DecodeError, Picture, decode
from agent.imaging.frames import digest_of
from agent.imaging.ground import Ground, find_ground
from agent.imaging.likeness import likeness
from agent.imaging.product import measure_product
from agent.imaging.sharpness import measure_sharpness
from agent.imaging.watermark import faint_marks
from agent.imaging.whiteness import measure_ground
from agent.picture import ImageFacts


def measure(data: bytes) -> ImageFacts:
    """What can be measured of the picture; never raises for bad bytes, but says so in ``error``."""
    digest = digest_of(data)
    try:
        picture = decode(data)
    except DecodeError as error:
        return ImageFacts(digest=digest, bytes=len(data), error=error.kind)
    return facts_of(picture, find_ground(picture.pixels), digest, len(data))


def facts_of(picture: Picture, ground: Ground, digest: str, size: int) -> ImageFacts:
    """The measures of a decoded picture of ``size`` bytes on its ``ground``."""
    height, width = picture.pixels.shape[:2]
    small = in_blocks(ground.brightness, ground.step)
    return ImageFacts(
        digest=digest,
        bytes=size,
        format=picture.format,
        mode=picture.mode,
        width=width,
        height=height,
        transparent=picture.transparent,
        animated=picture.animated,
        ground=measure_ground(picture.pixels, ground, picture.tolerance),
        product=measure_product(ground),
        frame=ground.frame,
        sharpness=measure_sharpness(picture.pixels, ground, small),
        watermark=faint_marks(ground, small),
        likeness=likeness(ground, small),
    )
