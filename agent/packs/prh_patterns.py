"""How prh writes what it looks for: a literal, ``/…/flags``, or just the right form in every spelling."""

import re

REGEX = re.compile(r"/(.*)/([dgimsuvy]*)")
_SYNTAX = re.compile(r"[\\^$.*+?()\[\]{}|/-]")
_FULL_WIDTH = 0xFEE0
"""From an ASCII letter or digit to its full-width form."""


def source_of(find: str) -> tuple[str, str]:
    """A pattern of prh as the source and flags of a JavaScript expression."""
    match = REGEX.fullmatch(find)
    return (match[1], match[2]) if match else (_SYNTAX.sub(r"\\\g<0>", find), "")


def spread(text: str) -> str:
    """An expression for ``text`` in every width and case of its Latin letters and digits."""
    return "".join(
        _spread(char) if char.isascii() and char.isalnum() else source_of(char)[0] for char in text
    )


def _spread(char: str) -> str:
    forms = dict.fromkeys((char.upper(), char.lower()))
    return f"[{''.join(forms)}{''.join(chr(ord(form) + _FULL_WIDTH) for form in forms)}]"
