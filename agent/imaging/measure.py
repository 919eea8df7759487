"""Bytes to ``ImageFacts``, in whatever process it is called."""

from agent.imaging.decode import DecodeError, decode
from agent.imaging.frames import digest_of
from agent.imaging.measures import measure_ground
from agent.picture import ImageFacts


def measure(data: bytes) -> ImageFacts:
    """What can be measured of the picture; never raises for bad bytes, but says so in ``error``."""
    digest = digest_of(data)
    try:
        picture = decode(data)
    except DecodeError as error:
        return ImageFacts(digest=digest, bytes=len(data), error=error.kind)
    return ImageFacts(
        digest=digest,
        bytes=len(data),
        format=picture.format,
        mode=picture.mode,
        width=picture.pixels.width,
        height=picture.pixels.height,
        transparent=picture.transparent,
        animated=picture.animated,
        ground=measure_ground(picture.pixels),
    )
