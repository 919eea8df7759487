"""Whether an error's line is painted, told from a screenshot."""

import io

from PIL import Image

RED = (217, 45, 32)
"""The wavy line of an error, in content/marks.css."""


def reds(picture: bytes) -> int:
    """Pixels that are nearly of the colour of an error's line."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    pixels = image.get_flattened_data()
    return sum(
        all(abs(had - wanted) <= 30 for had, wanted in zip(pixel, RED, strict=True))
        for pixel in pixels
        if isinstance(pixel, tuple)
    )
