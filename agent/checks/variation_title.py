"""Titles in a variation family: the parent's says what all have in common, the child's what it is."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of, whole
from agent.context import Family, Record
from agent.listing import Listing, Passage
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold
from agent.text.script import LATIN_LETTER

DATA = frozenset({"quote"})

_BRACKETED = regex.compile(r"\s*[(（\[【].*")
_SPACES = regex.compile(r"[\s・\-_/]+")
_WORDS = regex.compile(r"[^\W_]+")
_LATIN = regex.compile(r"[\p{Script=Latin}\p{Nd}'’]")
_JAPANESE = regex.compile(r"[\p{Script=Katakana}ー\p{Script=Han}]")
SHORT = 3
"""Sizes such as S, M and XL: compared as whole words and with their case."""


class Params(Base):
    """``fault``: which of three.

    ``parent-value``: a parent's title names a value of one child. ``child-same``: a child's title is the
    parent's. ``child-value``: a child's title lacks its own colour, size or other value.
    """

    fault: Literal["parent-value", "child-same", "child-value"]


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """A violation on the title, or at the value that it should not name; ``quote`` is the value or the title.

    A child's value in another script than its title (Red, レッド) is ``incomplete``: it may be translated.
    """

    def judge(scene: Scene) -> Iterator[Hit]:
        family = scene.listing.context.family
        role = "parent" if params.fault == "parent-value" else "child"
        passages = [passage for passage in scene.passages() if passage.text.strip()]
        if family is None or family.role != role or not passages:
            yield NOT_APPLICABLE
        elif params.fault == "parent-value":
            yield from _named_values(passages[0], family, scene.listing.brand or "")
        elif params.fault == "child-same":
            yield from _same_as_parent(passages[0], family)
        else:
            yield from _lacking_values(passages[0], scene.listing, family)

    return judge


def _named_values(passage: Passage, family: Family, brand: str) -> Iterator[Hit]:
    values = _varying_values(family)
    if not values:
        yield NOT_APPLICABLE
        return
    text = passage.text
    for start, end in _uses(text, brand):
        text = text[:start] + " " * (end - start) + text[end:]
    spans = sorted({span for value in values for span in _uses(text, value)})
    last = -1
    for start, end in spans:
        if start >= last:
            last = end
            yield Hit(span_of(passage, (start, end)), {"quote": passage.text[start:end]})


def _varying_values(family: Family) -> set[str]:
    """Values that some children have and others have not."""
    values: dict[str, set[str]] = {}
    for child in family.children:
        for name, value in child.variation.items():
            values.setdefault(name, set()).add(_head(value))
    return {value for group in values.values() if len(group) > 1 for value in group if value}


def _same_as_parent(passage: Passage, family: Family) -> Iterator[Hit]:
    title = family.parent.title if family.parent else None
    if not title:
        yield NOT_APPLICABLE
    elif _plain(title) == _plain(passage.text):
        yield Hit(whole(passage), {"quote": title})


def _lacking_values(passage: Passage, listing: Listing, family: Family) -> Iterator[Hit]:
    values = _own_values(listing, family)
    if not values:
        yield NOT_APPLICABLE
    for value in values.values():
        if _said(value, passage.text):
            continue
        same_script = bool(LATIN_LETTER.search(value)) == bool(LATIN_LETTER.search(passage.text))
        sure = same_script and (value.isascii() == passage.text.isascii() or not value.isascii())
        yield Hit(whole(passage), {"quote": value}, None if sure else "judgement-needed")


def _own_values(listing: Listing, family: Family) -> Mapping[str, str]:
    """What varies, as this child has it: from its record in the family, or from its attributes."""
    record = next((child for child in family.children if _is(child, listing)), None)
    if record is not None and record.variation:
        found = record.variation
    else:
        attributes = listing.context.attributes or {}
        found = {name: attributes[name] for name in family.theme or () if name in attributes}
    return {name: _head(value) for name, value in found.items() if _head(value)}


def _is(record: Record, listing: Listing) -> bool:
    pairs = ((record.sku, listing.sku), (record.asin, listing.asin), (record.gtin, listing.gtin))
    return any(theirs and theirs == (ours or "").strip() for theirs, ours in pairs)


def _head(value: str) -> str:
    """A value without what stands in brackets behind it: M of "M (EU 38)"."""
    return _BRACKETED.sub("", value).strip()


def _said(value: str, title: str) -> bool:
    """Whether the title says the value, whatever its spaces, or at least one long word of it."""
    if len(value) <= SHORT:
        return bool(_uses(title, value))
    if _plain(value) in _plain(title):
        return True
    return any(len(word) > SHORT and _uses(title, word) for word in _WORDS.findall(value))


def _uses(text: str, value: str) -> list[tuple[int, int]]:
    """Where ``value`` stands as a word of its own; the case of short ones counts (M is not m)."""
    if not value:
        return []
    goes_on = _LATIN if value.isascii() else _JAPANESE
    spans = re.finditer(re.escape(value), text, 0 if len(value) <= SHORT else re.IGNORECASE)
    return [
        (start, end)
        for start, end in (match.span() for match in spans)
        if not goes_on.match(text[max(start - 1, 0) : start]) and not goes_on.match(text[end : end + 1])
    ]


def _plain(text: str) -> str:
    return _SPACES.sub("", fold(text).text)
