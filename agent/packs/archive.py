"""Unpacking a zip in memory: names, kinds and sizes are checked first, and bytes counted while they come."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from agent.packs import limits
from agent.rules.ruleset import RuleError

_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def unpack(path: Path, content: bytes, suffixes: Collection[str]) -> dict[PurePosixPath, bytes]:
    """The files of the zip ``content`` that end in one of ``suffixes``; a folder around all is left away.

    Raises ``RuleError`` naming ``path`` and the entry. Nothing is written.
    """
    _require_small_index(path, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = _entries(path, archive)
            contents = _contents(path, archive, entries, suffixes)
    except RuleError:
        raise
    # What the zip module raises on what it cannot read, from its index to its last byte.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise RuleError(path, 1, f"expected a zip file that is whole: {error}") from error
    return _without_folder(contents)


def _require_small_index(path: Path, content: bytes) -> None:
    """Before the zip module reads the whole index into objects."""
    end = content.rfind(_END, max(0, len(content) - _END_SIZE - _LONGEST_COMMENT))
    if end < 0 or end + _END_SIZE > len(content):
        raise RuleError(path, 1, "expected a zip file")
    count, size = struct.unpack_from("<HI", content, end + 10)
    if count > limits.FILES or size > limits.ZIP_INDEX_BYTES:
        raise RuleError(path, 1, f"{count} entries, expected at most {limits.FILES}")


def _entries(path: Path, archive: zipfile.ZipFile) -> dict[PurePosixPath, zipfile.ZipInfo]:
    entries: dict[PurePosixPath, zipfile.ZipInfo] = {}
    infos = archive.infolist()
    if len(infos) > limits.FILES:
        raise RuleError(path, 1, f"{len(infos)} entries, expected at most {limits.FILES}")
    for info in infos:
        place = _place(path, info)
        if not info.is_dir():
            if place in entries:
                raise RuleError(path / place, 1, "twice in the zip, expected once")
            entries[place] = info
    return entries


def _place(path: Path, info: zipfile.ZipInfo) -> PurePosixPath:
    name = info.orig_filename
    place = PurePosixPath(name)
    drive = name[1:2] == ":"
    if place.is_absolute() or drive or ".." in place.parts or "\\" in name or not name.isprintable():
        raise RuleError(path, 1, f"entry {name[:80]!r}, expected names inside the pack")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise RuleError(path / place, 1, "a link or a device, expected a regular file")
    if info.flag_bits & _ENCRYPTED:
        raise RuleError(path / place, 1, "encrypted, expected no password")
    if info.compress_type not in _METHODS:
        raise RuleError(path / place, 1, "an unusual compression, expected the usual one (deflate) or none")
    return place


def _contents(
    path: Path,
    archive: zipfile.ZipFile,
    entries: dict[PurePosixPath, zipfile.ZipInfo],
    suffixes: Collection[str],
) -> dict[PurePosixPath, bytes]:
    contents: dict[PurePosixPath, bytes] = {}
    total = 0
    for place, info in sorted(entries.items()):
        hidden = any(part.startswith((".", "__MACOSX")) for part in place.parts)
        if hidden or place.suffix.lower() not in suffixes:
            continue
        # The sizes that the index states are not believed: reading stops one byte beyond what is allowed,
        # and reading to the end is what compares the checksum.
        with archive.open(info) as file:
            content = file.read(limits.FILE_BYTES + 1)
        total += len(content)
        if len(content) > limits.FILE_BYTES:
            raise RuleError(path / place, 1, f"expected at most {limits.FILE_BYTES >> 10} KiB")
        if total > limits.TOTAL_BYTES:
            raise RuleError(path / place, 1, f"expected at most {limits.TOTAL_BYTES >> 20} MiB in one pack")
        contents[place] = content
    return contents


def _without_folder(contents: dict[PurePosixPath, bytes]) -> dict[PurePosixPath, bytes]:
    """Zipping a folder puts its name before every file: with nothing beside that folder it says nothing."""
    tops = {place.parts[0] for place in contents}
    if len(tops) != 1 or any(len(place.parts) == 1 for place in contents):
        return contents
    return {PurePosixPath(*place.parts[1:]): content for place, content in contents.items()}
