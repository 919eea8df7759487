"""``rules/kinds.toml``, compiled: plain words in one automaton, the few patterns apart."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from ahocorasick_rs import AhoCorasick

from agent.rules.ruleset import RULES_DIR
from agent.text.fold import fold
from agent.text.pattern import Pattern

_META = re.compile(r"[\\.*+?()\[\]{}|^$]")


@dataclass(frozen=True)
class Table:
    """Named lists of words and patterns."""

    names: Mapping[str, frozenset[str]]
    """The names of the lists that hold a word."""
    patterns: Mapping[str, Pattern]
    """By the name of its list, all its patterns in one."""

    def within(self, text: str) -> frozenset[str]:
        """The names of the lists that have a word or pattern in ``text``, which is folded."""
        found: set[str] = set()
        asked = set(self._always)
        for at in {at for at, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)}:
            found |= self.names.get(self._needles[at], frozenset())
            asked |= self._needing.get(self._needles[at], frozenset())
        found.update(name for name in asked - found if self.patterns[name].compiled.search(text))
        return frozenset(found)

    def whole(self, text: str) -> frozenset[str]:
        """The names of the lists that have ``text``, which is folded, as a whole."""
        found = set(self.names.get(text, ()))
        found.update(name for name, pattern in self.patterns.items() if pattern.compiled.fullmatch(text))
        return frozenset(found)

    @cached_property
    def _always(self) -> frozenset[str]:
        """Patterns of which nobody knows what they need."""
        return frozenset(name for name, pattern in self.patterns.items() if pattern.needs is None)

    @cached_property
    def _needing(self) -> Mapping[str, frozenset[str]]:
        """The patterns to ask where a text occurs."""
        needing: defaultdict[str, set[str]] = defaultdict(set)
        for name, pattern in self.patterns.items():
            for text in pattern.needs or ():
                needing[text].add(name)
        return {text: frozenset(names) for text, names in needing.items()}

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        return tuple(self.names.keys() | self._needing.keys())

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self._needles)


@cache
def table(section: str) -> Table:
    """One section of ``rules/kinds.toml``; call it when a rule is bound: no judging reads a file."""
    return _compiled(_content()[section])


@cache
def _content() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((RULES_DIR / "kinds.toml").read_text("utf-8"))


def _compiled(lists: Mapping[str, list[str]]) -> Table:
    names: defaultdict[str, set[str]] = defaultdict(set)
    patterns: dict[str, Pattern] = {}
    for name, entries in lists.items():
        for entry in entries:
            if not _META.search(entry):
                names[fold(entry).text].add(name)
        rest = [f"(?:{entry})" for entry in entries if _META.search(entry)]
        if rest:
            patterns[name] = Pattern("|".join(rest), folds=True)
    return Table({word: frozenset(lists) for word, lists in names.items()}, patterns)
