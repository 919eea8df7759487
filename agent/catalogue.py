"""Loading rules for use: read, bound to their checks, and proved by their own cases."""

import string
from collections.abc import Mapping
from pathlib import Path

import regex
from pydantic import ValidationError

from agent import starting
from agent.bound import BoundRule, RuleSet
from agent.checks import CHECKS
from agent.checks.audience import Audience, AudienceParams
from agent.checks.base import Check
from agent.proving import complaints
from agent.rules import proofs
from agent.rules.rule import Rule, Words
from agent.rules.ruleset import RULES_DIR, RuleError, RuleFiles, explained, line_in, read
from agent.text import pattern
from agent.text.vocabulary import collecting


def load(directory: Path = RULES_DIR) -> RuleSet:
    """The rule set of ``directory``. Raises ``RuleError`` with file, line and what was expected.

    Of our own rules, those are not read and proved again that an earlier load found to hold.
    """
    with starting.no_collections():
        return _loaded(read(directory)) if directory != RULES_DIR else _ours()


def _ours() -> RuleSet:
    path = proofs.default_path()
    kept = proofs.recall(path)
    pattern.remember(kept.patterns)
    files = read(RULES_DIR, kept.rules)
    ruleset = _loaded(files)
    patterns = pattern.used()
    if len(files.proved) < len(files.rules) or not patterns.keys() <= kept.patterns.keys():
        rules = {files.digests[rule.id]: rule for rule in files.rules}
        proofs.keep(path, proofs.Proofs(code=kept.code, rules=rules, patterns=patterns))
    return ruleset


def _loaded(files: RuleFiles) -> RuleSet:
    bound = tuple(bind(files, rule) for rule in files.rules)
    for entry in bound:
        if entry.rule.id not in files.proved:
            prove(files, entry)
    return RuleSet(bound, files.sources, files.hash)


def bind(files: RuleFiles, rule: Rule, checks: Mapping[str, Check] = CHECKS) -> BoundRule:
    """A rule of ``files`` bound to its entry in ``checks``. Raises ``RuleError``."""
    check = checks.get(rule.check)
    if check is None:
        known = ", ".join(sorted(checks))
        raise _refusal(files, rule, f"no check '{rule.check}'; the checks are {known}", "check")
    if rule.id not in files.proved:
        _require_known_placeholders(files, rule, check.data)
    try:
        params = check.params.model_validate(rule.params)
        with collecting(files.lexicons.vocabulary) as matchers:
            judge = check.bind(params, files.lexicons)
        audience = Audience.of(params) if isinstance(params, AudienceParams) else None
        return BoundRule(rule, judge, tuple(matchers.values()), audience, check.inputs(rule, params))
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
            try:
                unknown = _placeholders(text) - known
            except ValueError as error:
                raise _refusal(files, rule, f"{language}: {key}: {error}", key) from error
            if unknown:
                expected = f"{language}: {key} has no value for {sorted(unknown)}, only for {sorted(known)}"
                raise _refusal(files, rule, expected, key)


def _placeholders(text: str) -> set[str]:
    """The names in braces. Raises ``ValueError`` for a stray brace, and for more than a name in them."""
    found = [part for part in string.Formatter().parse(text) if part[1] is not None]
    for _, name, width, conversion in found:
        if width or conversion:  # {quote:>999999999} would fill the memory
            msg = f"expected {{{name}}} with nothing but the name in the braces"
            raise ValueError(msg)
    return {str(name) for _, name, _, _ in found}


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
