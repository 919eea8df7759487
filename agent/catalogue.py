"""Loading rules for use: read, bound to their checks, and proved by their own cases."""

import string
from pathlib import Path

import regex
from pydantic import ValidationError

from agent.checks import CHECKS
from agent.engine import BoundRule, RuleSet
from agent.proving import complaints
from agent.rules.rule import Rule, Words
from agent.rules.ruleset import RULES_DIR, RuleError, RuleFiles, explained, line_of, read


def load(directory: Path = RULES_DIR) -> RuleSet:
    """The rule set of ``directory``. Raises ``RuleError`` with file, line and what was expected."""
    files = read(directory)
    bound = tuple(_bind(files, rule) for rule in files.rules)
    for entry in bound:
        _prove(files, entry)
    return RuleSet(bound, files.sources, files.hash)


def _bind(files: RuleFiles, rule: Rule) -> BoundRule:
    path = files.path(rule)
    check = CHECKS.get(rule.check)
    if check is None:
        known = ", ".join(sorted(CHECKS))
        raise RuleError(path, line_of(path, "check"), f"no check '{rule.check}'; the checks are {known}")
    _require_known_placeholders(path, rule, check.data)
    try:
        return BoundRule(rule, check.bind(check.params.model_validate(rule.params), files.lexicons))
    except ValidationError as error:
        raise explained(path, error, "params") from error
    except regex.error as error:
        raise RuleError(path, line_of(path, "params"), f"expected a pattern: {error}") from error
    except ValueError as error:
        raise RuleError(path, line_of(path, "params"), str(error)) from error


def _require_known_placeholders(path: Path, rule: Rule, given: frozenset[str]) -> None:
    # Only the message is about one place; title and help are read for passed rules too.
    nothing: frozenset[str] = frozenset()
    for key, words, known in (
        ("title", rule.title, nothing),
        ("message", rule.message, given),
        ("help", rule.help, nothing),
    ):
        for language, text in _texts(words):
            unknown = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} - known
            if unknown:
                expected = f"{language}: {key} has no value for {sorted(unknown)}, only for {sorted(known)}"
                raise RuleError(path, line_of(path, key), expected)


def _texts(words: Words) -> list[tuple[str, str]]:
    return [("ja", words.ja), ("zh", words.zh), ("en", words.en)]


def _prove(files: RuleFiles, bound: BoundRule) -> None:
    for kind, number, complaint in complaints(bound):
        path = files.path(bound.rule)
        lines = path.read_text("utf-8").splitlines()
        heads = [position for position, line in enumerate(lines, 1) if line.strip() == f"[[{kind}]]"]
        line = heads[number - 1] if number <= len(heads) else 1
        raise RuleError(path, line, f"[[{kind}]] case {number} does not hold: {complaint}")
