"""Facts of practice pictures, measured and read as the agent does with those of real pages, each once."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from agent.picture import ImageFacts

if TYPE_CHECKING:
    from agent.imaging.reading import Reader

Measure = Callable[[bytes, bool], ImageFacts]
"""The facts of a picture's bytes; with what is written in it where that is asked for."""
_THREADS = 2


@cache
def measured(content: bytes, text: bool) -> ImageFacts:  # noqa: FBT001 - a ``Measure`` is called by place
    """The facts of one picture. Raises ``OSError`` when the models that read text are not there."""
    from agent.imaging.measure import measure  # noqa: PLC0415 - heavy

    facts = measure(content)
    if not text or facts.error is not None:
        return facts
    from agent.imaging.read import read  # noqa: PLC0415 - heavy

    return facts.model_copy(update={"text": read(content, _reader(), lambda: False)})


@cache
def _reader() -> "Reader":
    from agent.imaging.read import new_reader  # noqa: PLC0415 - heavy

    return new_reader(_THREADS)
