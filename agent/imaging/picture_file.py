"""Reading a picture's file: only what is a file, and only up to a size."""

import errno
from pathlib import Path

LARGEST_FILE = 50 << 20
"""Bytes; no marketplace takes more than 10 MB."""


def content(path: Path) -> bytes:
    """The bytes of the file. Raises ``OSError`` with what is wrong with it."""
    try:
        size = path.stat().st_size
    except ValueError as error:  # a NUL in the name
        raise OSError(errno.EINVAL, "no file name") from error
    if not path.is_file():
        raise OSError(errno.EINVAL, "not a file")
    if size > LARGEST_FILE:
        raise OSError(errno.EFBIG, f"larger than {LARGEST_FILE >> 20} MB")
    return path.read_bytes()
