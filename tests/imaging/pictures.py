"""Pictures made for the tests: honest ones, hostile ones, and bytes that are none."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw


def encode(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    sink = BytesIO()
    image.save(sink, kind, **options)
    return sink.getvalue()


def product_on(colour: tuple[int, int, int], size: tuple[int, int] = (400, 300)) -> Image.Image:
    """A grey box in the middle of an even background."""
    image = Image.new("RGB", size, colour)
    width, height = size
    ImageDraw.Draw(image).rectangle(
        (width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill="#808080"
    )
    return image


def frames(count: int, kind: str) -> bytes:
    first, *rest = (Image.new("RGB", (64, 64), (index % 256, index // 256, 0)) for index in range(count))
    return encode(first, kind, save_all=True, append_images=rest, duration=20)


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int, *extra: bytes) -> bytes:
    """A black 1-bit PNG of any size in a few kilobytes, with chunks of one's own before the pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = b"\x00" * (1 + (width + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    parts = [png_chunk(b"IHDR", header), *extra, png_chunk(b"IDAT", pixels), png_chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
