"""The checks that a pack's rule files may name, and which of their parameters.

The parameters are listed one by one: those left out are expressions that would not run on RE2, or
serve a rule of our own. A check that is not here is not for packs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, cast

from agent.checks import CHECKS, existence, missing, occurrence, placement
from agent.checks.base import Check, Judge, MatchParams, Params
from agent.packs import limits
from agent.packs.linear import Expression, PatternError
from agent.packs.stopwatch import held
from agent.rules.lexicon import Lexicons
from agent.text.matcher import Matcher, compile_matcher
from agent.text.pattern import Pattern

_MATCH = frozenset({"terms", "lexicons", "patterns", "allow", "boundary", "fold", "unless_negated"})
_ALLOWED: Mapping[str, frozenset[str]] = {
    "case": frozenset({"style", "min_letters", "share"}),
    "contained": frozenset({"within", "min_characters", "free", "lexicons"}),
    "empty": frozenset({"min_count", "max_count"}),
    "existence": _MATCH | {"replacement", "outside_field", "once"},
    "image-format": frozenset({"formats", "modes", "animated"}),
    "image-size": frozenset({"min_side", "max_side", "max_bytes", "from_side"}),
    "length": frozenset({"unit", "max", "min", "total", "empty"}),
    "missing": _MATCH,
    "number": frozenset({"min", "max"}),
    "occurrence": _MATCH | {"max", "min"},
    "placement": _MATCH | {"within_characters", "within_lines"},
    "repetition": frozenset(
        {"max", "unit", "free", "lexicons", "min_characters", "separate_field", "plurals"}
    ),
    "script": frozenset({"require", "forbid", "min_letters"}),
    "starts-with": frozenset({"field", "ignore_values", "brackets"}),
    "substitution": frozenset({"swap", "boundary", "fold"}),
}
"""Parameters by check."""


class _Linear:
    """Parameters whose patterns run on RE2; goes before the check's own in the order of bases."""

    def matcher(self, lexicons: Lexicons) -> Matcher:
        """As ``MatchParams.matcher``. Raises ``ValueError``, which ``PatternError`` is."""
        params = cast("MatchParams", self)
        lists = [lexicons[name] for name in params.lexicons]
        words = [*params.terms, *(word for entry in lists for word in entry.words)]
        patterns = [*params.patterns, *(pattern for entry in lists for pattern in entry.patterns)]
        if not words and not patterns:
            msg = "nothing to look for: give terms, lexicons or patterns"
            raise ValueError(msg)
        _require_sizes(words, patterns)
        matcher = compile_matcher(
            words=words, boundary=params.boundary, folds=params.fold, unless_negated=params.unless_negated
        )
        allow = [*params.allow, *(pattern for entry in lists for pattern in entry.allow)]
        return replace(
            matcher,
            patterns=_compiled(patterns, params),
            allow=_compiled(allow, params),
            watchful=bool(patterns),
        )


class _Existence(_Linear, existence.Params):
    pass


class _Missing(_Linear, missing.Params):
    pass


class _Occurrence(_Linear, occurrence.Params):
    pass


class _Placement(_Linear, placement.Params):
    pass


_LINEAR: Mapping[str, type[Params]] = {
    "existence": _Existence,
    "missing": _Missing,
    "occurrence": _Occurrence,
    "placement": _Placement,
}


@dataclass(frozen=True, slots=True)
class _Bind:
    """Binds within what a pack may use."""

    check: Check
    allowed: frozenset[str]

    def __call__(self, params: Any, lexicons: Lexicons) -> Judge:  # noqa: ANN401 - each check has its own
        beyond = set(params.model_fields_set) - self.allowed
        if beyond:
            msg = f"'{min(beyond)}' is not for packs, expected some of {', '.join(sorted(self.allowed))}"
            raise ValueError(msg)
        terms = chain.from_iterable(getattr(params, name, ()) for name in ("swap", "free", "ignore_values"))
        _require_sizes(list(terms), [])
        return held(self.check.bind(params, lexicons))


PACK_CHECKS: Mapping[str, Check] = {
    name: Check(_LINEAR.get(name, CHECKS[name].params), CHECKS[name].data, _Bind(CHECKS[name], allowed))
    for name, allowed in _ALLOWED.items()
}


def allowed(check: str) -> frozenset[str]:
    """The parameters of a check that a pack may give."""
    return _ALLOWED[check]


def _require_sizes(words: list[str], patterns: list[str]) -> None:
    for what, texts, most in (("words", words, limits.TERMS), ("patterns", patterns, limits.PATTERNS)):
        if len(texts) > most:
            msg = f"{len(texts)} {what}, expected at most {most}"
            raise ValueError(msg)
    longest = max(words, key=len, default="")
    if len(longest) > limits.TERM_CHARACTERS:
        msg = f"a word of {len(longest)} characters, expected at most {limits.TERM_CHARACTERS}"
        raise ValueError(msg)


class _LinearPattern(Pattern):
    """A pattern on RE2 in the place of one of ours; asked for every text."""

    def __init__(self, source: str, *, folds: bool) -> None:  # not the base's, which reads its own syntax
        self.source = source
        self.needs = None
        try:
            self._expression = Expression(source, ignore_case=folds)
        except PatternError as error:
            msg = f"pattern '{source}', {error}"
            raise ValueError(msg) from error

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where it matches in the compared ``text``."""
        return (match.span() for match in self._expression.finditer(text))


def _compiled(patterns: list[str], params: MatchParams) -> tuple[Pattern, ...]:
    return tuple(_LinearPattern(pattern, folds=params.fold) for pattern in patterns)
