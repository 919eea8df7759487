"""How each learner gets on with each group of rules. Where it is kept is not known here."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from agent.annotate import say
from agent.groups import GROUPS, NAMES, Group
from agent.wire_console import GroupProgress, LearnerProgress, ProgressList
from agent.wire_lesson import LearnerName
from agent.wire_parts import Locale

REPEAT = timedelta(days=7)
"""After so long, a group is due again."""
MOST_NAME = 64
"""Characters of a ``LearnerName``."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One fault that a learner had to find, or one question that they were asked; one try counts."""

    learner: LearnerName
    group: Group
    right: bool
    """Found; the first answer was right."""
    at: datetime
    """When it was found or answered; of a fault that was missed, when the run ended."""


def progress(outcomes: Iterable[Outcome], now: datetime, locale: Locale) -> ProgressList:
    """Every learner by name, the weakest group of each first; who did not say their name is left out."""
    named = sorted(
        (outcome for outcome in outcomes if outcome.learner),
        key=lambda outcome: (outcome.learner, outcome.group, outcome.at),
    )
    learners = [
        LearnerProgress(learner=learner, groups=_groups(tuple(theirs), now, locale))
        for learner, theirs in groupby(named, key=lambda outcome: outcome.learner)
    ]
    return ProgressList(learners=tuple(learners))


def _groups(outcomes: Sequence[Outcome], now: datetime, locale: Locale) -> tuple[GroupProgress, ...]:
    """One row a group, of outcomes in order of group and time."""
    rows = [
        _row(group, tuple(met), now, locale)
        for group, met in groupby(outcomes, key=lambda outcome: outcome.group)
    ]
    return tuple(sorted(rows, key=lambda row: (strength(row.right, row.asked), GROUPS.index(row.group))))


def _row(group: Group, met: Sequence[Outcome], now: datetime, locale: Locale) -> GroupProgress:
    newest = met[-1]
    return GroupProgress(
        group=group,
        words=say(NAMES[group], locale),
        asked=len(met),
        right=sum(outcome.right for outcome in met),
        last=newest.at,
        due=not newest.right or now - newest.at >= REPEAT,
    )


def plain_name(learner: LearnerName) -> LearnerName:
    """One learner has one name, however it is typed: composed characters, single spaces within."""
    # A few characters become two, which may be more than a name can have.
    return " ".join(unicodedata.normalize("NFC", learner).split())[:MOST_NAME]


def strength(right: int, asked: int) -> float:
    """The share that was right, between 0 and 1, drawn to the middle while few were asked.

    Laplace's rule of succession: one right of one says less than nine of ten.
    """
    return (right + 1) / (asked + 2)
