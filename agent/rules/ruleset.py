"""Reading a directory of rule files into checked models, with errors that name file and line."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from agent.rules.lexicon import Lexicons
from agent.rules.rule import Rule, Source

RULES_DIR = Path(__file__).resolve().parents[2] / "rules"
"""The rules that come with the agent, in a checkout and in an installed wheel alike."""

_NOT_RULES = ("lexicon", "coverage")


class RuleError(ValueError):
    """A rule file that cannot be used; says file, line and what was expected."""

    def __init__(self, path: Path, line: int, expected: str) -> None:
        super().__init__(f"{path}:{line}: {expected}")


@dataclass(frozen=True)
class RuleFiles:
    """A directory of rules as read, not yet bound to checks."""

    directory: Path
    rules: tuple[Rule, ...]
    sources: Mapping[str, Source]
    lexicons: Lexicons
    hash: str
    """The first 16 hex digits of the SHA-256 over every file that can change a verdict."""

    def path(self, rule: Rule) -> Path:
        """The file that ``rule`` was read from."""
        return self.directory / f"{rule.id}.toml"


def read(directory: Path = RULES_DIR) -> RuleFiles:
    """Every rule below ``directory``, in the order of their ids. Raises ``RuleError``."""
    if not (directory / "sources.toml").is_file():
        raise RuleError(directory / "sources.toml", 1, "expected this file: the sources that rules cite")
    paths = [
        path
        for path in sorted(directory.glob("*/**/*.toml"))
        if path.relative_to(directory).parts[0] not in _NOT_RULES
    ]
    sources = _read_sources(directory / "sources.toml")
    rules = tuple(_read_rule(path, directory) for path in paths)
    for rule in rules:
        for source in set(rule.sources) - set(sources):
            path = directory / f"{rule.id}.toml"
            raise RuleError(path, line_of(path, "sources"), f"source '{source}' is not in rules/sources.toml")
    return RuleFiles(directory, rules, sources, Lexicons(directory / "lexicon"), _hash(directory))


def line_of(path: Path, *keys: str) -> int:
    """The line of ``path`` that sets ``keys`` (a table, then a key in it), or the nearest that is there."""
    lines = path.read_text("utf-8").splitlines()
    found, end = 0, len(lines)
    for key in keys:
        setting = re.compile(rf"\s*(\[+\s*{re.escape(key)}\s*\]|{re.escape(key)}\s*=)")
        match = next((at for at in range(found, end) if setting.match(lines[at])), None)
        if match is None:
            break
        found = match
        end = next((at for at in range(found + 1, end) if lines[at].lstrip().startswith("[")), end)
    return found + 1


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise RuleError(path, 1, f"expected UTF-8 text ({error.reason} at byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise RuleError(path, int(line[1]) if line else 1, f"expected TOML: {error}") from error


def _read_rule(path: Path, directory: Path) -> Rule:
    content = _parse(path)
    if "id" in content:
        raise RuleError(path, line_of(path, "id"), "a rule's id is its path; remove this key")
    rule_id = path.relative_to(directory).with_suffix("").as_posix()
    try:
        return Rule.model_validate({"id": rule_id, **content})
    except ValidationError as error:
        raise explained(path, error) from error


def explained(path: Path, error: ValidationError, *table: str) -> RuleError:
    """The first complaint of ``error``, about a ``table`` of the file, at the line of its key."""
    first = error.errors(include_url=False)[0]
    where = [*table, *(str(part) for part in first["loc"])]
    more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return RuleError(path, line_of(path, *where), f"{'.'.join(where) or 'rule'}: {first['msg']}{more}")


def _read_sources(path: Path) -> Mapping[str, Source]:
    try:
        return TypeAdapter(dict[str, Source]).validate_python(_parse(path))
    except ValidationError as error:
        raise explained(path, error) from error


def _hash(directory: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted([*directory.rglob("*.toml"), *directory.rglob("*.txt")]):
        digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
