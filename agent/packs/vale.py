"""Rules of Vale (vale.sh): existence, substitution, occurrence and repetition, as far as they are said here.

What Vale can and this cannot is refused by its name; nothing of a rule is silently left out.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from agent.checks.base import Hit, Judge, Scene, span_of, whole
from agent.packs import limits
from agent.packs.bounded_yaml import Node, Table, items_of, number_of, table_of, text_of, truth_of
from agent.packs.dictionary import Item, judge_of, of_items
from agent.packs.entry import require_few
from agent.packs.linear import Expression, Match, PatternError, ascii_class
from agent.report import Severity
from agent.rules.ruleset import RuleError
from agent.text.script import LATIN_LETTER

_LEVELS: Mapping[str, Severity] = {"suggestion": "info", "warning": "warning", "error": "error"}
_COMMON = frozenset({"extends", "message", "description", "link", "level", "scope"})
_KEYS: Mapping[str, frozenset[str]] = {
    "existence": _COMMON | {"tokens", "exceptions", "nonword", "ignorecase"},
    "substitution": _COMMON | {"swap", "exceptions", "nonword", "ignorecase"},
    "occurrence": _COMMON | {"token", "max", "min", "ignorecase"},
    "repetition": _COMMON | {"tokens", "max", "alpha", "ignorecase"},
}
_VALUES: Mapping[str, tuple[str, ...]] = {
    "existence": ("quote",),
    "substitution": ("replacement", "quote"),
    "occurrence": (),
    "repetition": ("quote",),
}
"""What the placeholders of a message stand for, in their order."""
_SCOPES = ("text", "raw")
"""A field of a listing has no headings, tables or sentences to tell apart."""
_PLACEHOLDER = re.compile(r"%(?:\[\d\])?[sdv]")

Warn = Callable[[Path, int, str], None]


@dataclass(frozen=True, slots=True)
class ValeRule:
    """One rule, ready to run; its message has the placeholders of ``agent.annotate``."""

    kind: str
    message: str
    link: str | None
    severity: Severity
    judge: Judge
    suggests: bool
    """Whether a hit has a right form."""


def is_vale(node: Node) -> bool:
    """Whether a YAML document looks like a rule of Vale."""
    return isinstance(node, Table) and "extends" in node.entries


def read(path: Path, node: Node, warn: Warn) -> ValeRule:
    """The rule that a YAML document says. Raises ``RuleError``."""
    rule = _Rule(path, table_of(path, node, "the file"), warn)
    judges: Mapping[str, Callable[[], Judge]] = {
        "existence": rule.existence,
        "substitution": rule.substitution,
        "occurrence": rule.occurrence,
        "repetition": rule.repetition,
    }
    rule.require_known_keys()
    judge = judges[rule.kind]()
    suggests = rule.kind == "substitution"
    return ValeRule(rule.kind, rule.message(), rule.text("link") or None, rule.level(), judge, suggests)


@dataclass(frozen=True, slots=True)
class _Finder:
    """One token; what an exception matches whole is no hit."""

    body: Expression
    exceptions: Sequence[Expression]

    @property
    def bodies(self) -> Sequence[Expression]:
        return (self.body,)

    def finditer(self, text: str) -> Iterator[Match]:
        for match in self.body.finditer(text):
            if not any(exception.holds_at(match[0] or "", 0) for exception in self.exceptions):
                yield match


class _Rule:
    """One rule's keys, and what they make."""

    def __init__(self, path: Path, table: Mapping[str, Node], warn: Warn) -> None:
        self._path = path
        self._table = table
        self._warn = warn
        self.kind = self.text("extends")

    def require_known_keys(self) -> None:
        if self.kind not in _KEYS:
            known = ", ".join(_KEYS)
            self._refuse("extends", f"'{self.kind}' cannot be read, expected one of {known}")
        for key in self._table:
            if key not in _KEYS[self.kind]:
                self._refuse(key, f"cannot be read in a rule that extends {self.kind}")
        if self.text("scope") not in ("", *_SCOPES):
            self._refuse("scope", f"'{self.text('scope')}', expected text: a field is judged whole")

    def message(self) -> str:
        values = _VALUES[self.kind]
        said = self.text("message")
        if not said or len(_PLACEHOLDER.findall(said)) > len(values):
            self._refuse("message", f"expected a text with at most {len(values)} placeholders (%s)")
        names = iter(values)
        escaped = said.replace("{", "{{").replace("}", "}}")
        return _PLACEHOLDER.sub(lambda _: f"{{{next(names)}}}", escaped)

    def level(self) -> Severity:
        said = self.text("level") or "suggestion"
        if said not in _LEVELS:
            self._refuse("level", f"'{said}', expected one of {', '.join(_LEVELS)}")
        return _LEVELS[said]

    def text(self, key: str) -> str:
        return text_of(self._path, self._table[key], key) if key in self._table else ""

    def existence(self) -> Judge:
        exceptions = self._exceptions()
        tokens = self._texts("tokens")
        finders = tuple(_Finder(self._token(token, line), exceptions) for token, line in tokens)
        return judge_of(of_items([Item((finder,), None) for finder in finders]))

    def substitution(self) -> Judge:
        exceptions = self._exceptions()
        pairs = table_of(self._path, self._need("swap"), "swap").items()
        require_few(self._path, self._need("swap").line, len(pairs), limits.PATTERNS, "patterns")
        items = []
        for wrong, node in pairs:
            choices = tuple(text_of(self._path, node, "swap").split("|"))
            finder = _Finder(self._token(wrong, node.line), exceptions)
            items.append(Item((finder,), choices[0], choices=choices))
        return judge_of(of_items(items))

    def occurrence(self) -> Judge:
        token = self._compiled(self.text("token"), self._need("token").line)
        most, least = self._number("max"), self._number("min")
        if most is None and least is None:
            self._refuse("extends", "an occurrence needs max, min, or both")

        def judge(scene: Scene) -> Iterator[Hit]:
            for passage in scene.passages():
                count = sum(1 for _ in token.finditer(passage.text))
                if most is not None and count > most:
                    yield Hit(whole(passage), {"count": count, "limit": most})
                elif least is not None and count < least:
                    yield Hit(whole(passage), {"count": count, "limit": least})

        return judge

    def repetition(self) -> Judge:
        tokens = self._texts("tokens")
        token = self._compiled("|".join(f"(?:{text})" for text, _ in tokens), tokens[0][1])
        most, letters_only = self._number("max") or 0, self._truth("alpha")
        ignore_case = self._truth("ignorecase")

        def judge(scene: Scene) -> Iterator[Hit]:
            for passage in scene.passages():
                for start, end, word in _repeated(token, passage.text, most, ignore_case=ignore_case):
                    if not letters_only or LATIN_LETTER.search(word):
                        yield Hit(span_of(passage, (start, end)), {"quote": word})

        return judge

    def _token(self, token: str, line: int) -> Expression:
        """A token between word edges, as Vale puts them.

        Beside a letter that is not ASCII it may stand anywhere: Japanese has no such edges.
        """
        if self._truth("nonword") or not token:
            return self._compiled(token, line)
        before = r"\b" if token[0].isascii() else ""
        after = r"\b" if token[-1].isascii() else ""
        return self._compiled(f"{before}(?:{token}){after}", line, token)

    def _compiled(self, pattern: str, line: int, written: str | None = None) -> Expression:
        written = pattern if written is None else written
        if not written:
            raise RuleError(self._path, line, "an empty token, expected one that finds something")
        if found := ascii_class(written):
            self._warn(
                self._path, line, f"'{found}' means ASCII only; for Japanese write \\p{{L}} or \\p{{Nd}}"
            )
        try:
            Expression(written)  # so that the position is one of what was written
            return Expression(pattern, ignore_case=self._truth("ignorecase"))
        except PatternError as error:
            raise RuleError(self._path, line, f"pattern '{written}', {error}") from error

    def _exceptions(self) -> list[Expression]:
        if "exceptions" not in self._table:
            return []
        return [self._compiled(f"^(?:{text})$", line, text) for text, line in self._texts("exceptions")]

    def _texts(self, key: str) -> list[tuple[str, int]]:
        node = self._need(key)
        items = items_of(self._path, node, key)
        require_few(self._path, node.line, len(items), limits.PATTERNS, "patterns")
        if not items:
            self._refuse(key, "expected at least one")
        return [(text_of(self._path, item, key), item.line) for item in items]

    def _need(self, key: str) -> Node:
        if key not in self._table:
            self._refuse("extends", f"a rule that extends {self.kind} needs '{key}'")
        return self._table[key]

    def _number(self, key: str) -> int | None:
        return number_of(self._path, self._table[key], key) if key in self._table else None

    def _truth(self, key: str) -> bool:
        return key in self._table and truth_of(self._path, self._table[key], key)

    def _refuse(self, key: str, expected: str) -> NoReturn:
        line = self._table[key].line if key in self._table else 1
        raise RuleError(self._path, line, f"{key}: {expected}")


def _repeated(
    token: Expression, text: str, most: int, *, ignore_case: bool
) -> Iterator[tuple[int, int, str]]:
    """Where one token follows itself on one line more than ``most`` times: from the first to the last."""
    begin, end, count, known = 0, 0, 0, ""
    for match in token.finditer(text):
        word = (match[0] or "").strip()
        compared = word.casefold() if ignore_case else word
        if word and compared == known and "\n" not in text[end : match.span()[0]]:
            count += 1
            if count > most:
                yield begin, match.span()[1], word
                count, begin = 0, match.span()[0]
        else:
            count, begin = 0, match.span()[0]
        known, end = compared, match.span()[1]
