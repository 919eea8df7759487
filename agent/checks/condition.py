"""Conditions that rule files write: a value named by its path, and what it must be. No check."""

import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Self

from pydantic import Field, StrictBool, StrictStr, model_validator

from agent.checks.base import MatchParams
from agent.checks.operators import (
    HOLDS,
    UNKNOWN,
    Answer,
    Comparison,
    Operator,
    compared,
    covering,
    equal,
    listed,
    matched,
    member,
    same,
)
from agent.checks.value import Value, resolve
from agent.listing import Listing
from agent.rules.kinds import Kind, kinds_of, tables
from agent.rules.lexicon import Lexicons

_MATCHING = ("terms", "lexicons", "patterns")
_COMPARING: Mapping[str, Comparison] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
}
_OPERATORS = ("present", "equals", "one_of", "not_one_of", "includes", "covers", "same_as", *_COMPARING)


class Condition(MatchParams):
    """A value and what it must be; every operator that is given must hold, or else one of ``or``.

    ``path`` is a text of the listing (``price``) or leads into its context (``offer.quantity``); through
    a list it names all values (``issues.code``). Texts are compared whatever their width and case.
    """

    path: str | None = None
    kinds: tuple[Kind, ...] = ()
    """Instead of a path: what the listing surely sells (``rules/kinds.toml``)."""
    present: bool | None = None
    """true: filled; false: empty, or nobody said."""
    equals: StrictBool | StrictStr | Decimal | None = None
    one_of: tuple[str, ...] = ()
    """Some value is one of these."""
    not_one_of: tuple[str, ...] = ()
    """No value is one of these."""
    includes: tuple[str, ...] = ()
    """Each of these is among the values."""
    covers: str | None = None
    """Every value at this other path is among the values."""
    same_as: tuple[str, ...] = ()
    """Equal to the values at these other paths, spaces and hyphens aside."""
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None
    above: Decimal | None = None
    relative_to: str | None = None
    """Compare not the number but its share of the number at this other path."""
    found: bool = True
    """Whether ``terms``, ``lexicons`` or ``patterns`` must match some value, or (false) none."""
    alternatives: tuple["Condition", ...] = Field(default=(), alias="or")
    """The condition also holds where one of these surely does."""

    @model_validator(mode="after")
    def _fits_its_values(self) -> Self:
        if (self.path is None) == (not self.kinds):
            msg = "give a path, or kinds instead of it"
            raise ValueError(msg)
        given = [name for name in (*_OPERATORS, *_MATCHING) if getattr(self, name) not in (None, ())]
        if (self.value is None) == bool(given):
            msg = "a path needs an operator (present, equals, one_of, at_least …), kinds take none"
            raise ValueError(msg)
        for complaint in self._misfits(given):
            raise ValueError(complaint)
        return self

    def _misfits(self, given: list[str]) -> Iterator[str]:
        value = self.value
        if value is None:
            return
        for name in given:
            numeric = name in _COMPARING
            if numeric and (value.many or value.kind not in ("number", "text")):
                yield f"{name} needs one number, and '{value.path}' is not one"
            elif not numeric and name not in ("present", "equals") and value.kind != "text":
                yield f"{name} needs texts, and '{value.path}' holds none"
        wanted = {bool: "flag", str: "text", Decimal: "number"}.get(type(self.equals))
        if wanted is not None and wanted != value.kind:
            names = {"flag": "true or false", "text": "a text", "number": "a number", "part": "a whole part"}
            yield f"equals compares with {names[wanted]}, and '{value.path}' is {names[value.kind]}"
        named = {*self.one_of, *self.not_one_of, *self.includes}
        named |= {self.equals} if isinstance(self.equals, str) else set()
        if value.choices and not named <= value.choices:
            yield f"'{value.path}' can only be {', '.join(sorted(value.choices))}"
        for other in (self.covers, self.relative_to, *self.same_as):
            if other is not None:
                resolve(other)
        if self.relative_to is not None and not set(given) & set(_COMPARING):
            yield "relative_to needs at_least, at_most, below or above"

    @cached_property
    def value(self) -> Value | None:
        """What ``path`` names. Raises ``ValueError`` when it names nothing."""
        return None if self.path is None else resolve(self.path)


Ask = Callable[[Listing], Answer]


def bind(condition: Condition, lexicons: Lexicons, *, percent: bool = False) -> Ask:
    """What answers ``condition``; raises ``ValueError`` for a path or a list that is not there."""
    main = _bound_kinds(condition.kinds) if condition.kinds else _bound_path(condition, lexicons, percent)
    others = tuple(bind(other, lexicons) for other in condition.alternatives)

    def ask(listing: Listing) -> Answer:
        answer = main(listing)
        if answer.holds or not others:
            return answer
        return HOLDS if any(other(listing).holds for other in others) else answer

    return ask


def _bound_kinds(kinds: tuple[Kind, ...]) -> Ask:
    tables()  # read now, so that no judging reads a file
    wanted = frozenset(kinds)

    def ask(listing: Listing) -> Answer:
        known = kinds_of(listing)
        if wanted & known.sure:
            return HOLDS
        return UNKNOWN if wanted & known.guessed else Answer(holds=False)

    return ask


def _bound_path(condition: Condition, lexicons: Lexicons, percent: bool) -> Ask:  # noqa: FBT001 - passed on
    value = condition.value
    if value is None:
        msg = "a condition without a path asks for nothing"
        raise ValueError(msg)
    operators = tuple(_operators(condition, lexicons, percent))

    def ask(listing: Listing) -> Answer:
        entries = value.read(listing)
        if condition.present is not None:
            filled = any(str(entry).strip() for entry in entries or ())
            if filled != condition.present:
                # Nobody said is not the same as no: only an empty value is surely missing.
                return Answer(None if condition.present and entries is None else False, listed(entries))
            if not filled:
                return HOLDS
        if entries is None:
            return UNKNOWN
        for ask_operator in operators:
            answer = ask_operator(entries, listing)
            if not answer.holds:
                return answer if answer.value else Answer(answer.holds, listed(entries), answer.limit)
        return HOLDS

    return ask


def _operators(condition: Condition, lexicons: Lexicons, percent: bool) -> Iterator[Operator]:  # noqa: FBT001
    if condition.equals is not None:
        yield equal(condition.equals)
    if condition.one_of:
        yield member(condition.one_of, lambda values, wanted: not values.isdisjoint(wanted))
    if condition.not_one_of:
        yield member(condition.not_one_of, lambda values, wanted: values.isdisjoint(wanted))
    if condition.includes:
        yield member(condition.includes, lambda values, wanted: values >= wanted)
    if condition.covers is not None:
        yield covering(resolve(condition.covers))
    if condition.same_as:
        yield same(tuple(resolve(path) for path in condition.same_as))
    limits = ((getattr(condition, name), holds) for name, holds in _COMPARING.items())
    tests = tuple((limit, holds) for limit, holds in limits if limit is not None)
    if tests:
        base = None if condition.relative_to is None else resolve(condition.relative_to)
        yield compared(tests, base, percent)
    if any(getattr(condition, name) for name in _MATCHING):
        yield matched(condition.matcher(lexicons), condition.found)
