"""Picture files to facts, for every command that looks at pictures: as the agent does, same cache."""

import sys
from collections.abc import Callable, Iterable
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from agent.picture import ImageFacts


class PictureFile(NamedTuple):
    """A file, and whether its text is wanted too."""

    path: Path
    text: bool = True


def examine(
    files: Iterable[PictureFile], each: "Callable[[PictureFile, ImageFacts | OSError], None]"
) -> None:
    """Tell ``each`` of every file in order what was found in it, or why it cannot be read."""
    import asyncio

    async def run() -> None:
        async with aclosing(_examined(files)) as found:
            async for file, facts in found:
                each(file, facts)

    asyncio.run(run())


async def _examined(
    files: Iterable[PictureFile],
) -> "AsyncGenerator[tuple[PictureFile, ImageFacts | OSError], None]":
    from agent.imaging.picture_file import content
    from agent.imaging.pool import ImagePool
    from agent.imaging.store import FactStore, default_path

    pool = ImagePool(store=FactStore(default_path(), lambda line: print(line, file=sys.stderr)))
    try:
        for file in files:
            try:
                data = content(file.path)
            except OSError as error:
                yield file, error
                continue
            facts = await pool.measure(data)
            if file.text and facts.error is None and facts.text is None:
                facts = await pool.read(facts.digest)
            yield file, facts
    finally:
        await pool.close()
