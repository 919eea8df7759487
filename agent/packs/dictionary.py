"""Running a dictionary: all words in one pass, expressions through a sieve, one hit a place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Protocol

from agent.checks.base import Hit, Judge, Scene, span_of
from agent.packs import limits
from agent.packs.entry import Complaints, Entry
from agent.packs.javascript import JsExpression
from agent.packs.linear import Expression, Match, PatternError, Sieve
from agent.packs.prh_patterns import source_of, spread
from agent.rules.ruleset import RuleError
from agent.text.fold import fold
from agent.text.matcher import Matcher, compile_matcher

DATA = frozenset({"quote", "replacement", "note"})
_QUOTED = 200
_REFERENCE = re.compile(r"\$(\d{1,2})")


class Finder(Protocol):
    """An expression as a dictionary uses it."""

    @property
    def bodies(self) -> Sequence[Expression]:
        """Of which one holds wherever the expression does."""

    def finditer(self, text: str) -> Iterator[Match]:
        """Its places from left to right."""


@dataclass(frozen=True, slots=True)
class Item:
    """An expression with what it proposes."""

    finders: tuple[Finder, ...]
    replacement: str | None
    """``None``: nothing should stand there. ``$n`` is the text of a group."""
    note: str = ""
    must_be_empty: int | None = None
    choices: tuple[str, ...] = ()
    """Several right forms: a person chooses, so there is no fix."""

    def hits(self, text: str) -> Iterator["Found"]:
        """Places whose right form differs from what stands there."""
        for finder in self.finders:
            for match in finder.finditer(text):
                start, end = match.span()
                if self.must_be_empty is not None and match[self.must_be_empty]:
                    continue
                right = None if self.replacement is None else _filled(self.replacement, match)
                if start == end or text[start:end] in (right, *self.choices):
                    continue
                if len(self.choices) > 1:
                    yield Found(start, end, None, " / ".join(self.choices), self.note)
                else:
                    yield Found(start, end, right, right or "", self.note)


@dataclass(frozen=True, slots=True)
class Found:
    """One place in a text, in code points."""

    start: int
    end: int
    right: str | None
    """What the fix puts there."""
    shown: str
    """What the message says should stand there."""
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """Compiled entries."""

    words: Matcher
    by_word: Mapping[str, Entry]
    """By the word as compared."""
    sieve: Sieve
    by_body: Mapping[int, Item]

    def find(self, text: str) -> tuple[Found, ...]:
        """Places from left to right; of those that overlap the first, and there the longest."""
        return _find(self, text)

    def all_hits(self, text: str) -> Iterator[Found]:
        """Every place of every entry, in no order."""
        yield from self._words(text)
        yield from self._expressions(text)

    def _words(self, text: str) -> Iterator[Found]:
        for start, end in self.words.find(text):
            # Part of a sign that stands for several characters (the 株 of ㈱) is no word of its own.
            entry = self.by_word.get(fold(text[start:end]).text)
            if entry is not None and entry.replacement != text[start:end]:
                right = entry.replacement
                yield Found(start, end, right, right or "", entry.message)

    def _expressions(self, text: str) -> Iterator[Found]:
        candidates = [self.by_body[id(body)] for body in self.sieve.holding(text)]
        for item in {id(item): item for item in candidates}.values():
            yield from islice(item.hits(text), limits.HITS_A_PATTERN)


# While a listing is edited only one of its texts changes: the answers on the others are kept.
@lru_cache(maxsize=1024)
def _find(dictionary: Dictionary, text: str) -> tuple[Found, ...]:
    result: list[Found] = []
    for found in sorted(dictionary.all_hits(text), key=lambda one: (one.start, -one.end)):
        if not result or found.start >= result[-1].end:
            result.append(found)
    return tuple(result)


def compiled(entries: Sequence[Entry], complaints: Complaints) -> Dictionary:
    """Entries ready to run; those that cannot are complained of and left out."""
    items = [item for entry in entries if entry.syntax == "prh" and (item := _item(entry, complaints))]
    words = [entry for entry in entries if entry.syntax == "word"]
    return of_items(items, words)


def of_items(items: Sequence[Item], words: Sequence[Entry] = ()) -> Dictionary:
    """A dictionary of compiled expressions, and of words."""
    by_body = {id(body): item for item in items for finder in item.finders for body in finder.bodies}
    bodies = [body for item in items for finder in item.finders for body in finder.bodies]
    by_word = _by_word(words)
    return Dictionary(compile_matcher(words=by_word), by_word, Sieve(bodies), by_body)


def judge_of(dictionary: Dictionary) -> Judge:
    """A violation at every place; the right form is what the fix puts there."""

    def judge(scene: Scene) -> Iterator[Hit]:
        for passage in scene.passages():
            for found in dictionary.find(passage.text):
                target = span_of(passage, (found.start, found.end))
                data = {
                    "quote": shorten(target.quote or ""),
                    "replacement": found.shown,
                    "note": f" {found.note}" if found.note else "",
                }
                yield Hit(target, data, replacement=found.right)

    return judge


def shorten(quote: str) -> str:
    """What a message quotes: an expression may match a whole description."""
    return quote if len(quote) <= _QUOTED else quote[: _QUOTED - 1] + "…"


def applied(dictionary: Dictionary, text: str) -> str:
    """``text`` with every place put right."""
    for found in reversed(dictionary.find(text)):
        text = text[: found.start] + (found.right or "") + text[found.end :]
    return text


def _by_word(entries: Sequence[Entry]) -> Mapping[str, Entry]:
    return {fold(find).text: entry for entry in entries for find in entry.finds}


def _item(entry: Entry, complaints: Complaints) -> Item | None:
    try:
        finders = tuple(_finders(entry))
    except PatternError as error:
        complaints.complain(RuleError(entry.path, entry.line, f"pattern, {error}"))
        return None
    groups = max((finder.groups for finder in finders), default=0)
    if entry.must_be_empty is not None and entry.must_be_empty > groups:
        complaint = f"regexpMustEmpty: ${entry.must_be_empty}, expected one of {groups} groups"
        complaints.complain(RuleError(entry.path, entry.line, complaint))
        return None
    item = Item(finders, entry.replacement, entry.message, entry.must_be_empty)
    for spec in entry.specs:
        made = applied(of_items([item]), spec.given)
        if made != spec.made:
            complaint = f"specs: expected '{spec.made}' of '{spec.given}', the pattern makes '{made}'"
            complaints.complain(RuleError(entry.path, entry.line, complaint))
            return None
    return item


def _finders(entry: Entry) -> Iterator[JsExpression]:
    if not entry.finds:
        yield JsExpression(spread(entry.replacement or ""), bounded=entry.bounded)
    sources = [source_of(find) for find in entry.finds]
    numbered = entry.must_be_empty is not None or _REFERENCE.search(entry.replacement or "")
    if numbered and len({flags for _, flags in sources}) == 1:
        # prh makes one expression of them: groups are counted through all.
        sources = [("|".join(source for source, _ in sources), sources[0][1])]
    for source, flags in sources:
        yield JsExpression(source, flags, bounded=entry.bounded)


def _filled(template: str, match: Match) -> str:
    """``template`` with ``$n`` as the text of the group; what names no group stands for itself."""

    def text_of(reference: "re.Match[str]") -> str:
        number = int(reference[1])
        try:
            return reference[0] if number == 0 else match[number] or ""
        except IndexError:
            return reference[0]

    return _REFERENCE.sub(text_of, template)
