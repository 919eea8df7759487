"""What is counted over many runs: the list of runs, and what each learner found, missed and answered."""

from collections.abc import Iterator

from sqlalchemy import Connection, and_, distinct, func, or_, select

from agent.lessons.progress import Outcome
from agent.store.tables import answers, attempts, faults, runs
from agent.wire_console import RunEntry

_WRONG = ("wrong-place", "wrong-reason")


def entries(connection: Connection, limit: int) -> Iterator[RunEntry]:
    """The newest runs, the newest first."""
    of_run = attempts.c.run == runs.c.id
    found = select(func.count(distinct(attempts.c.finding))).where(of_run, attempts.c.verdict == "found")
    wrong = select(func.count()).where(of_run, attempts.c.verdict.in_(_WRONG))
    total = select(func.count()).where(faults.c.run == runs.c.id)
    chosen = select(
        *(runs.c.id, runs.c.learner, runs.c.title, runs.c.started, runs.c.ended),
        found.scalar_subquery().label("found"),
        wrong.scalar_subquery().label("wrong"),
        total.scalar_subquery().label("total"),
    )
    rows = connection.execute(chosen.order_by(runs.c.started.desc(), runs.c.id).limit(limit))
    return (RunEntry.model_validate(dict(row)) for row in rows.mappings())


def outcomes(connection: Connection) -> Iterator[Outcome]:
    """Of every run of a learner with a name, in no order."""
    yield from _hunted(connection)
    yield from _asked(connection)


def _hunted(connection: Connection) -> Iterator[Outcome]:
    """One for each fault of a hunt that was found, or that was not and the run is over."""
    found = (
        select(attempts.c.run, attempts.c.finding, func.min(attempts.c.at).label("at"))
        .where(attempts.c.verdict == "found")
        .group_by(attempts.c.run, attempts.c.finding)
        .subquery()
    )
    joined = faults.join(runs, runs.c.id == faults.c.run).outerjoin(
        found, and_(found.c.run == faults.c.run, found.c.finding == faults.c.finding)
    )
    rows = connection.execute(
        select(runs.c.learner, faults.c.group, found.c.at, runs.c.ended)
        .select_from(joined)
        .where(runs.c.hunted, runs.c.learner != "", or_(found.c.at.is_not(None), runs.c.ended.is_not(None)))
    )
    for learner, group, at, ended in rows:
        yield Outcome(learner, group, at is not None, at or ended)


def _asked(connection: Connection) -> Iterator[Outcome]:
    """One for each question; its first answer counts."""
    first = (
        select(func.min(answers.c.number).label("number"))
        .group_by(answers.c.run, answers.c.question)
        .subquery()
    )
    joined = answers.join(first, first.c.number == answers.c.number).join(runs, runs.c.id == answers.c.run)
    rows = connection.execute(
        select(runs.c.learner, answers.c.group, answers.c.right, answers.c.at)
        .select_from(joined)
        .where(runs.c.learner != "")
    )
    for learner, group, right, at in rows:
        yield Outcome(learner, group, right, at)
