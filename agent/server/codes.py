"""One-time pairing strings as people see and type them: Crockford base32 with a check character."""

import secrets

BITS = 130
LENGTH = 26
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = _ALPHABET + "*~$=U"
_GROUP = 5
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"} | dict.fromkeys("- \t\r\n"))


class CodeError(ValueError):
    """A typed pairing string that cannot be right."""


def new() -> str:
    """130 random bits as 26 characters without separators: the canonical string that keys are made of."""
    number = secrets.randbits(BITS)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(BITS - 5, -1, -5))


def show(canonical: str) -> str:
    """As shown to people: with the check character, in groups of five."""
    text = canonical + _check(canonical)
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def read(typed: str) -> str:
    """The canonical string of what a person typed; case, spaces, hyphens, O, I and L are forgiven.

    Raises:
        CodeError: not 27 characters, a character that cannot occur, or a wrong check character.

    """
    text = typed.upper().translate(_FORGIVEN)
    canonical, check = text[:LENGTH], text[LENGTH:]
    if len(text) != LENGTH + 1 or not set(canonical) <= set(_ALPHABET):
        message = f"expected {LENGTH + 1} letters and digits"
        raise CodeError(message)
    if check != _check(canonical):
        message = "the check character does not fit: a character was mistyped or swapped"
        raise CodeError(message)
    return canonical


def _check(canonical: str) -> str:
    number = 0
    for character in canonical:
        number = number << 5 | _ALPHABET.index(character)
    return _CHECKS[number % len(_CHECKS)]
