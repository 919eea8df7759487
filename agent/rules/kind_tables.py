"""``rules/kinds.toml``, compiled: plain words in one automaton, the few patterns apart."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from agent.rules.ruleset import RULES_DIR
from agent.text.fold import fold

_META = re.compile(r"[\\.*+?()\[\]{}|^$]")


@dataclass(frozen=True)
class Table:
    """Named lists of words and patterns."""

    names: Mapping[str, frozenset[str]]
    """The names of the lists that hold a word."""
    words: tuple[str, ...]
    automaton: AhoCorasick
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    """(name, all patterns of that list)."""

    def within(self, text: str) -> frozenset[str]:
        """The names of the lists that have a word or pattern in ``text``, which is folded."""
        found = {name for at in self._hits(text) for name in self.names[self.words[at]]}
        found.update(name for name, pattern in self.patterns if name not in found and pattern.search(text))
        return frozenset(found)

    def whole(self, text: str) -> frozenset[str]:
        """The names of the lists that have ``text``, which is folded, as a whole."""
        found = set(self.names.get(text, ()))
        found.update(name for name, pattern in self.patterns if pattern.fullmatch(text))
        return frozenset(found)

    def _hits(self, text: str) -> Iterator[int]:
        return (at for at, _, _ in self.automaton.find_matches_as_indexes(text, overlapping=True))


@cache
def table(section: str) -> Table:
    """One section of ``rules/kinds.toml``; call it when a rule is bound: no judging reads a file."""
    return _compiled(_content()[section])


@cache
def _content() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads((RULES_DIR / "kinds.toml").read_text("utf-8"))


def _compiled(lists: Mapping[str, list[str]]) -> Table:
    names: dict[str, set[str]] = {}
    patterns: list[tuple[str, re.Pattern[str]]] = []
    for name, entries in lists.items():
        for entry in entries:
            if not _META.search(entry):
                names.setdefault(fold(entry).text, set()).add(name)
        rest = [f"(?:{entry})" for entry in entries if _META.search(entry)]
        if rest:
            patterns.append((name, re.compile("|".join(rest))))
    words = tuple(names)
    return Table(
        {word: frozenset(lists) for word, lists in names.items()}, words, AhoCorasick(words), tuple(patterns)
    )
