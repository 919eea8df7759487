"""What earlier starts found out and this one need not: which rules hold, as read, and what patterns need.

Kept like Python's compiled files: for the same files, judged by the same code, it is the same again.
It is never trusted for anything else, and any part of it may be missing or lost.
"""

import hashlib
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import platformdirs
import regex
from pydantic import BaseModel, ConfigDict, ValidationError

from agent.rules.rule import Rule

VARIABLE = "TENKEN_CACHE"
_CODE = ("", "checks", "rules", "text")
"""Folders of ``agent`` whose modules can change what a case comes to."""


class Proofs(BaseModel):
    """The content of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    """What they were found out with."""
    rules: dict[str, Rule] = {}
    """Rules whose own cases hold, by the digest of all that they were read from."""
    patterns: dict[str, tuple[str, ...] | None] = {}
    """As ``agent.text.pattern`` remembers them."""


def default_path() -> Path:
    """``$TENKEN_CACHE``, or the system's place for what can be made again."""
    named = os.environ.get(VARIABLE)
    folder = Path(named) if named else Path(platformdirs.user_cache_dir("tenken", appauthor=False))
    return folder / "proofs.json"


def recall(path: Path) -> Proofs:
    """What is kept in ``path``; empty where that is nothing, damaged, or of other code."""
    code = _fingerprint()
    with suppress(OSError, ValidationError):
        kept = Proofs.model_validate_json(path.read_bytes())
        if kept.code == code:
            return kept
    return Proofs(code=code)


def keep(path: Path, proofs: Proofs) -> None:
    """Put ``proofs`` in the place of what ``path`` holds; where that cannot be written, nothing happens."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(proofs.model_dump_json(by_alias=True, exclude_unset=True).encode())
        try:
            Path(file.name).replace(path)
        finally:
            Path(file.name).unlink(missing_ok=True)


def _fingerprint() -> str:
    """Changes with Python, with any module that judges, and with any library that is installed or removed."""
    root = Path(__file__).parents[1]
    seen: list[tuple[str, int, int]] = []
    for folder in _CODE:
        with os.scandir(root / folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    found = entry.stat()
                    seen.append((f"{folder}/{entry.name}", found.st_size, found.st_mtime_ns))
    libraries = Path(regex.__file__).parents[1].stat().st_mtime_ns
    return hashlib.sha256(repr((sys.version, libraries, sorted(seen))).encode()).hexdigest()
