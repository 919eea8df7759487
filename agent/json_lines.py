"""On which line of a JSON text something stands; the standard reader tells that of broken syntax only."""

import json
import re
from collections.abc import Sequence

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def line_at(text: str, path: Sequence[str | int]) -> int:
    """The line of the value that ``path`` leads to, or of the last of its parts that is there.

    ``text`` must be valid JSON.
    """
    position = _skip(text, 0)
    for key in path:
        inner = _value_of(text, position, key)
        if inner is None:
            break
        position = inner
    return text.count("\n", 0, position) + 1


def _value_of(text: str, position: int, key: str | int) -> int | None:
    """Where the value of ``key`` begins in the object or array at ``position``."""
    if text[position] not in "{[":
        return None
    is_object = text[position] == "{"
    at, count = _skip(text, position + 1), 0
    while text[at] not in "}]":
        name: object = count
        if is_object:
            name, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)  # the colon
        if name == key:
            return at
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at] == "," else at
        count += 1
    return None


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return position if match is None else match.end()
