"""Where a listing's picture is in a folder: by its content, the name the record gives, or Amazon's naming."""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from agent.batch.row import FileError, Row
from agent.listing import ListingImage

_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff"})
_SLOTS = ("MAIN", *(f"PT{number:02d}" for number in range(1, 21)))


class AmbiguousError(Exception):
    """Several files fit one name; says which name."""


class PictureFolder:
    """The files of a folder and those below, which are listed once; upper and lower case do not matter.

    Raises ``FileError`` for what is no folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            msg = f"--images {folder}: is no folder"
            raise FileError(msg)
        self.folder = folder
        self._exact: dict[str, Path] = {}
        """By path in the folder."""
        self._loose: dict[str, Path | None] = {}
        """By name, and by name without the suffix; ``None`` where several fit."""
        for path in _files(folder):
            self._exact[_key(path.relative_to(folder).as_posix())] = path
            stems = [path.stem] if path.suffix.lower() in _SUFFIXES else []
            for name in map(_key, (path.name, *stems)):
                self._loose[name] = None if name in self._loose else path

    def find(self, row: Row, image: ListingImage) -> Path | None:
        """The file of one of the row's pictures. Raises ``AmbiguousError``."""
        return self._first(_names(row, image))

    def unnamed(self, row: Row) -> Iterator[tuple[str, Path]]:
        """Slots that the record does not speak of and the folder has pictures for, by Amazon's naming."""
        if row.listing.platform != "amazon" or not (row.listing.sku or row.listing.asin):
            return
        known = {image.slot for image in row.listing.images or ()}
        for slot in _SLOTS:
            path = None if slot in known else self._first(_codes(row, slot))
            if path is not None:
                yield slot, path

    def _first(self, names: Iterator[str]) -> Path | None:
        for key in map(_key, names):
            if key in self._exact:
                return self._exact[key]
            if key in self._loose:
                path = self._loose[key]
                if path is None:
                    msg = f"several files in {self.folder} are called '{key}'"
                    raise AmbiguousError(msg)
                return path
        return None


def _names(row: Row, image: ListingImage) -> Iterator[str]:
    """What the picture's file may be called, the surest first."""
    if image.digest is not None:
        yield image.digest
    given = row.pictures.get(image.slot, "").replace("\\", "/")
    if given:
        yield str(PurePosixPath(given))
        yield PurePosixPath(given).name
    if image.url is not None:
        yield from filter(None, (_last_part(image.url),))
    yield from _codes(row, image.slot)


def _codes(row: Row, slot: str) -> Iterator[str]:
    """Amazon's naming of pictures that are uploaded in bulk."""
    for code in (row.listing.sku, row.listing.asin):
        if code and code.strip():
            yield f"{code.strip()}.{slot}"


def _last_part(url: str) -> str:
    try:
        return PurePosixPath(unquote(urlsplit(url).path)).name
    except ValueError:
        return ""


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(names))


def _key(name: str) -> str:
    # A Mac writes か゛ where everyone else writes が.
    return unicodedata.normalize("NFC", name).casefold()
