"""Waivers: the shop's memory of "not a problem here", in one file for live, audit and batch.

``waivers.toml``::

    [[waivers]]
    id = "w-3f2a9c81"
    scope = "place"                     # place, listing, shop or everywhere
    rule = "amazon/title-promotional-phrase"
    fingerprint = "3f2a9c81d0e4b7aa-1c2d9e0f-1"
    quote = "送料無料"                  # for who reads this file
    listing = "asin:B0CX12A4K9"         # of scope place and listing
    reason = "part of the brand's name"
    author = "Sato"
    created = 2026-11-22
    until = 2027-05-31                  # the last day it holds; without, it holds until it is removed

``shop = "Acme Store"`` names the shop of scope ``shop``. How the file is edited is in ``agent.waiver_file``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    model_validator,
)

from agent.fingerprint import Fingerprint, Marked, mark, pair
from agent.listing import Listing
from agent.report import Report
from agent.rules.rule import RULE_ID
from agent.rules.ruleset import RuleError, explained, parse_text

Scope = Literal["place", "listing", "shop", "everywhere"]
SCOPES: tuple[Scope, ...] = ("place", "listing", "shop", "everywhere")
"""From the narrowest to the widest; a finding is waived by the narrowest that fits."""
_PORTS = {"https": 443, "http": 80}
_MERCARI = "jp.mercari.com"
_EDITOR = re.compile(r"^/sell/edit/(?=m[0-9]+$)")
_NUMBER = re.compile(r"[0-9]|[a-z][A-Z]")
"""In a path: a number, or one that is written with letters too."""
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


def _token(text: str) -> str:
    return str(Fingerprint.parse(text))


class Waiver(BaseModel):
    """One decision of a person that a finding is no problem."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^w-[0-9a-f]{8}$")]
    scope: Scope
    rule: Annotated[str, StringConstraints(pattern=RULE_ID.pattern)]
    fingerprint: Annotated[str, AfterValidator(_token)] | None = None
    quote: Annotated[str, StringConstraints(max_length=2000)] = ""
    listing: Annotated[str, StringConstraints(pattern=r"^(asin|sku|url):.")] | None = None
    shop: Line | None = None
    reason: Line
    author: Line
    created: date
    until: date | None = None

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        needed = {
            "fingerprint": self.scope == "place",
            "listing": self.scope == "listing",
            "shop": self.scope == "shop",
        }
        for key, wanted in needed.items():
            given = getattr(self, key) is not None
            if given != wanted and not (key == "listing" and self.scope == "place"):
                msg = f"scope = '{self.scope}' {'needs' if wanted else 'takes no'} {key}"
                raise ValueError(msg)
        return self

    def holds(self, today: date) -> bool:
        """Whether it is in force; ``until`` is its last day."""
        return self.until is None or today <= self.until


class Waivers(BaseModel):
    """A whole file of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    waivers: tuple[Waiver, ...] = ()

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        ids = [waiver.id for waiver in self.waivers]
        double = next((name for name in ids if ids.count(name) > 1), None)
        if double is not None:
            msg = f"the id '{double}' is there twice; give one of them another"
            raise ValueError(msg)
        return self


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding and the waiver that fits it."""

    marked: Marked
    waiver: Waiver


class Applied(NamedTuple):
    """What waivers leave of a report."""

    report: Report
    """Without the waived findings."""
    waived: tuple[Waived, ...]
    expired: tuple[Waived, ...]
    """Findings that are in the report again because their waiver is over."""


def read(path: Path) -> Waivers:
    """The waivers of a file, none when there is no file. Raises ``RuleError`` with file and line."""
    try:
        return read_text(path, path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Waivers()
    except OSError as error:
        raise RuleError(path, 1, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise RuleError(path, 1, f"expected UTF-8 text ({error.reason} at byte {error.start})") from error


def read_text(path: Path, text: str) -> Waivers:
    """The waivers that ``text``, which stands in ``path``, holds. Raises ``RuleError``."""
    try:
        return Waivers.model_validate(parse_text(path, text))
    except ValidationError as error:
        raise explained(path, error, text=text) from error


def address_of(url: str) -> str | None:
    """The part of a page's URL that names its listing: origin, in lower case, and path.

    An item of Mercari has two pages, its editor and the buyers': both have the address of the latter.
    ``None`` when it names none: no page of the web, or a path without anything like a number. That is one of
    a form (``/sell/create``, ``/abis/listing/edit?sku=…``), the same for every listing.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host or not _NUMBER.search(parts.path):
        return None
    origin = f"{parts.scheme}://{host}" + ("" if port in (None, _PORTS[parts.scheme]) else f":{port}")
    path = parts.path.rstrip("/")
    return origin + (_EDITOR.sub("/item/", path) if host == _MERCARI else path)


def keys_of(listing: Listing, url: str | None = None) -> tuple[str, ...]:
    """By what a waiver can name this listing, the steadiest first; none for one without any name.

    ``url`` is its page's, with or without query; the page of a new listing is that of every new listing.
    """
    address = None if url is None or listing.page == "create" else address_of(url)
    named = (("asin", listing.asin), ("sku", listing.sku), ("url", address))
    return tuple(f"{kind}:{value.strip()}" for kind, value in named if value and value.strip())


def apply(waivers: Waivers, report: Report, listing: Listing, today: date, url: str | None = None) -> Applied:
    """``report`` without what is waived for ``listing`` on ``today``; ``url`` is its page's, if any.

    A rule's outcome ``error`` is never waived: it is no verdict.
    """
    marked = mark(report, listing)
    names = _Names(keys_of(listing, url), (url or "").strip())
    mine = [waiver for waiver in waivers.waivers if _concerns(waiver, listing, names)]
    open_ = [place for place, one in enumerate(marked) if one.finding.outcome != "error"]
    waived = _matched(marked, open_, [waiver for waiver in mine if waiver.holds(today)])
    left = [place for place in open_ if place not in waived]
    expired = _matched(marked, left, [waiver for waiver in mine if not waiver.holds(today)])
    gone = {id(marked[place].finding) for place in waived}
    kept = tuple(finding for finding in report.findings if id(finding) not in gone)
    return Applied(
        replace(report, findings=kept),
        tuple(Waived(marked[place], waiver) for place, waiver in sorted(waived.items())),
        tuple(Waived(marked[place], waiver) for place, waiver in sorted(expired.items())),
    )


class _Names(NamedTuple):
    keys: tuple[str, ...]
    url: str
    """As it was given."""

    def hold(self, key: str) -> bool:
        kind, _, value = key.partition(":")
        if kind != "url" or key in self.keys:
            return key in self.keys
        # Written by hand or by an older version: with a query, or of a page that only its query tells apart.
        return value.strip() == self.url or f"url:{address_of(value)}" in self.keys


def _concerns(waiver: Waiver, listing: Listing, names: _Names) -> bool:
    if waiver.scope == "shop":
        seller = listing.context.seller
        return seller is not None and (seller.shop_name or "").strip() == waiver.shop
    return waiver.listing is None or names.hold(waiver.listing)


def _matched(marked: Sequence[Marked], places: Iterable[int], waivers: Sequence[Waiver]) -> dict[int, Waiver]:
    """The narrowest of ``waivers`` that fits, for each of ``places`` that has one."""
    found: dict[int, Waiver] = {}
    rest = list(places)
    for scope in SCOPES:
        fitting = [waiver for waiver in waivers if waiver.scope == scope]
        if scope == "place":
            known = [Fingerprint.parse(waiver.fingerprint or "") for waiver in fitting]
            pairs = pair(known, [marked[place].fingerprint for place in rest])
            found |= {rest[mine]: fitting[theirs] for mine, theirs in pairs.items()}
        else:
            by_rule = {waiver.rule: waiver for waiver in fitting}
            rules = {place: marked[place].finding.rule for place in rest}
            found |= {place: by_rule[rule] for place, rule in rules.items() if rule in by_rule}
        rest = [place for place in rest if place not in found]
    return found
