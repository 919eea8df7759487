"""Reading a directory of rule files into checked models, with errors that name file and line."""

import hashlib
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent.rules.lexicon import Lexicons
from agent.rules.rule import Rule, Source

RULES_DIR = Path(__file__).resolve().parents[2] / "rules"
"""The rules that come with the agent, in a checkout and in an installed wheel alike."""

_NAME = re.compile(r"""([\w-]+)|("[^"]*"|'[^']*')""")
_DOTTED = rf"(?:{_NAME.pattern})(?:\s*\.\s*(?:{_NAME.pattern}))*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_SETTING = re.compile(rf"\s*({_DOTTED})\s*=")
_NOT_RULES = ("lexicon", "coverage")


class RuleError(ValueError):
    """A rule file that cannot be used; says file, line and what was expected."""

    def __init__(self, path: Path, line: int, expected: str) -> None:
        super().__init__(f"{path}:{line}: {expected}")
        self.path = path
        self.line = line
        self.expected = expected


@dataclass(frozen=True)
class RuleFiles:
    """A directory of rules as read, not yet bound to checks."""

    directory: Path
    rules: tuple[Rule, ...]
    sources: Mapping[str, Source]
    lexicons: Lexicons
    hash: str
    """The first 16 hex digits of the SHA-256 over every file that can change a verdict."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """By rule, the SHA-256 over all that can change its verdict."""
    proved: frozenset[str] = frozenset()
    """Rules that were taken as an earlier load had left them: read, and proved by their own cases."""

    def path(self, rule: Rule) -> Path:
        """The file that ``rule`` was read from."""
        return self.directory / f"{rule.id}.toml"

    def text(self, rule: Rule) -> str:
        """What that file says."""
        return self.path(rule).read_text("utf-8")


def read(directory: Path = RULES_DIR, known: Mapping[str, Rule] | None = None) -> RuleFiles:
    """Every rule below ``directory``, in the order of their ids. Raises ``RuleError``.

    ``known`` are rules by their digest, which are taken as they are.
    """
    if not (directory / "sources.toml").is_file():
        raise RuleError(directory / "sources.toml", 1, "expected this file: the sources that rules cite")
    contents = _contents(directory)
    paths = {name.removesuffix(".toml"): directory / name for name in contents if _is_rule(name)}
    digests = _digests(contents)
    proved = frozenset(rule_id for rule_id in paths if digests[rule_id] in (known or {}))
    sources = _read_sources(directory / "sources.toml")
    rules = tuple(
        known[digests[rule_id]] if known and rule_id in proved else rule_of(path, rule_id, parse(path))
        for rule_id, path in paths.items()
    )
    for rule in rules:
        for source in set(rule.sources) - set(sources):
            path = directory / f"{rule.id}.toml"
            raise RuleError(path, line_of(path, "sources"), f"source '{source}' is not in rules/sources.toml")
    lexicons = Lexicons(directory / "lexicon")
    return RuleFiles(directory, rules, sources, lexicons, _digest(contents)[:16], digests, proved)


def line_of(path: Path, *keys: str) -> int:
    """The line of ``path`` that sets ``keys``, as ``line_in``."""
    return line_in(path.read_text("utf-8"), *keys)


def line_in(text: str, *keys: str) -> int:
    """The line of ``text`` (TOML) that sets ``keys``: tables, numbers of entries, a key; or the nearest."""
    best, depth = 1, 0
    for number, place in _places(text):
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(place, keys, strict=False)))
        if shared > depth:
            best, depth = number, shared
    return best


def _places(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every line that names something: its number and the whole path of what it names."""
    table: tuple[str, ...] = ()
    entries: Counter[tuple[str, ...]] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if (header := _HEADER.match(line)) is not None:
            table = _names(header[2])
            if header[1] == "[[":
                entries[table] += 1
                table = (*table, str(entries[table] - 1))
            yield number, table
        elif (setting := _SETTING.match(line)) is not None:
            yield number, (*table, *_names(setting[1]))


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(bare or quoted[1:-1] for bare, quoted in _NAME.findall(dotted))


def parse(path: Path) -> dict[str, Any]:
    """The content of a TOML file. Raises ``RuleError`` with the line, ``OSError`` when it cannot be read."""
    try:
        return parse_text(path, path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise RuleError(path, 1, f"expected UTF-8 text ({error.reason} at byte {error.start})") from error


def parse_text(path: Path, text: str) -> dict[str, Any]:
    """The content of ``text``, which stands in ``path``. Raises ``RuleError`` with the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise RuleError(path, int(line[1]) if line else 1, f"expected TOML: {error}") from error


def rule_of(path: Path, rule_id: str, content: Mapping[str, Any], text: str | None = None) -> Rule:
    """The rule that ``content`` describes. Raises ``RuleError``; ``text`` as in ``explained``."""
    if "id" in content:
        line = line_of(path, "id") if text is None else line_in(text, "id")
        raise RuleError(path, line, "a rule's id is its path; remove this key")
    try:
        return Rule.model_validate({"id": rule_id, **content})
    except ValidationError as error:
        raise explained(path, error, text=text) from error


def explained(path: Path, error: ValidationError, *table: str, text: str | None = None) -> RuleError:
    """The first complaint of ``error``, about a ``table`` of the file, at the line of its key.

    ``text`` is the file's, where it is not read from ``path`` itself.
    """
    first = error.errors(include_url=False)[0]
    where = [*table, *(str(part) for part in first["loc"])]
    more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
    line = line_of(path, *where) if text is None else line_in(text, *where)
    return RuleError(path, line, f"{'.'.join(where) or 'rule'}: {first['msg']}{more}")


def _read_sources(path: Path) -> Mapping[str, Source]:
    return sources_of(path, parse(path))


def sources_of(path: Path, content: Mapping[str, Any], text: str | None = None) -> Mapping[str, Source]:
    """The sources that ``content`` lists. Raises ``RuleError``; ``text`` as in ``explained``."""
    try:
        return TypeAdapter(dict[str, Source]).validate_python(content)
    except ValidationError as error:
        raise explained(path, error, text=text) from error


def _contents(directory: Path) -> dict[str, bytes]:
    """Every file that can change a verdict, by its path in ``directory``, in the order of these."""
    paths = [
        Path(folder, name)
        for folder, _, names in os.walk(directory)
        for name in names
        if name.endswith((".toml", ".txt"))
    ]
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in sorted(paths)}


def _is_rule(name: str) -> bool:
    folder, slash, _ = name.partition("/")
    return bool(slash) and folder not in _NOT_RULES and name.endswith(".toml")


def _digests(contents: Mapping[str, bytes]) -> dict[str, str]:
    """By rule, a digest over its file and all files that are no rules: lists, sources, tables."""
    shared = _digest({name: content for name, content in contents.items() if not _is_rule(name)}).encode()
    return {
        name.removesuffix(".toml"): _digest({name: content, "": shared})
        for name, content in contents.items()
        if _is_rule(name)
    }


def _digest(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()
