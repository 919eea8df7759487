"""What a page turned out to be: a listing that can be judged, or one of the things that are never "clean"."""

import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from agent.reports.run import Cause, Outcome

REFUSED = frozenset({403, 407, 429, 503})
"""HTTP statuses by which sites turn automated browsers away."""
_LOG_IN_PATH = re.compile(r"^/(?:ap/(?:signin|mfa|cvf|challenge)|signin|sign_in|login)\b")
_LOG_IN_HOST = re.compile(r"^(?:login|accounts?)\.")
NOT_FOUND = 404
FAULTY = 400


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser saw at a target's address."""

    status: int | None
    """Of the answer to the last navigation."""
    url: str
    """Where the browser ended up."""
    draft: dict[str, Any] | None
    """The extractor's reading; ``None`` where no adapter knows the page."""
    fullness: Literal["none", "part", "whole"]
    password: bool = False
    """A field for a password is shown."""
    robot: bool = False
    """A question that only people can answer is shown."""
    failed: bool = False
    """Amazon's page of errors is shown."""
    in_time: bool = True


def outcome_of(seen: Seen, *, listed: bool) -> tuple[Outcome, Cause | None]:
    """The outcome and, for all but ``judged``, why; ``listed``: the extension works at this address.

    A listing that was read is judged even where the site adds a field for a password to it.
    """
    if seen.fullness != "none":
        return "judged", None
    return _turned_away(seen) or _missing(seen) or _without_fields(seen, listed=listed)


def _turned_away(seen: Seen) -> tuple[Outcome, Cause] | None:
    if seen.robot:
        return "blocked", Cause(key="robot")
    if _asks_to_sign_in(seen):
        return "log-in", Cause(key="sign-in", values={"place": _place(seen.url)})
    if seen.status in REFUSED:
        return "blocked", Cause(key="refused", values={"status": str(seen.status)})
    return ("blocked", Cause(key="errors")) if seen.failed else None


def _missing(seen: Seen) -> tuple[Outcome, Cause] | None:
    if seen.status == NOT_FOUND:
        return "could-not", Cause(key="not-found")
    if seen.status is not None and seen.status >= FAULTY:
        return "could-not", Cause(key="status", values={"status": str(seen.status)})
    return None


def _without_fields(seen: Seen, *, listed: bool) -> tuple[Outcome, Cause]:
    if not listed:
        return "could-not", Cause(key="no-listing", values={"place": _place(seen.url)})
    expected = (seen.draft or {}).get("expected", [])
    if seen.draft is not None and not expected:
        return "could-not", Cause(key="no-field")
    fields = ", ".join(expected) or "–"
    return "changed-site", Cause(key="fields" if seen.in_time else "late", values={"fields": fields})


def _asks_to_sign_in(seen: Seen) -> bool:
    parts = urlsplit(seen.url)
    return (
        seen.password
        or bool(_LOG_IN_PATH.match(parts.path))
        or bool(_LOG_IN_HOST.match(parts.hostname or ""))
    )


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or ''}{parts.path}"
