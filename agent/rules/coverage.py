"""Which rules check which statement of a source: ``rules/coverage/<source>.toml``, one file a source."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from agent.rules.rule import SourceId
from agent.rules.ruleset import RuleError, explained, line_of, parse

Line = Annotated[str, StringConstraints(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Statement(_Part):
    """One thing that a source says: the rules that check it, or why none can."""

    id: Line
    says: Line
    rules: tuple[Line, ...] = ()
    partly: Line | None = None
    """What of it the rules cannot check."""
    none: Line | None = None
    """Why no rule can check it."""

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if bool(self.rules) == (self.none is not None):
            msg = 'give either rules or none = "why no rule can check it"'
            raise ValueError(msg)
        return self


class Coverage(_Part):
    """One source's statements, in its own order."""

    source: SourceId
    statements: Annotated[tuple[Statement, ...], Field(min_length=1, alias="statement")]


def read(directory: Path, sources: Iterable[str], rules: Iterable[str]) -> tuple[Coverage, ...]:
    """Every file of ``rules/coverage``. Raises ``RuleError`` for a name that is unknown or twice there."""
    known_sources, known_rules = frozenset(sources), frozenset(rules)
    found = tuple(_read(path) for path in sorted((directory / "coverage").glob("*.toml")))
    for coverage in found:
        path = directory / "coverage" / f"{coverage.source}.toml"
        if coverage.source not in known_sources:
            raise RuleError(path, 1, f"source '{coverage.source}' is not in rules/sources.toml")
        seen: set[str] = set()
        for number, statement in enumerate(coverage.statements):
            line = line_of(path, "statement", str(number), "id")
            if statement.id in seen:
                raise RuleError(path, line, f"statement '{statement.id}' stands here twice")
            seen.add(statement.id)
            for unknown in sorted(set(statement.rules) - known_rules):
                raise RuleError(path, line, f"statement '{statement.id}': no rule '{unknown}'")
    return found


def _read(path: Path) -> Coverage:
    try:
        coverage = Coverage.model_validate(parse(path))
    except ValidationError as error:
        raise explained(path, error) from error
    if coverage.source != path.stem:
        raise RuleError(path, 1, f"expected source = '{path.stem}', the name of this file")
    return coverage
