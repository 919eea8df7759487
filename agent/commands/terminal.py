"""Text of listings and pages on its way to a terminal or a log."""

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """One line without what would steer a terminal or turn the reading direction around."""
    return _CONTROL.sub("\ufffd", text)
