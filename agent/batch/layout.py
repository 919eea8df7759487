"""What the columns of a table mean, and the listing that a row of it makes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_args

from pydantic import ValidationError

from agent.batch.row import Key, Part, unreadable
from agent.context import Context, Offer
from agent.listing import TEXT_FIELDS, Listing, Platform

_PLATFORMS: tuple[Platform, ...] = get_args(Platform)
_YES = frozenset({"1", "yes", "true", "y", "はい", "有", "是", "○"})
_NO = frozenset({"0", "no", "false", "n", "いいえ", "無", "否", "×"})
_COUNT = re.compile(r"\d{1,9}")


class CellError(ValueError):
    """A cell that makes no part of a listing; says which column and what was expected."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the call says where the file does not tell."""

    platform: Platform | None = None
    marketplace: str | None = None
    also: tuple[Platform, ...] = ()
    mercari_link: bool | None = None


@dataclass(frozen=True)
class Layout:
    """A table's format: which rows are headings, and which part of a listing each column is."""

    name: str
    """``csv`` (ours), ``flat-file``, ``mercari-shops``, ``mercari-link``."""
    headings: tuple[str, ...]
    parts: tuple[Part | None, ...]
    data_row: int = 1
    """Rows before the first listing, from 0."""
    platform: Platform | None = None
    marketplace: str | None = None
    notes: tuple[str, ...] = ()
    """For the person who gave the file."""
    same_width: bool = False
    """Whether a row of another width cannot be taken in."""
    cells: Mapping[Part, Key] = field(init=False)

    def __post_init__(self) -> None:
        places = {part: column for column, part in enumerate(self.parts) if part is not None}
        object.__setattr__(self, "cells", places)

    def told(self) -> str:
        """How many columns are read, and which are not."""
        unread = [
            heading
            for heading, part in zip(self.headings, self.parts, strict=False)
            if part is None and heading.strip()
        ]
        shown = ", ".join(unread[:6]) + (" …" if len(unread) > 6 else "")  # noqa: PLR2004 - enough to see what they are
        rest = f"; not read: {shown}" if unread else ""
        return f"{len(self.cells)} columns{rest}"

    def heading(self, column: int) -> str:
        """How a message names a column."""
        name = self.headings[column] if column < len(self.headings) else ""
        return f"column {column + 1} ('{name}')" if name else f"column {column + 1}"

    def listing(self, cells: Sequence[str], defaults: Defaults) -> Listing | None:
        """The listing of a row; ``None`` for a row that is none. Raises ``CellError``.

        A cell that is empty is a field that is there and empty.
        """
        return self.made(self.values(cells), defaults)

    def picture_names(self, cells: Sequence[str]) -> dict[str, str]:
        """The files that a row names as pictures, by slot; addresses are in its listing."""
        named = {
            slot: cells[column].strip() for slot, column in self._pictures.items() if column < len(cells)
        }
        return {slot: name for slot, name in named.items() if name and "://" not in name}

    @cached_property
    def _pictures(self) -> Mapping[str, int]:
        return {
            slot_of(index): column
            for (name, index), column in self.cells.items()
            if name == "images" and index is not None and isinstance(column, int)
        }

    def values(self, cells: Sequence[str]) -> dict[str, Any]:
        """The texts of a row by part; those of bullets and images by their numbers. Raises ``CellError``."""
        values: dict[str, Any] = {}
        for (name, index), column in self.cells.items():
            text = cells[column] if isinstance(column, int) and column < len(cells) else ""
            fault = unreadable(text)
            if fault is not None:
                msg = f"{self.heading(int(str(column)))}: {fault}"
                raise CellError(msg)
            if index is None:
                values[name] = text
            else:
                values.setdefault(name, {})[index] = text
        return values

    def made(self, values: Mapping[str, Any], defaults: Defaults) -> Listing:
        """The listing that ``values`` say. Raises ``CellError``."""
        values = {name: _in_order(text) if isinstance(text, dict) else text for name, text in values.items()}
        made: dict[str, Any] = {name: values[name] for name in TEXT_FIELDS if name in values}
        made["platform"] = self._platform(values.get("platform", ""), defaults)
        made["marketplace"] = self._marketplace(values.get("marketplace", ""), made["platform"], defaults)
        made["also"] = _also(values.get("also", ""), defaults)
        linked = _flag("mercari_link", values.get("mercari_link", ""))
        made["mercari_link"] = defaults.mercari_link if linked is None else linked
        if "images" in values:
            made["images"] = _images(values["images"])
        context = _context(values)
        if context is not None:
            made["context"] = context
        try:
            return Listing.model_validate(made)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name, *rest = first["loc"]
            column = self.cells.get((str(name), rest[0] if rest and isinstance(rest[0], int) else None))
            where = self.heading(column) if isinstance(column, int) else str(name)
            msg = f"{where}: {first['msg']}"
            raise CellError(msg) from error

    def _platform(self, text: str, defaults: Defaults) -> Platform:
        written = text.strip().lower()
        for platform in _PLATFORMS:
            if written == platform:
                return platform
        if written:
            msg = f"platform '{text}', expected one of {', '.join(_PLATFORMS)}"
            raise CellError(msg)
        return self.platform or defaults.platform or "amazon"

    def _marketplace(self, text: str, platform: Platform, defaults: Defaults) -> str | None:
        written = text.strip().lower()
        if written:
            return written
        return "jp" if platform != "amazon" else self.marketplace or defaults.marketplace


def emptied(values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` without the empty ones: who updates part of a listing leaves empty what is not touched."""
    return {
        name: text
        for name, text in values.items()
        if (any(text.values()) if isinstance(text, dict) else text)
    }


def _in_order(texts: Mapping[int, str]) -> tuple[str, ...]:
    """The texts by their numbers; those that end the list empty are not there."""
    row = [texts.get(index, "") for index in range(max(texts) + 1)]
    while row and not row[-1].strip():
        row.pop()
    return tuple(row)


def slot_of(index: int) -> str:
    """Amazon's name of a place in the gallery, which begins at 0."""
    return "MAIN" if index == 0 else f"PT{index:02d}"


def _images(names: Sequence[str]) -> tuple[dict[str, str], ...]:
    """Slots in gallery order, with the address where there is one."""
    return tuple(
        {"slot": slot_of(index)} | ({"url": name} if "://" in name else {})
        for index, name in enumerate(names)
        if name.strip()
    )


def _also(text: str, defaults: Defaults) -> tuple[str, ...]:
    written = tuple(name for name in re.split(r"[;|,\s]+", text.strip().lower()) if name)
    return written or defaults.also


def _flag(name: str, text: str) -> bool | None:
    written = text.strip().lower()
    if written in _YES or written in _NO:
        return written in _YES
    if written:
        msg = f"{name} '{text}', expected yes or no"
        raise CellError(msg)
    return None


def _context(values: Mapping[str, Any]) -> Context | None:
    quantity = str(values.get("quantity", "")).strip()
    offer = Offer(quantity=int(quantity)) if _COUNT.fullmatch(quantity) else None
    product_type = str(values.get("product_type", "")).strip()[:2000] or None
    attributes = values.get("attributes")
    if offer is None and product_type is None and not attributes:
        return None
    return Context(offer=offer, product_type=product_type, attributes=attributes)
