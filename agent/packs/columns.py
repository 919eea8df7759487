"""The words in which an entry says its severity, its fields and its platforms, in CSV and in prh."""

import re
from typing import get_args

from agent.listing import TEXT_FIELDS, Platform, TextField
from agent.packs.entry import PLATFORMS, SEVERITY
from agent.report import Severity

_SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_BETWEEN = re.compile(r"[;|\s]+")


def severity_of(text: str) -> Severity:
    """A severity; nothing means a warning. Raises ``ValueError``."""
    wanted = text.strip() or SEVERITY
    for severity in _SEVERITIES:
        if severity == wanted:
            return severity
    msg = f"severity '{wanted}', expected one of {', '.join(_SEVERITIES)}"
    raise ValueError(msg)


def fields_of(text: str) -> tuple[TextField, ...]:
    """Fields, separated by ``;``. Raises ``ValueError``."""
    named = _names(text)
    unknown = [name for name in named if name not in TEXT_FIELDS]
    if unknown:
        msg = f"field '{unknown[0]}', expected some of {', '.join(TEXT_FIELDS)}, separated by ;"
        raise ValueError(msg)
    return tuple(field for field in TEXT_FIELDS if field in named)


def platforms_of(text: str) -> tuple[Platform, ...]:
    """Platforms, separated by ``;``. Raises ``ValueError``."""
    named = _names(text)
    unknown = [name for name in named if name not in PLATFORMS]
    if unknown:
        msg = f"platform '{unknown[0]}', expected some of {', '.join(PLATFORMS)}, separated by ;"
        raise ValueError(msg)
    return tuple(platform for platform in PLATFORMS if platform in named)


def _names(text: str) -> list[str]:
    return [name for name in _BETWEEN.split(text) if name]
