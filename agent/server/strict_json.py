"""Decoding JSON from outside: what is ambiguous, oversized or not Unicode is refused, not repaired."""

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

MAX_DEPTH = 32
MAX_MEMBERS = 1_000
"""Members of one object or items of one list; a listing has at most 60 images."""
MAX_COMMAS = 50_000
"""Bounds the work before parsing; long texts hold far fewer."""
MAX_DIGITS = 20
"""Digits of an integer; the widest field is a revision, below 2**53."""


class JsonError(ValueError):
    """The bytes are no acceptable JSON; the text says what was expected and quotes nothing of the input."""


def decode(data: bytes | str) -> object:
    """The value of a JSON text in UTF-8 without a byte order mark.

    Raises:
        JsonError: not UTF-8, not JSON, a duplicate key, ``NaN`` or an infinity, an integer of more than
            ``MAX_DIGITS`` digits, a lone surrogate, or nested or filled beyond the limits above.

    """
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
    except UnicodeDecodeError:
        message = "expected UTF-8"
        raise JsonError(message) from None
    if text.count(",") > MAX_COMMAS:
        message = f"expected at most {MAX_COMMAS} values"
        raise JsonError(message)
    try:
        value = _decoder.decode(text)
    except JsonError:
        raise
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        message = "expected one JSON value"
        raise JsonError(message) from None
    # UTF-8 cannot hold a surrogate; only an escape can bring one.
    _inspect(value, may_hold_surrogates="\\ud" in text or "\\uD" in text)
    return value


def _inspect(value: object, *, may_hold_surrogates: bool) -> None:
    """Refuse depth, width and surrogates; iterative, so that depth cannot exhaust the stack."""
    level: list[object] = [value]
    depth = 0
    while level:
        depth += 1
        below: list[object] = []
        for item in level:
            if isinstance(item, dict | list):
                if depth > MAX_DEPTH:
                    raise _too_deep()
                below.extend(_narrow(item.values() if isinstance(item, dict) else item))
                if isinstance(item, dict) and may_hold_surrogates:
                    below.extend(item)
            elif isinstance(item, str) and may_hold_surrogates and not _is_unicode(item):
                message = "expected no lone surrogates in strings"
                raise JsonError(message)
        level = below


def _narrow(items: Iterable[object]) -> list[object]:
    members = list(items)
    if len(members) > MAX_MEMBERS:
        message = f"expected at most {MAX_MEMBERS} members of one object or list"
        raise JsonError(message)
    return members


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _too_deep() -> JsonError:
    return JsonError(f"expected at most {MAX_DEPTH} levels of nesting")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        message = "expected every key of an object once"
        raise JsonError(message)
    return result


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        message = f"expected integers of at most {MAX_DIGITS} digits"
        raise JsonError(message)
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        _constant(text)
    return value


def _constant(_name: str) -> NoReturn:
    message = "expected finite numbers"
    raise JsonError(message)


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_number, parse_constant=_constant
)
