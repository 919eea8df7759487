"""Which database a URL names, and how to speak of it without its password."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from agent.store.errors import FILE, VARIABLE, StoreError

_EXPECTED = "postgresql://user:password@host/database or sqlite:///file"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store is; ``file`` for SQLite only."""

    url: URL
    file: Path | None

    def __str__(self) -> str:
        """For messages: user, password and options are left out."""
        if self.file is not None:
            return str(self.file)
        port = f":{self.url.port}" if self.url.port else ""
        return f"postgresql://{self.url.host or ''}{port}/{self.url.database or ''}"

    def without_secrets(self, text: str) -> str:
        """``text`` of a driver with the password blanked wherever it quotes it."""
        for secret in self._secrets():
            text = text.replace(secret, "***")
        return text

    def _secrets(self) -> Iterator[str]:
        if self.url.password:
            yield str(self.url.password)
        for name, value in self.url.query.items():
            if "pass" in name.lower():
                yield from (value,) if isinstance(value, str) else value


def read_address(url: str | None, state: Path) -> Address:
    """The store that ``url`` names; ``None``: the file in ``state``. Raises ``StoreError``."""
    if not url:
        return _of_file(state / FILE)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # whose text is the URL
        msg = f"{VARIABLE} or --store: this is not a URL of a store; expected {_EXPECTED}"
        raise StoreError(msg) from None
    if parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return Address(parsed.set(drivername="postgresql+psycopg"), None)
    if parsed.drivername == "sqlite" and parsed.database and not parsed.database.startswith((":", "file:")):
        return _of_file(Path(parsed.database))
    kind = parsed.drivername
    msg = f"{VARIABLE} or --store: a store of this kind ({kind}) is not known; expected {_EXPECTED}"
    raise StoreError(msg)


def _of_file(path: Path) -> Address:
    return Address(URL.create("sqlite", database=str(path)), path)
