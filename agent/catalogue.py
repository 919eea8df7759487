"""Loading rules for use: read, bound to their checks, and proved by their own cases."""

import string
from collections.abc import Mapping
from pathlib import Path

import regex
from pydantic import ValidationError

from agent.checks import CHECKS
from agent.checks.base import Check
from agent.engine import BoundRule, RuleSet
from agent.proving import complaints
from agent.rules.rule import Rule, Words
from agent.rules.ruleset import RULES_DIR, RuleError, RuleFiles, explained, line_in, read
from agent.text.vocabulary import collecting


def load(directory: Path = RULES_DIR) -> RuleSet:
    """The rule set of ``directory``. Raises ``RuleError`` with file, line and what was expected."""
    files = read(directory)
    bound = tuple(bind(files, rule) for rule in files.rules)
    for entry in bound:
        prove(files, entry)
    return RuleSet(bound, files.sources, files.hash)


def bind(files: RuleFiles, rule: Rule, checks: Mapping[str, Check] = CHECKS) -> BoundRule:
    """A rule of ``files`` bound to its entry in ``checks``. Raises ``RuleError``."""
    check = checks.get(rule.check)
    if check is None:
        known = ", ".join(sorted(checks))
        raise _refusal(files, rule, f"no check '{rule.check}'; the checks are {known}", "check")
    _require_known_placeholders(files, rule, check.data)
    try:
        with collecting(files.lexicons.vocabulary):
            return BoundRule(rule, check.bind(check.params.model_validate(rule.params), files.lexicons))
    except ValidationError as error:
        raise explained(files.path(rule), error, "params", text=files.text(rule)) from error
    except regex.error as error:
        raise _refusal(files, rule, f"expected a pattern: {error}", "params") from error
    except ValueError as error:
        raise _refusal(files, rule, str(error), "params") from error


def _refusal(files: RuleFiles, rule: Rule, expected: str, *keys: str) -> RuleError:
    return RuleError(files.path(rule), line_in(files.text(rule), *keys), expected)


def _require_known_placeholders(files: RuleFiles, rule: Rule, given: frozenset[str]) -> None:
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
                raise _refusal(files, rule, expected, key)


def _texts(words: Words) -> list[tuple[str, str]]:
    return [("ja", words.ja), ("zh", words.zh), ("en", words.en)]


def prove(files: RuleFiles, bound: BoundRule) -> None:
    """Run the rule's own cases. Raises ``RuleError`` for the first that does not hold."""
    for kind, number, complaint in complaints(bound):
        path = files.path(bound.rule)
        lines = files.text(bound.rule).splitlines()
        heads = [position for position, line in enumerate(lines, 1) if line.strip() == f"[[{kind}]]"]
        line = heads[number - 1] if number <= len(heads) else 1
        raise RuleError(path, line, f"[[{kind}]] case {number} does not hold: {complaint}")
