"""JSON: one object a line, a list of objects, or one; each a listing of ours or an answer of Amazon's."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from agent.batch import spapi
from agent.batch.delimited import LONGEST_RECORD, open_text
from agent.batch.encoding import ESCAPE, Encoding
from agent.batch.json_places import replaced, span
from agent.batch.layout import Defaults
from agent.batch.row import Change, Fault, FileError, Key, Part, Row, unreadable
from agent.listing import TEXT_FIELDS, Listing

Shape = Literal["lines", "list", "object"]
_CHUNK = 1 << 16
_DECODER = json.JSONDecoder()
_EXPECTED = 'expected a listing such as {"platform": "amazon", "title": "…"} or an answer of SP-API'


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of the file."""

    number: int
    lead: str
    """The text before it: commas, brackets, line ends."""
    text: str
    """The object as written; empty for what follows the last one."""
    value: Any
    fault: str | None = None


@dataclass(frozen=True)
class JsonFile:
    """A JSON file of listings."""

    path: Path
    encoding: Encoding
    shape: Shape
    defaults: Defaults
    description: str

    def rows(self) -> Iterator[Row | Fault]:
        """Its listings; an entry may hold several."""
        unit = {"lines": "line", "list": "item", "object": "item"}[self.shape]
        for entry in self.entries():
            if not entry.text:
                continue
            where = f"{unit} {entry.number}"
            if entry.fault is not None:
                yield Fault(entry.number, where, entry.fault)
                continue
            yield from self._listings(entry, where)

    def _listings(self, entry: Entry, where: str) -> Iterator[Row | Fault]:
        fault = unreadable(entry.text)
        if fault is None and not isinstance(entry.value, dict):
            fault = _EXPECTED
        if fault is not None:
            yield Fault(entry.number, where, fault)
            return
        try:
            if spapi.is_answer(entry.value):
                for found in spapi.listings(entry.value):
                    listing = found.listing.model_copy(update=self._said(found.listing))
                    name = f"{where}, {found.label}"
                    yield Row(entry.number, name, listing, entry, found.cells, found.issues)
            else:
                given = {"platform": self.defaults.platform or "amazon", **_without_files(entry.value)}
                listing = Listing.model_validate_json(json.dumps(given))
                listing = listing.model_copy(update=self._said(listing))
                named = _files(entry.value)
                yield Row(entry.number, where, listing, entry, _cells(listing), pictures=named)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            name = ".".join(str(part) for part in first["loc"])
            yield Fault(entry.number, where, f"{name}: {first['msg']}")
        except (AttributeError, TypeError, KeyError) as error:
            yield Fault(entry.number, where, f"no answer of SP-API as published ({error}); {_EXPECTED}")

    def _said(self, listing: Listing) -> dict[str, Any]:
        """What the call says where the listing does not."""
        return {
            "marketplace": listing.marketplace or self.defaults.marketplace,
            "also": listing.also or self.defaults.also,
            "mercari_link": self.defaults.mercari_link
            if listing.mercari_link is None
            else listing.mercari_link,
        }

    def entries(self) -> Iterator[Entry]:
        """Each object with the text around it, in order. Raises ``FileError``."""
        if self.shape == "lines":
            return self._lines()
        return self._list() if self.shape == "list" else self._object()

    def _lines(self) -> Iterator[Entry]:
        with open_text(self.path, self.encoding) as file:
            number = 0
            while line := file.readline(LONGEST_RECORD):
                number += 1
                body = line.strip()
                if len(line) == LONGEST_RECORD:
                    msg = f"{self.path}: line {number} is longer than {LONGEST_RECORD} characters"
                    raise FileError(msg)
                lead, tail = line[: line.find(body)], line[line.find(body) + len(body) :]
                if body:
                    try:
                        yield Entry(number, lead, body, _DECODER.decode(body))
                    except ValueError as error:
                        yield Entry(number, lead, body, None, f"expected JSON ({error})")
                yield Entry(number, tail if body else line, "", None)

    def _object(self) -> Iterator[Entry]:
        with open_text(self.path, self.encoding) as file:
            text = file.read()
        try:
            yield Entry(1, "", text, json.loads(text))
        except ValueError as error:
            msg = f"{self.path}: expected JSON ({error})"
            raise FileError(msg) from error

    def _list(self) -> Iterator[Entry]:
        with open_text(self.path, self.encoding) as file:
            text = file.read(_CHUNK)
            position = text.index("[") + 1
            start, number = 0, 0
            while True:
                while position < len(text) and text[position] in " \t\r\n,":
                    position += 1
                if position == len(text):
                    more = file.read(_CHUNK)
                    if not more:
                        msg = f"{self.path}: item {number + 1}: the list does not end; expected ]"
                        raise FileError(msg)
                    text, start, position = text[start:] + more, 0, position - start
                    continue
                if text[position] == "]":
                    yield Entry(number, text[start:] + file.read(), "", None)
                    return
                try:
                    value, end = _DECODER.raw_decode(text, position)
                except ValueError as error:
                    more = "" if len(text) > LONGEST_RECORD else file.read(max(_CHUNK, len(text)))
                    if not more:
                        msg = f"{self.path}: item {number + 1}: expected JSON ({error})"
                        raise FileError(msg) from error
                    text, start, position = text[start:] + more, 0, position - start
                    continue
                number += 1
                yield Entry(number, text[start:position], text[position:end], value)
                start = position = end

    def write(self, target: Path, changes: Iterable[Change]) -> None:
        """As ``Source.write``: only the changed strings differ from the file."""
        groups = groupby(changes, key=lambda change: change.number)
        number, group = next(groups, (0, iter(())))
        with target.open("wb") as file:
            file.write(self.encoding.bom)
            for entry in self.entries():
                text = entry.text
                if text and entry.number == number:
                    text = self._replaced(entry, list(group))
                    number, group = next(groups, (0, iter(())))
                try:
                    file.write((entry.lead + text).encode(self.encoding.name, ESCAPE))
                except UnicodeEncodeError as error:
                    msg = f"{self.path}: item {entry.number}: a text that {self.encoding} lacks"
                    raise FileError(msg) from error

    def _replaced(self, entry: Entry, changes: list[Change]) -> str:
        values: dict[tuple[str | int, ...], str] = {}
        for change in changes:
            if isinstance(change.key, int):
                continue
            first, end = span(entry.text, change.key)
            if json.loads(entry.text[first:end]) != change.before:
                msg = f"{self.path}: {change.where}: a name stands twice in one object; keep one"
                raise FileError(msg)
            values[change.key] = change.after
        return replaced(entry.text, values)


def _without_files(value: dict[str, Any]) -> dict[str, Any]:
    """A listing as ``tenken check`` takes it may name the files of its pictures; see ``_files``."""
    images = value.get("images")
    if not isinstance(images, list):
        return value
    kept = [
        {name: part for name, part in image.items() if name != "file"} if isinstance(image, dict) else image
        for image in images
    ]
    return {**value, "images": kept}


def _files(value: dict[str, Any]) -> dict[str, str]:
    """The files that a listing names for its pictures, by slot."""
    images = value.get("images") or ()
    return {image["slot"]: str(image["file"]) for image in images if image.get("file") is not None}


def _cells(listing: Listing) -> dict[Part, Key]:
    places: dict[Part, Key] = {}
    for name in TEXT_FIELDS:
        for passage in listing.passages(name) or ():
            steps: tuple[str | int, ...] = (name,) if passage.index is None else (name, passage.index)
            places[name, passage.index] = steps
    return places
