"""What the agent and its image processes agree on; loads none of the libraries that only they need."""

import hashlib
from typing import Protocol

LENGTH_BYTES = 8
"""A frame is its length (big endian, so many bytes) and its content."""
READY = b""
"""Content of a process's first frame: what it needs is loaded."""
STOP = b"\xff" * LENGTH_BYTES
"""In the place of a frame, to a process: nobody waits for the picture in work any more. It is still answered,
perhaps by ``STOPPED``, so that every picture has one answer."""
STOPPED = b""


class Source(Protocol):
    """Where frames come from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes; fewer only at the end."""


def digest_of(data: bytes) -> str:
    """SHA-256 of the bytes, 64 hex digits: the name of a picture everywhere."""
    return hashlib.sha256(data).hexdigest()


def head_of(content: bytes) -> bytes:
    """What a frame begins with."""
    return len(content).to_bytes(LENGTH_BYTES, "big")


def length_in(head: bytes) -> int:
    """How long the content is that follows."""
    return int.from_bytes(head, "big")
