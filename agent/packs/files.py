"""A pack's files, read once and whole into memory under limits; nothing is written anywhere."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

from agent.packs import archive, limits
from agent.rules.rule import RULE_ID
from agent.rules.ruleset import RuleError

SUFFIXES = frozenset({".toml", ".txt", ".csv", ".yml", ".yaml"})
YAML = (".yml", ".yaml")
NAME_EXPECTED = "expected a file name with a-z or 0-9 in it, such as ng-words.csv: it begins the ids of rules"
_CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class PackFiles:
    """The texts of one pack, by their place in it."""

    name: str
    """Begins the ids of the pack's rules."""
    origin: Path
    """What the user named: a directory, a zip, or one dictionary."""
    texts: Mapping[PurePosixPath, str]
    single: bool
    """Whether the user named one dictionary and not a directory of files."""
    day: date
    """When the pack was last changed."""

    def path(self, place: PurePosixPath) -> Path:
        """The path to show for the file at ``place``."""
        return self.origin if self.single else self.origin / place


def read_files(origin: Path) -> PackFiles:
    """What is at ``origin``. Raises ``RuleError``."""
    try:
        found = origin.stat()
    except OSError as error:
        raise RuleError(origin, 1, f"cannot be read ({error.strerror})") from error
    name = _name(origin)
    suffix = origin.suffix.lower()
    single = False
    if stat.S_ISDIR(found.st_mode):
        contents = _read_directory(origin)
    elif suffix == ".zip":
        contents = archive.unpack(origin, _read(origin, limits.ZIP_BYTES), SUFFIXES)
    elif suffix == ".csv" or suffix in YAML:
        single = True
        contents = {PurePosixPath(origin.name): _read(origin, limits.FILE_BYTES)}
    else:
        raise RuleError(origin, 1, "expected a directory, or a file that ends in .csv, .yml, .yaml or .zip")
    texts = {
        place: _text(origin if single else origin / place, content) for place, content in contents.items()
    }
    if not texts:
        raise RuleError(origin, 1, f"no file in it that ends in {', '.join(sorted(SUFFIXES))}")
    return PackFiles(name, origin, texts, single, datetime.fromtimestamp(found.st_mtime, UTC).date())


def fingerprint(origin: Path) -> tuple[object, ...]:
    """Changes when a file of the pack does; never raises."""
    try:
        paths = list(_walk(origin)) if origin.is_dir() else [origin]
        return tuple((str(path), (found := path.stat()).st_mtime_ns, found.st_size) for path in paths)
    except (OSError, RuleError) as error:
        return (str(error),)


def _name(origin: Path) -> str:
    whole = origin.resolve()
    name = slug(PurePosixPath(whole.name if whole.is_dir() else whole.stem))
    if name is None:
        raise RuleError(origin, 1, NAME_EXPECTED)
    return name


def slug(place: PurePosixPath) -> str | None:
    """A place in a pack, without its ending, as part of an id: ``Acme/BadWords`` is ``acme/bad-words``."""
    parts = (_NOT_IN_IDS.sub("-", _CAPITALS.sub("-", part).lower()).strip("-") for part in place.parts)
    joined = "/".join(parts)
    return joined if RULE_ID.fullmatch(f"pack/{joined}") else None


def _read_directory(root: Path) -> dict[PurePosixPath, bytes]:
    contents: dict[PurePosixPath, bytes] = {}
    total = 0
    for path in _walk(root):
        content = _read(path, limits.FILE_BYTES)
        total += len(content)
        if len(contents) == limits.FILES:
            raise RuleError(root, 1, f"more than {limits.FILES} files, expected fewer in one pack")
        if total > limits.TOTAL_BYTES:
            raise RuleError(path, 1, f"expected at most {limits.TOTAL_BYTES >> 20} MiB in one pack")
        contents[PurePosixPath(path.relative_to(root).as_posix())] = content
    return contents


def _walk(root: Path) -> Iterator[Path]:
    """The files of a pack in order; links that lead out of it are refused, hidden files left out."""
    seen = 0
    inside = root.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or path.suffix.lower() not in SUFFIXES:
                continue
            if not path.resolve().is_relative_to(inside):
                raise RuleError(path, 1, "a link that leads out of the pack, expected the file itself")
            yield path
        seen += len(folders) + len(names)
        if seen > limits.DIRECTORY_ENTRIES:
            raise RuleError(
                root, 1, f"more than {limits.DIRECTORY_ENTRIES} files, expected a pack's directory"
            )


def _read(path: Path, most: int) -> bytes:
    try:
        if not path.is_file():  # a pipe would be waited for
            raise RuleError(path, 1, "expected a regular file")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise RuleError(path, 1, f"cannot be read ({error.strerror})") from error
    if len(content) > most:
        raise RuleError(path, 1, f"expected at most {most >> 10} KiB")
    return content


def _text(path: Path, content: bytes) -> str:
    table = path.suffix.lower() == ".csv"
    text = _decoded(content, "utf-8-sig")
    if text is None and table:  # Excel in Japanese writes it so
        text = _decoded(content, "cp932")
    if text is None:
        line = content.count(b"\n", 0, _first_fault(content)) + 1
        raise RuleError(path, line, "expected text in UTF-8" + (" or Shift_JIS" if table else ""))
    if not text.strip():
        raise RuleError(path, 1, "empty, expected some content")
    return text


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _first_fault(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0
