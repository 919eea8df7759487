"""A page saved as a folder by ``scripts/save_page.py``: how such a folder is written and read.

What is in it, and that nobody's personal data is, is decided in ``capture`` and ``personal``.
"""

import hashlib
import json
import secrets
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.audit.answers import (
    MOST_BYTES,
    MOST_PARTS,
    Answer,
    SavedPage,
    SavedPageError,
    inside,
    key,
    read_file,
    web_address,
)

VERSION = 1
INDEX, DOCUMENT, RESOURCES = "page.json", "page.html", "resources"
_INDEX_BYTES = 8 << 20
_SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "text/css": "css",
}

_Size = Annotated[int, Field(ge=1, le=20_000)]
_Short = Annotated[str, Field(max_length=100)]
_Address = Annotated[str, Field(max_length=8192)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Resource(_Frozen):
    """A file that the page needs, by its address."""

    url: _Address
    file: Annotated[str, Field(pattern=r"^[0-9a-f]{64}\.[a-z0-9]{1,8}$")]
    """Its name in ``resources``: the SHA-256 of its content."""
    type: _Short
    status: Annotated[int, Field(ge=200, le=599)] = 200


class Viewport(_Frozen):
    """In CSS pixels."""

    width: _Size
    height: _Size


class Index(_Frozen):
    """``page.json``."""

    format: Literal["tenken-saved-page"] = "tenken-saved-page"
    version: int = VERSION
    url: _Address
    saved: datetime
    browser: _Short
    locale: _Short
    viewport: Viewport
    resources: Annotated[tuple[Resource, ...], Field(max_length=MOST_PARTS)] = ()


def open_folder(path: Path, url: str | None) -> SavedPage:
    """A page in a folder. Raises ``SavedPageError``: it is not what ``scripts/save_page.py`` writes."""
    index = _index(path)
    address = web_address(url or index.url)
    if address is None:
        raise SavedPageError(path / INDEX, f"'url' is '{index.url[:80]}', expected an address of the web")
    file = inside(path, DOCUMENT)
    if file is None:
        raise SavedPageError(path, f"has no file {DOCUMENT}; save the page again")
    document = read_file(file)
    try:
        document.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SavedPageError(path / DOCUMENT, "is not UTF-8; save the page again") from error
    files = {key(one.url): (_file_of(path, one), one) for one in index.resources}
    total = len(document) + sum(file.stat().st_size for file in {file for file, _ in files.values()})
    if total > MOST_BYTES:
        raise SavedPageError(path, f"is larger than the {MOST_BYTES >> 20} MB that a saved page may have")
    for file, resource in files.values():
        if hashlib.sha256(read_file(file)).hexdigest() != file.stem:
            reason = f"is not the file that was saved of {resource.url[:80]}; save the page again"
            raise SavedPageError(file, reason)

    def part(asked: str) -> Answer | None:
        if key(asked) not in files:
            return None
        file, resource = files[key(asked)]
        try:
            return Answer(read_file(file), resource.type, resource.status)
        except SavedPageError:
            return None  # it went away meanwhile

    return SavedPage(address, Answer(document, "text/html; charset=utf-8"), part)


def _index(path: Path) -> Index:
    file = inside(path, INDEX)
    if file is None:
        raise SavedPageError(
            path, f"is no saved page: it has no file {INDEX} (scripts/save_page.py writes one)"
        )
    try:
        index = Index.model_validate_json(read_file(file, _INDEX_BYTES))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise SavedPageError(path / INDEX, f"{where}: {first['msg']}") from error
    if index.version != VERSION:
        reason = f"'version' is {index.version}, this Tenken reads {VERSION}; save the page again"
        raise SavedPageError(path / INDEX, reason)
    return index


def _file_of(path: Path, resource: Resource) -> Path:
    file = inside(path / RESOURCES, resource.file)
    # A link may lead out of the folder or to another page's picture: neither is what was saved.
    if file is None or file.name != resource.file or not file.is_relative_to(path.resolve()):
        raise SavedPageError(path / INDEX, f"names {RESOURCES}/{resource.file}, which is not a file there")
    return file


def write_folder(path: Path, index: Index, html: str, contents: Mapping[str, tuple[str, bytes]]) -> None:
    """Write a page to a folder that does not exist yet; it is there as a whole or not at all.

    Args:
        path: the folder.
        index: without resources.
        html: the document.
        contents: type and bytes by address.

    Raises:
        FileExistsError: something stands there.
        OSError: it cannot be written.

    """
    if path.exists():
        raise FileExistsError(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        (temporary / RESOURCES).mkdir(parents=True)
        resources = tuple(_written(temporary, url, *content) for url, content in contents.items())
        (temporary / DOCUMENT).write_bytes(html.encode())
        whole = index.model_copy(update={"resources": resources}).model_dump(mode="json")
        text = json.dumps(whole, ensure_ascii=False, indent=1)
        (temporary / INDEX).write_bytes(f"{text}\n".encode())
        temporary.rename(path)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _written(folder: Path, url: str, kind: str, content: bytes) -> Resource:
    name = f"{hashlib.sha256(content).hexdigest()}.{_SUFFIXES.get(kind.partition(';')[0], 'bin')}"
    (folder / RESOURCES / name).write_bytes(content)
    return Resource(url=url, file=name, type=kind)
