"""Rules bound to their judges, and which of them to ask about a kind of listing. Nothing is judged here."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from operator import attrgetter

from agent.checks.audience import Audience
from agent.checks.base import Judge, Watching
from agent.listing import TEXT_FIELDS, Listing, ScreenField, TextField
from agent.planning import Kind, applies, in_force
from agent.report import Finding
from agent.rules.rule import Rule, Source
from agent.text.matcher import Matcher
from agent.text.vocabulary import View

_KINDS = 256
"""Kinds of listings whose plans are kept: one for each sort of goods, form and tab."""
_ANSWERS = 16
"""Listings of a kind whose answers are kept: an edit, or the next of a family, changes few of its texts."""

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
    audience: Audience | None = None
    """Which products and sellers it speaks of; ``None``: of all."""
    inputs: frozenset[str] | None = None
    """All that decides what it says, beside the kind of listing; ``None``: nobody knows."""
    fields: tuple[ScreenField, ...] = field(init=False)
    passed: tuple[Finding] = field(init=False)
    inapplicable: tuple[Finding] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", self.rule.fields)
        object.__setattr__(self, "passed", (Finding(self.rule.id, "pass"),))
        object.__setattr__(self, "inapplicable", (Finding(self.rule.id, "inapplicable"),))

    def applies(self, kind: Kind) -> bool:
        """Whether the rule has something to judge on a listing of ``kind``."""
        if not applies(self.rule, kind):
            return False
        return self.audience is None or self.audience.includes(kind.platform, kind.goods) is not False

    def inputs_of(self, kind: Kind) -> frozenset[str] | None:
        """The fields that decide what it says of listings of ``kind``; ``None``: something else does too."""
        if self.inputs is None or ("context" in self.inputs and kind.context):
            return None
        return self.inputs & kind.fields


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


Answer = tuple[tuple[int, Sequence[Finding]], ...]
"""What rules say that do not pass, by their places."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that say the same again of listings of one kind with the same inputs."""

    asked: tuple[Place, ...]
    watches: tuple[Watch, ...]
    """For those that are asked only where one of their matchers has a candidate."""
    inputs: Callable[[Listing], object] | None
    """The values of the inputs of a listing; ``None``: nobody knows what these rules read."""
    answers: dict[object, Answer] = field(default_factory=dict, init=False, compare=False)
    """By the values of the inputs."""

    @classmethod
    def of(cls, names: frozenset[str] | None, places: Sequence[Place], present: frozenset[str]) -> "Group":
        """The group of the rules at ``places``, which read the fields ``names``, of those ``present``."""
        asked: list[Place] = []
        watched: dict[View, dict[int, list[Place]]] = {}
        for place in places:
            judge = place[1].judge
            if isinstance(judge, Watching) and not any(matcher.watchful for matcher in judge.matchers):
                for matcher in judge.matchers:
                    watched.setdefault(matcher.view, {}).setdefault(matcher.number, []).append(place)
            else:
                asked.append(place)
        watches = (Watch.of(view, owners, present) for view, owners in watched.items())
        return cls(tuple(asked), tuple(watches), None if names is None else attrgetter(*sorted(names)))

    def keep(self, values: object, answer: Answer) -> None:
        """Remember for a while what the rules say of these values of the inputs."""
        if len(self.answers) >= _ANSWERS:
            self.answers.clear()
        self.answers[values] = answer


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do with a listing of one kind that is for one platform only."""

    unasked: tuple[Sequence[Finding], ...]
    """What each rule says that is not asked, in the order of the rule set."""
    groups: tuple[Group, ...]


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
        grouped: defaultdict[frozenset[str] | None, list[Place]] = defaultdict(list)
        for bound, standing in zip(self.rules, self._plan(kind, today), strict=True):
            if standing:
                grouped[bound.inputs_of(kind)].append((len(unasked), bound))
            if standing is not None:
                unasked.append(bound.passed if standing else bound.inapplicable)
        groups = (Group.of(names, places, kind.fields) for names, places in grouped.items())
        return Steps(tuple(unasked), tuple(groups))

    def _plan(self, kind: Kind, today: date) -> Plan:
        return tuple(
            bound.applies(kind) if in_force(bound.rule, kind.platform, today) else None
            for bound in self.rules
        )
