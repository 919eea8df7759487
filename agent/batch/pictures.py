"""The pictures of a batch's listings: found or fetched, measured and read, ahead of the engine."""

import asyncio
import threading
from collections import deque
from collections.abc import Coroutine, Generator, Iterable, Mapping
from concurrent.futures import Future
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from agent.batch.fetching import AT_ONCE, Fetcher, FetchError
from agent.batch.picture_folder import AmbiguousError, PictureFolder
from agent.batch.row import Fault, Row
from agent.batch.running import Examined, FileRun, Listed
from agent.imaging.frames import digest_of
from agent.imaging.memory import REMEMBERED
from agent.imaging.picture_file import content
from agent.imaging.pool import BytesGoneError, PoolBusyError
from agent.imaging.shared import SharedWork
from agent.listing import ListingImage
from agent.picture import ImageFacts

AHEAD = 8
"""Listings whose pictures are under way: enough that neither process waits, few enough to hold."""
MOST_IMAGES = 60
"""Of one listing."""
MOST_PATHS = 10_000
"""More than any report shows."""
Result = TypeVar("Result")


class MissingError(Exception):
    """Why a picture's bytes cannot be had."""


class Pool(Protocol):
    """What is needed of ``agent.imaging.pool.ImagePool``."""

    @property
    def facts(self) -> Mapping[str, ImageFacts]:
        """Measured so far, by digest."""

    async def measure(self, data: bytes) -> ImageFacts:
        """Measure one picture; raises ``PoolBusyError``."""

    async def read(self, digest: str) -> ImageFacts:
        """Read a measured picture's text; raises ``PoolBusyError`` and ``BytesGoneError``."""

    async def close(self) -> None:
        """End what was started."""


@dataclass(slots=True)
class _Seen:
    """What was made of one listing's pictures."""

    row: Row
    facts: dict[str, ImageFacts] = field(default_factory=dict)
    missing: list[Fault] = field(default_factory=list)


class Pictures:
    """Brings listings' pictures while it is open; a thread of its own waits for the image processes.

    Args:
        folder: where files are looked for.
        fetcher: asks for what the folder does not have, by address.
        pool: measures and reads; it is closed at the end.

    """

    def __init__(self, folder: PictureFolder | None, fetcher: Fetcher | None, pool: Pool) -> None:
        self._folder = folder
        self._fetcher = fetcher
        self._pool = pool
        self._fetching: SharedWork[bytes] = SharedWork()
        self.paths: dict[str, Path] = {}
        """Files by digest, of the first pictures that were found in the folder."""
        self._fetched: dict[str, str] = {}
        """Digests by address: variations share their pictures."""
        self._refused: dict[str, str] = {}
        """Why an address gave none, so that it is asked once in a run."""
        self._room = asyncio.Semaphore(AT_ONCE)
        self._open = AsyncExitStack()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="pictures", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._submit(self._start()).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._submit(self._end()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def examine(self, listed: Iterable[Listed]) -> Generator[Examined, None, None]:
        """As ``running.Examine``: each listing with its digests and facts, in their order."""
        under_way: deque[tuple[FileRun, Future[_Seen]]] = deque()
        try:
            for run, row in listed:
                under_way.append((run, self._submit(self._seen(row))))
                if len(under_way) >= AHEAD:
                    yield _taken(*under_way.popleft())
            while under_way:
                yield _taken(*under_way.popleft())
        finally:
            for _, future in under_way:
                future.cancel()

    async def _start(self) -> None:
        self._open.push_async_callback(self._pool.close)
        if self._fetcher is not None:
            await self._open.enter_async_context(self._fetcher)

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._open.aclose()
        await self._loop.shutdown_default_executor()

    def _submit(self, work: Coroutine[Any, Any, Result]) -> "Future[Result]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _seen(self, row: Row) -> _Seen:
        seen = _Seen(row)
        if self._folder is not None:
            try:
                seen.row = _completed(row, self._folder)
            except AmbiguousError as error:
                seen.missing.append(Fault(row.number, row.where, str(error)))
        images = seen.row.listing.images or ()
        found = await asyncio.gather(*(self._looked_at(seen.row, image) for image in images))
        named: list[ListingImage] = []
        for image, one in zip(images, found, strict=True):
            if isinstance(one, Fault):
                seen.missing.append(one)
                named.append(image)
                continue
            if one.digest not in seen.facts or image.slot == "MAIN":
                seen.facts[one.digest] = one
            named.append(image.model_copy(update={"digest": one.digest}))
        if named:
            seen.row = _with_images(seen.row, tuple(named))
        return seen

    async def _looked_at(self, row: Row, image: ListingImage) -> ImageFacts | Fault:
        async with self._room:
            try:
                return await self._facts(row, image)
            except (MissingError, FetchError, AmbiguousError, PoolBusyError) as error:
                return Fault(row.number, f"{row.where}, {image.slot}", str(error))

    async def _facts(self, row: Row, image: ListingImage) -> ImageFacts:
        is_main = image.slot == "MAIN"
        path = None if self._folder is None else self._folder.find(row, image)
        if path is not None:
            facts = await self._measured(await asyncio.to_thread(_read, path), text=is_main)
            if len(self.paths) < MOST_PATHS:
                self.paths[facts.digest] = path
        elif self._fetcher is not None and image.url is not None:
            facts = await self._asked(self._fetcher, image.url, text=is_main)
        else:
            raise MissingError(self._nowhere(row, image))
        if image.digest not in {None, facts.digest}:
            msg = f"{path or image.url} is not the picture that the listing names by its SHA-256"
            raise MissingError(msg)
        # Only of a main image the text counts; it may be known from where the picture is one.
        return facts if is_main else facts.model_copy(update={"text": None})

    async def _asked(self, fetcher: Fetcher, url: str, *, text: bool) -> ImageFacts:
        """The facts of the picture at ``url``, which variations of a product share."""
        known = self._pool.facts.get(self._fetched.get(url, ""))
        if known is not None and (known.text is not None or not text):
            return known
        if (reason := self._refused.get(url)) is not None:
            raise FetchError(reason)
        try:
            data = await self._fetching.run(url, partial(fetcher.get, url))
        except FetchError as error:
            if len(self._refused) < REMEMBERED:
                self._refused[url] = str(error)
            raise
        self._fetched[url] = digest_of(data)
        while len(self._fetched) > REMEMBERED:
            del self._fetched[next(iter(self._fetched))]
        return await self._measured(data, text=text)

    def _nowhere(self, row: Row, image: ListingImage) -> str:
        named = row.pictures.get(image.slot) or image.url or image.digest
        if self._folder is None:
            return f"{named or 'it'} has no address to ask; --images names a folder of pictures"
        codes = [f"{code}.{image.slot}.jpg" for code in (row.listing.sku, row.listing.asin) if code]
        sought = ", ".join(filter(None, (named, *codes))) or "nothing names it"
        more = "; --fetch-images asks for it" if image.url and self._fetcher is None else ""
        return f"not in {self._folder.folder} ({sought}){more}"

    async def _measured(self, data: bytes, *, text: bool) -> ImageFacts:
        facts = await self._pool.measure(data)
        while text and facts.error is None and facts.text is None:
            try:
                facts = await self._pool.read(facts.digest)
            except BytesGoneError:  # too many others came between
                facts = await self._pool.measure(data)
        return facts


def _completed(row: Row, folder: PictureFolder) -> Row:
    """The row with the pictures that the folder has for it by Amazon's naming. Raises ``AmbiguousError``."""
    known = row.listing.images or ()
    found = list(folder.unnamed(row))[: MOST_IMAGES - len(known)]
    if not found:
        return row
    images = [*known, *(ListingImage(slot=slot) for slot, _ in found)]
    images.sort(key=lambda image: (image.slot != "MAIN", image.slot))
    return _with_images(row, tuple(images))


def _with_images(row: Row, images: tuple[ListingImage, ...]) -> Row:
    return replace(row, listing=row.listing.model_copy(update={"images": images}))


def _taken(run: FileRun, future: "Future[_Seen]") -> Examined:
    seen = future.result()
    for fault in seen.missing:
        run.miss(fault)
    return run, seen.row, seen.facts


def _read(path: Path) -> bytes:
    try:
        return content(path)
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})"
        raise MissingError(msg) from error
