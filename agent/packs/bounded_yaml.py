"""YAML under bounds: the parser's events are counted and checked one by one, and nothing is guessed.

No loader of PyYAML is used: the fast one crashes the process on deep nesting, and all of them make
``no`` a truth value and ``12:30`` a number. Here a scalar stays text and knows whether it was quoted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from agent.packs import limits
from agent.rules.ruleset import RuleError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING = "tag:yaml.org,2002:str"
_LONGEST_GUESS = 64
"""Longer scalars are text to every YAML reader."""
_NUMBER = re.compile(r"[0-9]{1,9}")
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it stands."""

    line: int
    text: str
    plain: bool
    """Without quotes."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; its keys are texts."""

    line: int
    entries: "Mapping[str, Node]"


Node = Scalar | Items | Table


def read(path: Path, text: str) -> Node:
    """The one document of ``text``, which stands in ``path``. Raises ``RuleError``."""
    reader = _Reader(path)
    try:
        return reader.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleError(path, line, f"expected YAML: {error.problem or 'not readable'}") from error
    except yaml.YAMLError as error:  # characters that YAML does not allow
        raise RuleError(path, 1, f"expected YAML: {str(error).splitlines()[0]}") from error


class _Reader:
    """Makes nodes of events; every event is counted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._events = 0

    def document(self, events: Iterator[yaml.Event]) -> Node:
        root: Node | None = None
        for event in self._counted(events):
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise self._refusal(event, "a second document, expected one")
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, events, 0)
        if root is None:
            raise RuleError(self._path, 1, "empty, expected some content")
        return root

    def _counted(self, events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
        for event in events:
            self._count(event)
            yield event

    def _count(self, event: yaml.Event) -> None:
        self._events += 1
        if self._events > limits.YAML_EVENTS:
            raise self._refusal(event, f"more than {limits.YAML_EVENTS} parts, expected a smaller file")

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self._refusal(event, "an anchor or alias (& or *), expected the content itself, or quotes")
        if getattr(event, "tag", None) is not None:
            raise self._refusal(event, "a tag (!), expected none, or quotes around the text")
        if depth > limits.NESTING:
            raise self._refusal(event, f"nested deeper than {limits.NESTING}, expected a flat file")
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(line, event.value, event.implicit[0])
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(line, tuple(self._children(events, yaml.SequenceEndEvent, depth)))
        return Table(line, self._entries(list(self._children(events, yaml.MappingEndEvent, depth))))

    def _children(self, events: Iterator[yaml.Event], end: type[yaml.Event], depth: int) -> Iterator[Node]:
        for event in self._counted(events):
            if isinstance(event, end):
                return
            yield self._node(event, events, depth + 1)

    def _entries(self, nodes: list[Node]) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                raise RuleError(self._path, key.line, "a list or table as a key, expected a word")
            if key.plain and key.text == "<<":
                raise RuleError(self._path, key.line, "a merge key (<<), expected the content itself")
            if key.text in entries:
                raise RuleError(self._path, key.line, f"'{key.text}' twice, expected once")
            entries[key.text] = value
        return entries

    def _refusal(self, event: yaml.Event, expected: str) -> RuleError:
        return RuleError(self._path, _line(event), expected)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def text_of(path: Path, node: Node, what: str) -> str:
    """The text of a scalar. Refuses what YAML readers disagree about unless it is quoted."""
    if not isinstance(node, Scalar):
        raise RuleError(path, node.line, f"{what}: expected a text")
    if node.plain and _tag(node.text) != _STRING:
        kind = _tag(node.text).rpartition(":")[2]
        expected = f"expected quotes, '{node.text}': without them many programs read a value of type {kind}"
        raise RuleError(path, node.line, f"{what}: {expected}")
    return node.text


def number_of(path: Path, node: Node, what: str) -> int:
    """A whole number of at most nine digits."""
    if isinstance(node, Scalar) and node.plain and _NUMBER.fullmatch(node.text):
        return int(node.text)
    raise RuleError(path, node.line, f"{what}: expected a whole number")


def truth_of(path: Path, node: Node, what: str) -> bool:
    """``true`` or ``false``, and no other spelling."""
    if isinstance(node, Scalar) and node.plain and node.text in _TRUTHS:
        return _TRUTHS[node.text]
    raise RuleError(path, node.line, f"{what}: expected true or false")


def items_of(path: Path, node: Node, what: str) -> tuple[Node, ...]:
    """The items of a list; nothing at all counts as an empty one."""
    if is_nothing(node):
        return ()
    if not isinstance(node, Items):
        raise RuleError(path, node.line, f"{what}: expected a list")
    return node.items


def table_of(path: Path, node: Node, what: str) -> Mapping[str, Node]:
    """The entries of a table."""
    if not isinstance(node, Table):
        raise RuleError(path, node.line, f"{what}: expected a table of keys and values")
    return node.entries


def is_nothing(node: Node) -> bool:
    """Whether a key was given without a value."""
    return isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null")


def _tag(text: str) -> str:
    """The type that YAML 1.1, as most libraries read it, makes of a scalar without quotes."""
    if len(text) > _LONGEST_GUESS:
        return _STRING
    candidates = yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], [])
    return next((tag for tag, pattern in candidates if pattern.match(text)), _STRING)
