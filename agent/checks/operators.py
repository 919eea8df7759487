"""The operators of a condition: what each asks of the values at a path. No check."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import regex

from agent.checks.value import Entries, Value
from agent.listing import Listing
from agent.text.amount import only_amount
from agent.text.fold import fold
from agent.text.matcher import Matcher

_GAPS = regex.compile(r"[\s\-‐‑‒–—−]+")


class Answer(NamedTuple):
    """Whether a condition holds; ``None`` when nobody said what it asks for."""

    holds: bool | None
    value: str = ""
    """What stands there, for a message; so is ``limit``."""
    limit: str = ""


HOLDS = Answer(holds=True)
UNKNOWN = Answer(holds=None)
Operator = Callable[[Entries, Listing], Answer]
Comparison = Callable[[Decimal, Decimal], bool]


def equal(wanted: bool | str | Decimal) -> Operator:  # noqa: FBT001 - a value to compare with
    """Every value is ``wanted``."""
    key = _key(wanted) if isinstance(wanted, str) else wanted

    def operator(entries: Entries, _listing: Listing) -> Answer:
        values = {_key(entry) if isinstance(entry, str) else entry for entry in entries}
        return Answer(values == {key}, limit="" if isinstance(wanted, bool) else str(wanted))

    return operator


def member(names: tuple[str, ...], holds: Callable[[set[str], set[str]], bool]) -> Operator:
    """The values and ``names``, as sets of folded texts, are as ``holds`` says."""
    wanted = {_key(name) for name in names}

    def operator(entries: Entries, _listing: Listing) -> Answer:
        return Answer(holds({_key(entry) for entry in entries}, wanted), limit=", ".join(names))

    return operator


def covering(other: Value) -> Operator:
    """Every text at ``other`` is among the values."""

    def operator(entries: Entries, listing: Listing) -> Answer:
        wanted = other.read(listing)
        if wanted is None:
            return UNKNOWN
        values = {_key(entry) for entry in entries}
        lacking = [entry for entry in wanted if _key(entry) not in values]
        return Answer(not lacking, limit=", ".join(lacking))

    return operator


def same(others: tuple[Value, ...]) -> Operator:
    """Equal to the texts at each of ``others`` that is known."""

    def operator(entries: Entries, listing: Listing) -> Answer:
        own = [_bare(entry) for entry in entries]
        known = [read for other in others if (read := other.read(listing)) is not None]
        different = [read for read in known if [_bare(entry) for entry in read] != own]
        if different:
            return Answer(holds=False, limit=listed(different[0]))
        return Answer(True if known else None)

    return operator


def compared(
    tests: tuple[tuple[Decimal, Comparison], ...],
    base: Value | None,
    percent: bool,  # noqa: FBT001
) -> Operator:
    """The number, or its share of the number at ``base``, passes every test."""

    def operator(entries: Entries, listing: Listing) -> Answer:
        number = _number(entries)
        if number is not None and base is not None:
            whole = _number(base.read(listing) or ())
            number = number / whole if whole else None
        if number is None:
            return UNKNOWN
        crossed = next((limit for limit, holds in tests if not holds(number, limit)), None)
        if crossed is None:
            return HOLDS
        return Answer(holds=False, value=_shown(number, percent), limit=_shown(crossed, percent))

    return operator


def matched(matcher: Matcher, found: bool) -> Operator:  # noqa: FBT001 - what is wanted
    """Some value has a hit, or (not ``found``) none has."""

    def operator(entries: Entries, _listing: Listing) -> Answer:
        return Answer(any(matcher.find(entry) for entry in entries) == found)

    return operator


def _number(entries: Entries) -> Decimal | None:
    if len(entries) != 1:
        return None
    (entry,) = entries
    return only_amount(entry) if isinstance(entry, str) else Decimal(str(entry))


def _shown(number: Decimal, percent: bool) -> str:  # noqa: FBT001 - how it is worded
    if percent:
        return f"{number * 100:.2f}".rstrip("0").rstrip(".")
    return f"{number.normalize():,f}"


def listed(entries: Entries | None) -> str:
    """Texts and numbers in a row, as a message shows them."""
    return ", ".join(
        str(entry)
        for entry in entries or ()
        if isinstance(entry, str | int | float) and not isinstance(entry, bool)
    )


def _key(text: str) -> str:
    return fold(text).text.strip()


def _bare(text: str) -> str:
    return _GAPS.sub("", fold(text).text)
