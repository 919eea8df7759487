"""What the agent and its image process agree on; loads none of the libraries that only the process needs."""

import hashlib

LENGTH_BYTES = 8
"""A frame is its length (big endian, so many bytes) and its content."""


def digest_of(data: bytes) -> str:
    """SHA-256 of the bytes, 64 hex digits: the name of a picture everywhere."""
    return hashlib.sha256(data).hexdigest()
