"""A variation family: the values of its theme, which tell its children apart."""

from collections.abc import Iterator
from typing import Literal

import regex

from agent.checks.base import Hit, Judge, Params as Base
from agent.checks.family import in_family, products_of
from agent.checks.relations import children, names_of, theme_name
from agent.context import Family, Record
from agent.listing import Listing
from agent.report import Target
from agent.rules.lexicon import Lexicons
from agent.text.likeness import plain

DATA = frozenset({"record", "theme", "value", "count"})

_NUMBERED = regex.compile(r"(.*\p{L}.*\p{L})(?:[\s\-_#.(]*\d{1,2}|[\s\-_]+[ivx]{1,3})\)?")
_SHOWN = 3


class Params(Base):
    """``missing``: a child has no value. ``repeated``: two children have the same.

    ``numbered``: values of the attributes ``of`` that differ by a number only (Red 1, Red 2).
    """

    fault: Literal["missing", "repeated", "numbered"]
    of: tuple[str, ...] = ()


def bind(params: Params, _lexicons: Lexicons) -> Judge:
    """One violation that names the children."""
    numbered = frozenset(theme_name(name) for name in params.of)

    def search(listing: Listing) -> Iterator[Hit]:
        members = children(listing)
        themes = _themes(listing.context.family)
        if params.fault == "missing":
            yield from _missing_values(members, themes)
        elif params.fault == "repeated":
            yield from _repeated_values(members, themes)
        else:
            yield from _numbered_values(members, numbered)

    return in_family(search)


def _themes(family: Family | None) -> list[str]:
    """Names of the attributes that vary, when the children's values go by the same names; else none."""
    if family is None:
        return []
    parts = [part for name in family.theme or () for part in name.split("/")]
    themes = [theme_name(part) for part in parts if part.strip()]
    used = {theme_name(name) for child in family.children for name in child.variation}
    return themes if used & set(themes) else []


def _values(member: Record) -> dict[str, str]:
    return {theme_name(name): plain(value) for name, value in member.variation.items()}


def _missing_values(members: tuple[Record, ...], themes: list[str]) -> Iterator[Hit]:
    told = [(member, _values(member)) for member in members if member.variation]
    names = themes or sorted({name for _, values in told for name in values})
    empty = [(member, name) for member, values in told for name in names if values.get(name) == ""]
    absent = [(member, name) for member, values in told for name in names if name not in values]
    for lacking, sure in ((empty, True), (absent, False)):
        if lacking:
            data = {"record": names_of(member for member, _ in lacking), "theme": lacking[0][1]}
            target = Target()
            count = len({id(member) for member, _ in lacking})
            yield Hit(target, {**data, "value": "", "count": count}, None if sure else "data-missing")
            return


def _repeated_values(members: tuple[Record, ...], themes: list[str]) -> Iterator[Hit]:
    groups: dict[tuple[str, ...], list[Record]] = {}
    for member in members:
        values = _values(member)
        key = tuple(values.get(name, "") for name in (themes or sorted(values)))
        if key and all(key):
            groups.setdefault(key, []).append(member)
    for group in groups.values():
        products = products_of(group)
        if len(products) > 1:
            value = " / ".join(group[0].variation.values())
            data = {"record": names_of(products), "theme": " / ".join(themes), "value": value}
            # Without the theme's name, another attribute may tell them apart.
            yield Hit(Target(), {**data, "count": len(products)}, None if themes else "data-missing")


def _numbered_values(members: tuple[Record, ...], of: frozenset[str]) -> Iterator[Hit]:
    groups: dict[tuple[str, str], dict[str, Record]] = {}
    for member in members:
        for name, value in member.variation.items():
            match = _NUMBERED.fullmatch(plain(value)) if theme_name(name) in of else None
            if match is not None:
                groups.setdefault((name, match[1]), {}).setdefault(value.strip(), member)
    for (name, _), found in groups.items():
        if len(found) > 1:
            data = {
                "record": names_of(found.values()),
                "theme": name,
                "value": ", ".join(list(found)[:_SHOWN]),
            }
            yield Hit(Target(), {**data, "count": len(found)})
