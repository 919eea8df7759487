"""What every check is made of: parameters, the scene it looks at, and what it finds there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from agent.listing import TEXT_FIELDS, Listing, ListingImage, Passage, ScreenField, TextField
from agent.picture import ImageFacts
from agent.report import Datum, Outcome, Reason, Target
from agent.rules.lexicon import Lexicons
from agent.rules.rule import Rule
from agent.text.fold import fold
from agent.text.matcher import Boundary, Matcher, Span, compile_matcher
from agent.text.vocabulary import View

_ALIASES = re.compile(r"[()/\[\]]")


@dataclass(frozen=True, slots=True)
class Kept:
    """What was worked out of one listing's texts so far."""

    passages: dict[TextField, tuple[Passage, ...]]
    together: dict[tuple[ScreenField, ...], tuple[Passage, ...]]
    """The texts of several fields."""
    found: dict[tuple[TextField, View], frozenset[int]]
    """By field, the numbers of the matchers that have a candidate in its texts."""


@dataclass(frozen=True)
class Scene:
    """What a rule sees: the listing, the measured images, and which fields the rule reads."""

    listing: Listing
    facts: Mapping[str, ImageFacts]
    fields: tuple[ScreenField, ...]
    kept: Kept = field(default_factory=lambda: Kept({}, {}, {}))
    """Shared by all scenes of one listing."""
    _found: dict[View, frozenset[int]] = field(default_factory=dict, init=False)
    """Numbers of the matchers with a candidate in one of the texts."""

    def passages(self) -> Iterator[Passage]:
        """The texts of the rule's fields that were on the page."""
        texts = self.kept.together.get(self.fields)
        if texts is None:
            names = (name for name in self.fields if name != "images")
            texts = self.kept.together[self.fields] = tuple(chain.from_iterable(map(self._of, names)))
        return iter(texts)

    def may_hold(self, matcher: Matcher) -> bool:
        """Whether one of the texts could have a match; False for nearly all matchers of a rule set."""
        if matcher.watchful:
            return True
        key = matcher.view
        found = self._found.get(key)
        if found is None:
            by_field = [self.found_in(name, key) for name in self.fields if name != "images"]
            found = self._found[key] = frozenset().union(*by_field)
        return matcher.number in found

    def _of(self, name: TextField) -> tuple[Passage, ...]:
        passages = self.kept.passages.get(name)
        if passages is None:
            passages = self.kept.passages[name] = self.listing.passages(name) or ()
        return passages

    def found_in(self, name: TextField, key: View) -> frozenset[int]:
        """Numbers of the matchers with a candidate in the texts of one field."""
        found = self.kept.found.get((name, key))
        if found is None:
            vocabulary, folds = key
            scans = [vocabulary.scan(passage.text, folds) for passage in self._of(name)]
            found = self.kept.found[name, key] = frozenset().union(*(scan.promising for scan in scans))
        return found

    def first_present(self) -> Target:
        """The first of the rule's fields that was on the page, as a target without a span; else the page."""
        present = (name for name in self.fields if getattr(self.listing, name) is not None)
        return Target(field=next(present, None))

    def main_image(self) -> tuple[int, ListingImage] | None:
        """The main image with its place in the gallery."""
        images = enumerate(self.listing.images or ())
        return next(((index, image) for index, image in images if image.slot == "MAIN"), None)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing a check found; the engine makes a finding of it."""

    target: Target
    data: Mapping[str, Datum] = field(default_factory=dict)
    reason: Reason | None = None
    """Why it can only be suspected; a hit without is a violation."""
    replacement: str | None = None
    """What the check proposes for the target's span (fix kind ``suggest``)."""

    @property
    def outcome(self) -> Outcome:
        """What it says of the listing, by the check alone."""
        if self is NOT_APPLICABLE:
            return "inapplicable"
        return "violation" if self.reason is None else "incomplete"


NOT_APPLICABLE = Hit(Target())
"""Yielded alone: this listing has nothing the rule speaks of."""

Judge = Callable[[Scene], Iterator[Hit]]
Input = Literal[TextField, "context"]
_NAMES = frozenset(TEXT_FIELDS)


@dataclass(frozen=True, slots=True)
class Watching:
    """A judge that finds nothing without a match of one of its matchers."""

    matchers: tuple[Matcher, ...]
    judge: Judge

    def __call__(self, scene: Scene) -> Iterator[Hit]:
        """Its hits, as every judge's."""
        return iter(()) if self.idle(scene) else self.judge(scene)

    def idle(self, scene: Scene) -> bool:
        """Whether nothing can be found, so that nobody need ask."""
        for matcher in self.matchers:  # noqa: SIM110 - any() takes twice the time
            if scene.may_hold(matcher):
                return False
        return True


def watching(matchers: Matcher | Sequence[Matcher], judge: Judge) -> Judge:
    """``judge``, which finds nothing without a match of ``matchers``, asked only where there may be one."""
    return Watching((matchers,) if isinstance(matchers, Matcher) else tuple(matchers), judge)


class Params(BaseModel):
    """Parameters of a check, as a rule file's ``[params]`` gives them."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MatchParams(Params):
    """Parameters of every check that looks for words or patterns."""

    terms: tuple[str, ...] = ()
    lexicons: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    boundary: Boundary = "token"
    unless_negated: bool = False
    """Leave out what is denied or refused on the spot (コピー品ではありません)."""
    fold: bool = True
    """Compare after NFKC and case folding; false for rules about the characters themselves."""

    def matcher(self, lexicons: Lexicons) -> Matcher:
        """What these parameters match; raises ``ValueError`` for a missing list or a bad pattern."""
        lists = [lexicons[name] for name in self.lexicons]
        words = [*self.terms, *(word for entry in lists for word in entry.words)]
        patterns = [*self.patterns, *(pattern for entry in lists for pattern in entry.patterns)]
        if not words and not patterns:
            msg = "nothing to look for: give terms, lexicons or patterns"
            raise ValueError(msg)
        return compile_matcher(
            words=words,
            patterns=patterns,
            allow=[*self.allow, *(pattern for entry in lists for pattern in entry.allow)],
            boundary=self.boundary,
            folds=self.fold,
            unless_negated=self.unless_negated,
        )


@dataclass(frozen=True, slots=True)
class Check:
    """One entry of the table: how to bind a rule's parameters, and what its messages may name."""

    params: type[Params]
    data: frozenset[str]
    bind: Callable[[Any, Lexicons], Judge]
    reads: tuple[Input, ...] | None = None
    """What its judges look at beside the fields of their rule, those that its parameters name and the kind
    of listing; ``None``: pictures, or anything. ``tests/checks/test_inputs.py`` holds it."""

    def inputs(self, rule: Rule, params: Params) -> frozenset[str] | None:
        """All that decides what ``rule`` says of listings of one kind; ``None`` where it is not declared."""
        if self.reads is None or not rule.fields or rule.context or "images" in rule.fields:
            return None
        return frozenset({*rule.fields, *self.reads, *_NAMES.intersection(_texts(params))})


def _texts(value: object) -> Iterator[str]:
    """The texts in parameters, at any depth, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        yield from _texts(vars(value))
    elif isinstance(value, Mapping):
        yield from _texts((*value.keys(), *value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        yield from [entry for entry in value if isinstance(entry, str)]  # thousands, in lists of words
        for entry in value:
            if not isinstance(entry, str):
                yield from _texts(entry)


def statement(
    patterns: tuple[str, ...],
    names: tuple[str, ...],
    allow: tuple[str, ...],
    lexicons: Lexicons,
    *,
    folds: bool,
) -> Matcher:
    """A matcher for ``patterns`` and the lists called ``names``; ``ValueError`` for a missing list."""
    params = MatchParams(patterns=patterns, lexicons=names, allow=allow, fold=folds)
    return params.matcher(lexicons)


def names_of_field(text: str | None) -> frozenset[str]:
    """The name that a field says, folded; of one with another in brackets (エポック(EPOCH)) each too."""
    name = fold((text or "").strip()).text
    return frozenset({name, *(part.strip() for part in _ALIASES.split(name))}) - {""}


def overlap(one: Span, other: Span) -> bool:
    """Whether the two spans of one text share a character."""
    return one[0] < other[1] and other[0] < one[1]


def span_of(passage: Passage, span: Span) -> Target:
    """A target on ``span`` (code points) of ``passage``, quoting it."""
    start, end = span
    return Target(passage.field, passage.index, start, end, passage.text[start:end])


def uses(text: str, listing: Listing, field: TextField | None) -> list[Span]:
    """Where what ``field`` says stands in ``text``, whatever the case and the width of its letters."""
    name = getattr(listing, field) if field else None
    folded, wanted = fold(text), fold((name or "").strip()).text
    if not wanted:
        return []
    return [folded.span(*match.span()) for match in re.finditer(re.escape(wanted), folded.text)]


def whole(passage: Passage) -> Target:
    """A target on the whole field."""
    return Target(passage.field, passage.index)
