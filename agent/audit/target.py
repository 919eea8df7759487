"""What is to be audited: addresses and saved pages, from the command line or from a file of them."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from agent.reports.run import clean_label


class TargetError(ValueError):
    """A target that cannot be audited; says which, where it was named, and what was expected."""


@dataclass(frozen=True, slots=True)
class Target:
    """One page."""

    label: str
    """What reports and baselines call it."""
    url: str | None = None
    """Its address; of a saved page, where it was saved if the page itself does not tell."""
    saved: Path | None = None
    """The file or folder it was saved to."""


def targets_of(words: Iterable[str], lists: Iterable[Path]) -> tuple[Target, ...]:
    """The targets that were named, each once and in their order. Raises ``TargetError``.

    A list holds one target a line: an address, or a saved page (relative to the list), with a tab and its
    address behind it where the page does not tell it. Empty lines and those with ``#`` first are skipped.
    """
    targets = [_target(word, Path(), word) for word in words]
    for path in lists:
        targets += _listed(path)
    unique = tuple(dict.fromkeys(targets))
    double = [label for label, count in Counter(one.label for one in unique).items() if count > 1]
    if double:
        msg = f"two targets are called '{double[0]}', which differ in what labels leave out; drop one of them"
        raise TargetError(msg)
    if not unique:
        msg = "expected an address or a saved page, or --targets FILE with some"
        raise TargetError(msg)
    return unique


def stamp_of(target: Target) -> str:
    """The same as long as the target is: its address, and name, size and time of what was saved."""
    saved = target.saved
    files = [] if saved is None else [saved, *sorted(saved.rglob("*"))] if saved.is_dir() else [saved]
    facts = [(file.as_posix(), found.st_size, found.st_mtime_ns) for file in files if (found := file.stat())]
    return hashlib.sha256(repr((target.url, facts)).encode()).hexdigest()[:16]


def _listed(path: Path) -> list[Target]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror})"
        raise TargetError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{path}: expected UTF-8 text"
        raise TargetError(msg) from error
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return [
        _target(line, path.parent, f"{path}, line {number}: {line}")
        for number, line in lines
        if line and not line.startswith("#")
    ]


def _target(text: str, folder: Path, where: str) -> Target:
    name, _, address = (part.strip() for part in text.partition("\t"))
    if name.lower().startswith(("http://", "https://")):
        if address:
            msg = f"{where}: expected one address"
            raise TargetError(msg)
        _require_host(name, where)
        return Target(clean_label(name), url=name)
    if address:
        _require_host(address, where)
    path = folder / name
    if not _exists(path):
        msg = f"{where}: expected an address (https://…) or a saved page; there is no file or folder '{path}'"
        raise TargetError(msg)
    return Target(clean_label(path.as_posix()), address or None, path)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # too long for a name, or with a NUL
        return False


def _require_host(address: str, where: str) -> None:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host or not address.lower().startswith(("http://", "https://")):
        msg = f"{where}: expected an address such as https://www.amazon.co.jp/dp/B0…"
        raise TargetError(msg)
