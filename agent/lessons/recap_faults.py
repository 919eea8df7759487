"""What a recap says of each fault and each group of rules. Neither markup nor the listing is in here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from agent.annotate import annotate, say
from agent.bound import RuleSet
from agent.engine import run as judge
from agent.groups import GROUPS, NAMES, Group
from agent.lessons.progress import strength
from agent.lessons.run import AnswerRecord, Run, Told
from agent.listing import TEXT_FIELDS
from agent.wire import Annotation, WireTarget
from agent.wire_parts import Locale

State = Literal["found", "missed", "open", "shown"]
"""``open``: the run is not over; ``shown``: no hunt was on, the trainer showed it."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A fault's words, as far as they could be had in the reader's language."""

    words: Annotation
    language: Locale
    """Of title and help."""
    message_language: Locale


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the key; ``number`` counts from 1 in reading order."""

    number: int
    spoken: Spoken
    group: Group
    state: State
    seconds: float | None
    """From the run's beginning until it was found."""
    tries: int
    """Attempts at its place, with the one that found it."""


@dataclass(frozen=True, slots=True)
class GroupScore:
    """How one group of rules went: faults of a hunt and questions, the first answer to each."""

    group: Group
    asked: int
    right: int
    failed: tuple[str, ...]
    """Titles of the rules that went wrong."""


def faults_of(told: Told, locale: Locale, rules: RuleSet | None) -> tuple[Fault, ...]:
    """Every fault of the key, in the order in which a recap shows their places."""
    found = told.found()
    spoken = _in_language(told.run, locale, rules)
    key = sorted(told.run.key, key=lambda fault: _reading(fault.annotation.target))
    return tuple(
        Fault(
            number=number,
            spoken=spoken[fault.annotation.id],
            group=fault.group,
            state=_state(told, found.get(fault.annotation.id)),
            seconds=_seconds(told.run, found.get(fault.annotation.id)),
            tries=sum(
                attempt.finding == fault.annotation.id and attempt.verdict in {"found", "wrong-reason"}
                for attempt in told.attempts
            ),
        )
        for number, fault in enumerate(key, 1)
    )


def first_answers(told: Told) -> tuple[AnswerRecord, ...]:
    """The first answer to each question."""
    first: dict[str, AnswerRecord] = {}
    for answer in told.answers:
        first.setdefault(answer.question, answer)
    return tuple(first.values())


def scores(told: Told, faults: Sequence[Fault]) -> tuple[GroupScore, ...]:
    """Every group that was met, the weakest first."""
    met: dict[Group, list[tuple[bool, str]]] = {}
    for group, right, title in _met(told, faults):
        met.setdefault(group, []).append((right, title))
    rows = [
        GroupScore(
            group=group,
            asked=len(outcomes),
            right=sum(right for right, _ in outcomes),
            failed=tuple(dict.fromkeys(title for right, title in outcomes if not right)),
        )
        for group, outcomes in met.items()
    ]
    return tuple(sorted(rows, key=lambda row: (strength(row.right, row.asked), GROUPS.index(row.group))))


def group_name(group: Group, locale: Locale) -> str:
    """What people call it."""
    return say(NAMES[group], locale)


def rule_title(rule: str, faults: Sequence[Fault]) -> str:
    """The title of a rule that one of the faults is of; else its id."""
    return next((fault.spoken.words.title for fault in faults if fault.spoken.words.rule == rule), rule)


def _met(told: Told, faults: Sequence[Fault]) -> Iterator[tuple[Group, bool, str]]:
    for fault in faults:
        if fault.state in {"found", "missed"}:
            yield fault.group, fault.state == "found", fault.spoken.words.title
    for answer in first_answers(told):
        yield answer.group, answer.right, rule_title(answer.rule, faults)


def _reading(target: WireTarget) -> tuple[int, int, int, int]:
    """Pictures first, then the texts in their order, the page last; faults of a whole before its parts."""
    place = len(TEXT_FIELDS) if target.field is None else -1
    if target.field is not None and target.field != "images":
        place = TEXT_FIELDS.index(target.field)
    index, start, end = (-1 if value is None else value for value in (target.index, target.start, target.end))
    return place, index, start, -end


def _state(told: Told, found: datetime | None) -> State:
    if found is not None:
        return "found"
    if not told.hunted:
        return "shown"
    return "open" if told.run.ended is None else "missed"


def _seconds(run: Run, at: datetime | None) -> float | None:
    return None if at is None else (at - run.started).total_seconds()


def _in_language(run: Run, locale: Locale, rules: RuleSet | None) -> Mapping[str, Spoken]:
    """The key's words by finding. The run has them in the page's language; the rules have them in each."""
    kept = {fault.annotation.id: fault.annotation for fault in run.key}
    if locale == run.locale or rules is None:
        return {name: Spoken(words, run.locale, run.locale) for name, words in kept.items()}
    report = judge(rules, run.listing, {}, run.started.date())
    again = {words.id: words for words in annotate(report, rules, run.listing, locale)}
    return {name: _spoken(words, again.get(name), run.locale, locale, rules) for name, words in kept.items()}


def _spoken(
    words: Annotation, again: Annotation | None, was: Locale, locale: Locale, rules: RuleSet
) -> Spoken:
    if again is not None and again.outcome == words.outcome:
        return Spoken(again, locale, locale)
    rule = rules.rule(words.rule)  # its message has numbers that only the pictures tell
    if rule is None:
        return Spoken(words, was, was)
    said = words.model_copy(update={"title": say(rule.title, locale), "help": say(rule.help, locale)})
    return Spoken(said, locale, was)
