"""What can be run, where, and what comes of it. A runner knows nothing of listings or pages."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Given_contra = TypeVar("Given_contra", contravariant=True)
Made_co = TypeVar("Made_co", covariant=True)

CHUNK = 100
"""Items that a process is handed at a time: the engine remembers texts, and neighbours often share them."""
AHEAD = 3
"""Chunks handed out for each process, so that none waits."""
HOPELESS = 4
"""So many items in a row that kill their process are not to blame themselves."""


class Work(Protocol[Given_contra, Made_co]):
    """What is to be done; it is pickled to each process and started there once."""

    def start(self) -> Callable[[Given_contra], Made_co]:
        """Whatever takes long to load or open; the answer does one item.

        It is always called in the thread that started it. If it has a method ``close()``, that is called
        there at the end.
        """


@dataclass(frozen=True, slots=True)
class Failed:
    """An item that has no result."""

    reason: str


class RunnerError(RuntimeError):
    """The work cannot be done, whatever the items are."""


Done = Generator[tuple[Sequence[Item], Sequence[Result | Failed]], None, None]
"""Chunks of items, each with its results."""


class Runner(ABC):
    """A place where work can be run.

    Items are taken only as far ahead as the processes need: memory does not grow with their number.
    """

    @abstractmethod
    def chunks(self, work: Work[Item, Result], items: Iterable[Item], *, ordered: bool) -> Done[Item, Result]:
        """The items in chunks with their results, each item once. Raises ``RunnerError``."""

    def run(self, work: Work[Item, Result], items: Iterable[Item]) -> Iterator[Result | Failed]:
        """The result of each item, in the order of the items, as they come. Raises ``RunnerError``."""
        with closing(self.chunks(work, items, ordered=True)) as chunks:
            for _, results in chunks:
                yield from results

    def completed(
        self, work: Work[Item, Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result | Failed]]:
        """Each item with its result, whichever is done first. Raises ``RunnerError``."""
        with closing(self.chunks(work, items, ordered=False)) as chunks:
            for chunk, results in chunks:
                yield from zip(chunk, results, strict=True)


class Started(Generic[Item, Result]):
    """Work that was started in this thread, whether that went well or not."""

    def __init__(self, work: Work[Item, Result]) -> None:
        self._call: Callable[[Item], Result] | None = None
        self._fault: Exception | None = None
        try:
            self._call = work.start()
        except Exception as error:  # noqa: BLE001 - told to whoever hands over items, in another process perhaps
            self._fault = error

    def results(self, chunk: Iterable[Item]) -> list[Result | Failed]:
        """What comes of each item. Raises ``RunnerError`` when the work could not be started."""
        if self._call is None:
            msg = f"the work cannot be started: {told(self._fault)}"
            raise RunnerError(msg) from self._fault
        return [_result(self._call, item) for item in chunk]

    def close(self) -> None:
        """Let go of what was opened."""
        close = getattr(self._call, "close", None)
        if close is not None:
            close()


def _result(call: Callable[[Item], Result], item: Item) -> Result | Failed:
    try:
        return call(item)
    except Exception as error:  # noqa: BLE001 - one item's fault must not stop the others
        return Failed(told(error))


def chunked(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """The items in tuples of ``size``."""
    upcoming = iter(items)
    return iter(lambda: tuple(islice(upcoming, size)), ())


def told(error: Any) -> str:  # noqa: ANN401 - libraries raise what is no Exception, too
    """An exception as a reason."""
    return f"{type(error).__name__}: {error}"
