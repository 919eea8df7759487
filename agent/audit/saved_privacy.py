"""What a page that is being saved holds of people: in the listing's text, in all that would be written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from agent.audit.leftovers import (
    Held,
    Leftover,
    look,
    look_at_address,
    look_at_document,
    look_at_picture,
    look_at_sheet,
)
from agent.audit.page_bytes import Contents
from agent.audit.page_folder import DOCUMENT, INDEX
from agent.audit.personal import SECRET_NAME, find, is_kept
from agent.audit.suspects import oddness

_LEAST_PASSWORD, _LEAST_ODD = 6, 12
_PUBLIC_NAME = re.compile("merchant|seller", re.IGNORECASE)
"""Amazon's own number as a seller is that of the marketplace, which addresses show."""
_CODES = frozenset({"asin", "gtin", "price", "platform", "marketplace", "page", "images"})
"""Members of a listing that are codes and amounts, whatever they look like."""


def secrets_of(
    hidden: Iterable[tuple[str, str]], passwords: Iterable[str], cookies: Iterable[str], public: str
) -> tuple[str, ...]:
    """The values that may stand nowhere; what the listing or its address says is no secret.

    Args:
        hidden: name and value of fields that are not shown.
        passwords: what was typed into fields for passwords.
        cookies: their values.
        public: the listing and its address.

    """
    named = [value for name, value in hidden if SECRET_NAME.search(name) and not _PUBLIC_NAME.search(name)]
    long = {one for one in (*named, *cookies) if "://" not in one and oddness(one) >= _LEAST_ODD}
    typed = {one for one in passwords if len(one) >= _LEAST_PASSWORD}
    return tuple(sorted(one for one in long | typed if one not in public))


def left_in_listing(listing: Mapping[str, Any], held: Held) -> list[Leftover]:
    """What is personal in the listing's own text, which is never changed."""
    left: list[Leftover] = []
    for name, value in listing.items():
        if name in _CODES:
            continue
        for index, text in enumerate(value if isinstance(value, list) else [value], 1):
            where = f"the field '{name}'" + (f", entry {index}" if isinstance(value, list) else "")
            left += [*look(text, where, held)] or [*_found(text, where, held)]
    return left


def _found(text: str, where: str, held: Held) -> Iterator[Leftover]:
    for datum in find(text):
        part = text[datum.start : datum.end]
        if not is_kept(part, held.keep):
            yield Leftover.of(datum.kind, where, part)


def left_in_page(url: str, html: str, contents: Contents, held: Held) -> list[Leftover]:
    """What is left in an address, a document and what belongs to it."""
    left = [*look_at_address(url, f"{INDEX}, 'url'", held), *look_at_document(html, DOCUMENT, held)]
    for address, (kind, content) in contents.items():
        parts = urlsplit(address)
        left += look_at_address(address, f"the address of a file of {parts.hostname}", held)
        where = f"{parts.hostname}{parts.path[-60:]}"
        if kind.startswith("text/css"):
            left += look_at_sheet(content.decode(), where, held)
        else:
            left += look_at_picture(content, where)
    return left
