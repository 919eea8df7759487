"""Where a value stands in a JSON text, so that it alone can be replaced."""

import json
import re
from collections.abc import Mapping

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()

Path = tuple[str | int, ...]


def span(text: str, path: Path, start: int = 0) -> tuple[int, int]:
    """Start and end of the value at ``path`` below the one that begins at ``start``. Raises ``KeyError``."""
    position = _skip(text, start)
    if not path:
        return position, _DECODER.raw_decode(text, position)[1]
    step, rest = path[0], path[1:]
    opening, closing = ("{", "}") if isinstance(step, str) else ("[", "]")
    if text[position : position + 1] != opening:
        raise KeyError(path)
    position = _skip(text, position + 1)
    entry = 0
    while text[position] != closing:
        name: str | int = entry
        if opening == "{":
            name, position = _DECODER.raw_decode(text, position)
            position = _skip(text, _skip(text, position) + 1)
        if name == step:
            return span(text, rest, position)
        position = _skip(text, _DECODER.raw_decode(text, position)[1])
        if text[position] == ",":
            position = _skip(text, position + 1)
        entry += 1
    raise KeyError(path)


def replaced(text: str, values: Mapping[Path, str], start: int = 0) -> str:
    """``text`` with new strings in place of those at the paths; all else is as it was."""
    spans = sorted(((span(text, path, start), value) for path, value in values.items()), reverse=True)
    for (first, end), value in spans:
        # Escapes are written where the old value was written with them.
        plain = not text[first:end].isascii() or "\\u" not in text[first:end]
        text = text[:first] + json.dumps(value, ensure_ascii=not plain) + text[end:]
    return text


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return position if match is None else match.end()
