"""Picture files to facts, for every command that looks at pictures: as the agent does, same cache."""

import asyncio
import errno
import sys
from collections.abc import Callable, Iterable
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from agent.picture import ImageFacts

LARGEST_FILE = 50 << 20
"""Bytes; no marketplace takes more than 10 MB."""


class PictureFile(NamedTuple):
    """A file, and whether its text is wanted too."""

    path: Path
    text: bool = True


def examine(
    files: Iterable[PictureFile], each: "Callable[[PictureFile, ImageFacts | OSError], None]"
) -> None:
    """Tell ``each`` of every file in order what was found in it, or why it cannot be read."""

    async def run() -> None:
        async with aclosing(_examined(files)) as found:
            async for file, facts in found:
                each(file, facts)

    asyncio.run(run())


async def _examined(
    files: Iterable[PictureFile],
) -> "AsyncGenerator[tuple[PictureFile, ImageFacts | OSError], None]":
    from agent.imaging.pool import ImagePool
    from agent.imaging.store import FactStore, default_path

    pool = ImagePool(store=FactStore(default_path(), lambda line: print(line, file=sys.stderr)))
    try:
        for file in files:
            try:
                data = _content(file.path)
            except OSError as error:
                yield file, error
                continue
            facts = await pool.measure(data)
            if file.text and facts.error is None and facts.text is None:
                facts = await pool.read(facts.digest)
            yield file, facts
    finally:
        await pool.close()


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
    except ValueError as error:  # a NUL in the name
        raise OSError(errno.EINVAL, "no file name") from error
    if not path.is_file():
        raise OSError(errno.EINVAL, "not a file")
    if size > LARGEST_FILE:
        raise OSError(errno.EFBIG, f"larger than {LARGEST_FILE >> 20} MB")
    return path.read_bytes()
