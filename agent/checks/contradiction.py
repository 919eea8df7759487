"""Statements that cannot both hold."""

from collections.abc import Iterator

import regex

from agent.checks.base import NOT_APPLICABLE, Hit, Judge, Params as Base, Scene, span_of, statement
from agent.rules.lexicon import Lexicons
from agent.text.fold import fold
from agent.text.matcher import Span, compile_matcher

DATA = frozenset({"quote", "other"})


class Params(Base):
    """The ``first`` statement and the ``second``, which contradicts it: patterns, or names of word lists."""

    first: tuple[str, ...] = ()
    first_lexicons: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    second_lexicons: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    fold: bool = True


def bind(params: Params, lexicons: Lexicons) -> Judge:
    """A violation at every ``second`` when a ``first`` stands in any of the fields."""
    first = statement(params.first, params.first_lexicons, params.allow, lexicons, folds=params.fold)
    second = statement(params.second, params.second_lexicons, params.allow, lexicons, folds=params.fold)

    def judge(scene: Scene) -> Iterator[Hit]:
        passages = list(scene.passages())
        stated = next(
            (p.text[start:end] for p in passages for start, end in first.find(p.text)),
            None,
        )
        if stated is None:
            yield NOT_APPLICABLE
            return
        for passage in passages:
            for span in second.find(passage.text):
                target = span_of(passage, span)
                yield Hit(target, {"quote": target.quote or "", "other": stated})

    return judge


_MONTHS = ("か月", "ヶ月", "カ月", "ヵ月", "ケ月", "箇月")
_HOURS = {"時間": 1, "h": 1, "日": 24, "週間": 168, "年": 8760, **dict.fromkeys(_MONTHS, 720)}
_NUMERALS = "〇一二三四五六七八九"
_LENGTH = regex.compile(
    rf"(?:([0-9]{{1,4}})|([{_NUMERALS[1:]}]?)(十?)([{_NUMERALS[1:]}]?))\s?({'|'.join(_HOURS)})"
)
_SAME = 1.05
"""A month is 30 or 31 days: lengths within 5 % are the same."""


class LengthParams(Base):
    """``statements``: by name of what lasts, patterns of its statements; each match holds one length of time.

    ``allow``: stretches that are no such statement.
    """

    statements: dict[str, tuple[str, ...]]
    allow: tuple[str, ...] = ()


def bind_lengths(params: LengthParams, _lexicons: Lexicons) -> Judge:
    """A violation at each statement whose length of time differs from the first one about the same thing."""
    matchers = [
        compile_matcher(patterns=patterns, allow=params.allow) for patterns in params.statements.values()
    ]

    def judge(scene: Scene) -> Iterator[Hit]:
        stated = False
        for passage in scene.passages():
            for matcher in matchers:
                lengths = [
                    (hours, span)
                    for span in matcher.find(passage.text)
                    if (hours := _hours(passage.text, span)) is not None
                ]
                stated = stated or bool(lengths)
                for hours, span in lengths[1:]:
                    first, first_span = lengths[0]
                    if not 1 / _SAME <= hours / first <= _SAME:
                        target = span_of(passage, span)
                        other = passage.text[slice(*first_span)]
                        yield Hit(target, {"quote": target.quote or "", "other": other})
        if not stated:
            yield NOT_APPLICABLE

    return judge


def _hours(text: str, span: Span) -> int | None:
    """The last length of time in the span, which ends a statement; ``None`` for none or zero."""
    match = next(reversed(list(_LENGTH.finditer(fold(text[slice(*span)]).text))), None)
    if match is None:
        return None
    digits, tens, ten, ones, unit = match.groups()
    if digits is None:
        tens_value = _NUMERALS.index(tens) if tens else 1 if ten else 0
        number = tens_value * (10 if ten or ones else 1) + (_NUMERALS.index(ones) if ones else 0)
    else:
        number = int(digits)
    return number * _HOURS[unit] or None
