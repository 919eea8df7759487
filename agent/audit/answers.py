"""What a saved page answers to the browser that opens it: addresses, bytes and the few headers that matter.

How each kind of file is read stands in ``html_file``, ``mhtml`` and ``page_folder``.
"""

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

MOST_BYTES = 64 << 20
"""Of one saved page with all that belongs to it; the largest real product page seen has 3 MB."""
MOST_PARTS = 5_000

_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".css": "text/css"}
"""Of what matters here; the tables of ``mimetypes`` differ from system to system."""


class SavedPageError(ValueError):
    """A saved page that cannot be opened. ``reason`` says why and what to do."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response."""

    body: bytes
    content_type: str
    status: int = 200
    policy: str | None = None
    """The content security policy."""

    @property
    def headers(self) -> Mapping[str, str]:
        """What the browser needs to know; fonts and pictures may be asked for across origins."""
        headers = {"content-type": self.content_type, "access-control-allow-origin": "*"}
        return headers if self.policy is None else {**headers, "content-security-policy": self.policy}


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page that was saved, at the address where it stood."""

    url: str
    """With its fragment, which tells some editors' tabs."""
    document: Answer
    part: Callable[[str], Answer | None]
    """What was saved of another address."""

    def answer(self, url: str) -> Answer | None:
        """What stands at ``url``; ``None``: nothing was saved of it.

        Neither the page's own scripts run nor those of its frames, which could change the page: only code
        in an isolated world does, as under any policy.
        """
        answer = self.document if key(url) == key(self.url) else self.part(url)
        return None if answer is None else replace(answer, policy="script-src 'none'")


def key(url: str) -> str:
    """The same for addresses that differ in nothing but fragment and how letters are escaped."""
    place, _, query = url.partition("#")[0].partition("?")
    return f"{unquote(place)}?{unquote(query)}"


def web_address(text: str) -> str | None:
    """``text`` as an address that a browser can be sent to, without user name and password."""
    try:
        parts = urlsplit(text.strip())
        host = parts.hostname
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or not host.isascii():
        return None
    place = f"[{host}]" if ":" in host else host
    return urlunsplit(
        parts._replace(netloc=place if port is None else f"{place}:{port}", path=parts.path or "/")
    )


def type_of(name: str) -> str:
    """The content type that a file's name tells."""
    suffix = Path(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def read_file(path: Path, most: int = MOST_BYTES) -> bytes:
    """The content of a file. Raises ``SavedPageError``: it cannot be read or is larger than ``most``."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise SavedPageError(path, f"cannot be read ({error.strerror})") from error
    if len(content) > most:
        raise SavedPageError(path, f"is larger than the {most >> 20} MB that a saved page may have")
    return content


def inside(folder: Path, name: str) -> Path | None:
    """The regular file ``name`` below ``folder``; ``None`` when it is elsewhere, through a link too."""
    try:
        path = (folder / name).resolve(strict=True)
        return path if path.is_relative_to(folder.resolve()) and path.is_file() else None
    except (OSError, ValueError):
        return None
