"""Editing ``waivers.toml`` as text: what a person wrote in it, comments too, stays as it is."""

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from filelock import FileLock

from agent import atomic
from agent.rules.ruleset import RuleError, line_in
from agent.waivers import Waiver, Waivers, read_text

NAME = "waivers.toml"
HEAD = """\
# Findings that are no problem here. `tenken waive` and the extension add to this file and remove from it;
# comments stay.
"""
_LOCK_SECONDS = 10
"""Nobody holds the file for longer than one small write."""
_GONE = "\0"
"""Stands for a line that was taken out; TOML allows no such character."""


def new_id() -> str:
    """An id for a waiver, with next to no chance of being there twice."""
    return f"w-{secrets.token_hex(4)}"


def add(path: Path, waiver: Waiver) -> None:
    """Put ``waiver`` at the end of the file, which is made if need be. Raises ``RuleError``."""
    with _edited(path) as edit:
        edit(lambda text, _: _added(text, waiver), lambda old: (*old, waiver))


def remove(path: Path, ids: Sequence[str]) -> tuple[Waiver, ...]:
    """Take the waivers of ``ids`` out of the file; those that were there. Raises ``RuleError``."""
    return _without(path, lambda waiver: waiver.id in ids)


def prune(path: Path, today: date) -> tuple[Waiver, ...]:
    """Take out what expired before ``today``; what that was. Raises ``RuleError``."""
    return _without(path, lambda waiver: not waiver.holds(today))


def _without(path: Path, unwanted: Callable[[Waiver], bool]) -> tuple[Waiver, ...]:
    with _edited(path) as edit:
        return edit(
            lambda text, old: _cut(text, [place for place, one in enumerate(old) if unwanted(one)]),
            lambda old: tuple(one for one in old if not unwanted(one)),
        )


Rewrite = Callable[[str, tuple[Waiver, ...]], str]
Expect = Callable[[tuple[Waiver, ...]], tuple[Waiver, ...]]


@contextmanager
def _edited(path: Path) -> Iterator[Callable[[Rewrite, Expect], tuple[Waiver, ...]]]:
    """Gives a function that changes the file's text, checks that it says what is expected, and writes it.

    What the function returns are the waivers that were there and are no more.
    """
    if path.exists() and not path.is_file():  # /dev/null would be replaced by a file
        raise RuleError(path, 1, "expected a file that waivers can be kept in")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # The live agent and the command line may both write: one after the other, from what is there then.
        with FileLock(f"{path}.lock", timeout=_LOCK_SECONDS):
            yield lambda rewrite, expect: _replace(path, rewrite, expect)
    except OSError as error:
        raise RuleError(path, 1, f"cannot be written ({error.strerror or error})") from error


def _replace(path: Path, rewrite: Rewrite, expect: Expect) -> tuple[Waiver, ...]:
    try:
        raw = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raw = HEAD
    except UnicodeDecodeError as error:
        raise RuleError(path, 1, f"expected UTF-8 text ({error.reason})") from error
    windows = "\r\n" in raw
    text = raw.replace("\r\n", "\n")
    old = read_text(path, text).waivers
    wanted = expect(old)
    if wanted == old:
        return ()
    changed = rewrite(text, old)
    if not _says(path, changed, wanted):
        line = line_in(text, "waivers")
        raise RuleError(
            path, line, "expected each waiver as a table of its own: [[waivers]]; edit this one by hand"
        )
    atomic.replace(path, (changed.replace("\n", "\r\n") if windows else changed).encode())
    return tuple(waiver for waiver in old if waiver not in wanted)


def _says(path: Path, text: str, wanted: tuple[Waiver, ...]) -> bool:
    try:
        return read_text(path, text) == Waivers(waivers=wanted)
    except RuleError:
        return False


def _added(text: str, waiver: Waiver) -> str:
    values = waiver.model_dump(exclude_none=True, exclude_defaults=True)
    lines = [f"{key} = {_value(value)}" for key, value in values.items()]
    return "\n".join([text.rstrip("\n"), "", "[[waivers]]", *lines, ""]).lstrip("\n")


def _value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    # A JSON string is a TOML string, but for DEL and lone surrogates.
    text = str(value).encode("utf-8", "replace").decode()
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _cut(text: str, places: Sequence[int]) -> str:
    """``text`` without those entries of ``waivers``; blank lines and comments stay."""
    lines = text.split("\n")
    heads = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    for place in places:
        start = line_in(text, "waivers", str(place)) - 1
        end = next((head for head in heads if head > start), len(lines))
        for number in range(start, end):
            if lines[number].strip() and not lines[number].lstrip().startswith("#"):
                lines[number] = _GONE
        if start and not lines[start - 1].strip():
            lines[start - 1] = _GONE
    return "\n".join(line for line in lines if line != _GONE)
