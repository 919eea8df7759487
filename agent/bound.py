"""Rules bound to their judges, and which of them to ask about a kind of listing. Nothing is judged here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from agent.checks.base import Judge, Watching
from agent.listing import TEXT_FIELDS, ScreenField, TextField
from agent.planning import Kind, applies, in_force
from agent.report import Finding
from agent.rules.rule import Rule, Source
from agent.text.matcher import Matcher
from agent.text.vocabulary import View

_KINDS = 64
"""Kinds of listings whose plans are kept: one for each form and tab that is open, and some."""

Plan = tuple[bool | None, ...]
"""For each rule whether it applies to a kind of listing; ``None`` where it does not even speak of it."""
Place = tuple[int, "BoundRule"]
"""A rule with its place among those that speak of a kind of listing."""


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A rule with its check's judge, ready to run."""

    rule: Rule
    judge: Judge
    matchers: tuple[Matcher, ...] = ()
    """All that its check looks for words with, for ``tenken explain --why``."""
    fields: tuple[ScreenField, ...] = field(init=False)
    passed: tuple[Finding] = field(init=False)
    inapplicable: tuple[Finding] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", self.rule.fields)
        object.__setattr__(self, "passed", (Finding(self.rule.id, "pass"),))
        object.__setattr__(self, "inapplicable", (Finding(self.rule.id, "inapplicable"),))


@dataclass(frozen=True, slots=True)
class Watch:
    """Rules that need not be asked where no matcher of theirs has a candidate in a text."""

    view: View
    fields: tuple[TextField, ...]
    """The texts that one of them reads."""
    numbers: frozenset[int]
    """Of their matchers; ``owners`` by these."""
    owners: Mapping[int, tuple[Place, ...]]

    @classmethod
    def of(cls, view: View, owners: Mapping[int, Sequence[Place]], present: frozenset[str]) -> "Watch":
        """The watch for ``owners`` on listings that have the fields ``present``."""
        read = {name for places in owners.values() for _, bound in places for name in bound.fields}
        fields = tuple(name for name in TEXT_FIELDS if name in read & present)
        return cls(view, fields, frozenset(owners), {number: tuple(owners[number]) for number in owners})


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do with a listing of one kind that is for one platform only."""

    unasked: tuple[Sequence[Finding], ...]
    """What each rule says that is not asked, in the order of the rule set."""
    asked: tuple[Place, ...]
    watches: tuple[Watch, ...]


@dataclass(frozen=True)
class RuleSet:
    """Rules that passed their own cases; ``agent.catalogue.load`` makes one."""

    rules: tuple[BoundRule, ...]
    sources: Mapping[str, Source]
    hash: str
    """16 hex digits, different for rule sets that can judge differently."""

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id."""
        return self._by_id.get(rule_id)

    @cached_property
    def _by_id(self) -> Mapping[str, Rule]:
        return {bound.rule.id: bound.rule for bound in self.rules}

    @cached_property
    def plan(self) -> Callable[[Kind, date], Plan]:
        """Which rules judge a kind of listing on a day."""
        return lru_cache(_KINDS)(self._plan)

    @cached_property
    def steps(self) -> Callable[[Kind, date], Steps]:
        """The plan of a listing that is for one platform only, with the rules left out that say nothing."""
        return lru_cache(_KINDS)(self._steps)

    def _steps(self, kind: Kind, today: date) -> Steps:
        unasked: list[Sequence[Finding]] = []
        asked: list[Place] = []
        watched: dict[View, dict[int, list[Place]]] = {}
        for bound, standing in zip(self.rules, self._plan(kind, today), strict=True):
            place = len(unasked), bound
            if standing is not None:
                unasked.append(bound.passed if standing else bound.inapplicable)
            if not standing:
                continue
            if not isinstance(bound.judge, Watching) or any(one.watchful for one in bound.judge.matchers):
                asked.append(place)
                continue
            for matcher in bound.judge.matchers:
                watched.setdefault(matcher.view, {}).setdefault(matcher.number, []).append(place)
        watches = (Watch.of(view, owners, kind.fields) for view, owners in watched.items())
        return Steps(tuple(unasked), tuple(asked), tuple(watches))

    def _plan(self, kind: Kind, today: date) -> Plan:
        return tuple(
            applies(bound.rule, kind) if in_force(bound.rule, kind.platform, today) else None
            for bound in self.rules
        )
