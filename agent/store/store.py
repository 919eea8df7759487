"""What is kept of lessons: the lesson files, the runs with all that happened in them.

Every method is one transaction and raises ``StoreError``; when it returns, what it was given is on the disk.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from agent.lessons.lesson import Lesson, LessonError, lesson_bytes, read_lesson
from agent.lessons.progress import Outcome, plain_name
from agent.lessons.run import AnswerRecord, AttemptRecord, KeyFault, Run, Told
from agent.listing import Listing
from agent.store.address import read_address
from agent.store.database import Database
from agent.store.errors import RunGoneError, StoreError
from agent.store.sums import entries, outcomes
from agent.store.tables import answers, attempts, faults, lessons, runs
from agent.wire_console import Direct, LessonEntry, LessonId, RunEntry, RunId
from agent.wire_lesson import LearnerName

Record = TypeVar("Record", AttemptRecord, AnswerRecord)
Kept = TypeVar("Kept", bound=BaseModel)
MOST_RUNS = 200


def open_store(url: str | None, state: Path) -> "Store":
    """The store at ``url`` (``sqlite:///…``, ``postgresql://…``); ``None``: a file in the folder ``state``.

    Raises ``StoreError`` when it cannot be used. A damaged SQLite file is set aside, and an event says so.
    """
    database = Database(read_address(url, state))
    database.open()
    return Store(database)


class Store:
    """Safe to use by several threads; several agents may share a PostgreSQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    # --- lessons --------------------------------------------------------------------------------

    def add_lesson(self, lesson: Lesson) -> bool:
        """Keep a lesson file; ``False`` when one with its id was there, which is replaced."""
        values = {
            "title": _plain(lesson.title),
            "site": lesson.site,
            "faults": len(lesson.planted),
            "content": lesson_bytes(lesson),
        }
        with self._database.writing() as connection:
            if connection.execute(update(lessons).filter_by(id=lesson.id).values(values)).rowcount:
                return False
            connection.execute(insert(lessons).values(id=lesson.id, added=datetime.now(UTC), **values))
            return True

    def lessons(self) -> tuple[LessonEntry, ...]:
        """Every lesson, the newest first."""
        columns = (lessons.c.id, lessons.c.title, lessons.c.site, lessons.c.faults, lessons.c.added)
        with self._database.reading() as connection:
            rows = connection.execute(select(*columns).order_by(lessons.c.added.desc(), lessons.c.id))
            return tuple(
                LessonEntry.model_validate({**row, "path": f"/practice/{row['id']}"})
                for row in rows.mappings()
            )

    def lesson(self, name: LessonId) -> Lesson | None:
        """One lesson."""
        with self._database.reading() as connection:
            content = connection.execute(select(lessons.c.content).filter_by(id=name)).scalar()
        if content is None:
            return None
        try:
            return read_lesson(content)
        except LessonError as error:
            msg = f"{self._database.address}: lesson {name}: {error}; remove it and add its file again"
            raise StoreError(msg) from error

    def remove_lesson(self, name: LessonId) -> bool:
        """Whether it was there; its runs stay."""
        with self._database.writing() as connection:
            return bool(connection.execute(delete(lessons).filter_by(id=name)).rowcount)

    # --- runs -----------------------------------------------------------------------------------

    def begin(self, run: Run) -> None:
        """Keep a run that begins."""
        # The column alone says who: a rename leaves nothing behind.
        nameless = run.model_copy(update={"learner": ""})
        with self._database.writing() as connection:
            connection.execute(
                insert(runs).values(
                    id=run.id,
                    client=run.client,
                    page=run.page,
                    learner=plain_name(run.learner),
                    title=_plain(run.title),
                    started=run.started,
                    ended=run.ended,
                    hunted=False,
                    content=nameless.model_dump_json(),
                )
            )
            _keep_key(connection, run.id, run.key)

    def open_run(self, client: str, page: str) -> Told | None:
        """The newest run on that page that has not ended."""
        wanted = (runs.c.client == client) & (runs.c.page == page) & runs.c.ended.is_(None)
        return self._told(wanted)

    def run(self, name: RunId) -> Told | None:
        """One run with all that happened in it."""
        return self._told(runs.c.id == name)

    def rekey(self, name: RunId, listing: Listing, key: Sequence[KeyFault]) -> None:
        """Replace what is to be found, and where."""
        with self._database.writing() as connection:
            content = connection.execute(select(runs.c.content).filter_by(id=name)).scalar()
            if content is None:
                raise self._gone(name)
            run = self._read(Run, content).model_copy(update={"listing": listing, "key": tuple(key)})
            connection.execute(update(runs).filter_by(id=name).values(content=run.model_dump_json()))
            connection.execute(delete(faults).filter_by(run=name))
            _keep_key(connection, name, key)

    def direct(self, name: RunId, direction: Direct) -> None:
        """Keep what the trainer's console said last."""
        values: dict[str, Any] = {"direction": direction.model_dump_json()}
        if direction.mode == "hunt":
            values["hunted"] = True
        self._change(name, values)

    def direction(self, name: RunId) -> Direct | None:
        """What the trainer's console said last."""
        with self._database.reading() as connection:
            content = connection.execute(select(runs.c.direction).filter_by(id=name)).scalar()
        return None if content is None else self._read(Direct, content)

    def rename(self, name: RunId, learner: LearnerName) -> None:
        """Say whose run it is."""
        self._change(name, {"learner": plain_name(learner)})
        self._database.tidy()

    def end(self, name: RunId, at: datetime) -> None:
        """The run is over; the first time it is said counts."""
        self._change(name, {"ended": func.coalesce(runs.c.ended, bindparam("at", at, runs.c.ended.type))})

    def finish(self, name: RunId, at: datetime) -> RunEntry | None:
        """The run, which is over then, or was before; ``None`` when it is not kept."""
        with suppress(RunGoneError):
            self.end(name, at)
        told = self.run(name)
        return None if told is None else told.entry()

    def attempt(self, record: AttemptRecord) -> AttemptRecord:
        """Keep an attempt; what is kept already of the same run and id is the answer instead."""
        finding, verdict = record.finding, record.verdict
        return self._append(attempts, record, {"verdict": verdict, "finding": finding})

    def answer(self, record: AnswerRecord) -> AnswerRecord:
        """Keep an answer; what is kept already of the same run and id is the answer instead."""
        values = {"question": record.question, "group": record.group, "right": record.right}
        return self._append(answers, record, values)

    def runs(self, limit: int = MOST_RUNS) -> tuple[RunEntry, ...]:
        """The newest runs, the newest first."""
        with self._database.reading() as connection:
            return tuple(entries(connection, limit))

    def remove_run(self, name: RunId) -> bool:
        """Whether it was there."""
        return bool(self._remove(runs.c.id == name))

    # --- learners -------------------------------------------------------------------------------

    def outcomes(self) -> tuple[Outcome, ...]:
        """What every learner who said their name found, missed and answered."""
        with self._database.reading() as connection:
            return tuple(outcomes(connection))

    def forget_learner(self, learner: LearnerName) -> int:
        """Remove every run of that name; how many there were."""
        return self._remove(runs.c.learner == plain_name(learner))

    def _told(self, wanted: ColumnElement[bool]) -> Told | None:
        with self._database.reading() as connection:
            rows = connection.execute(select(runs).where(wanted).order_by(runs.c.started.desc(), runs.c.id))
            row = rows.mappings().first()
            if row is None:
                return None
            columns = {"learner": row["learner"], "ended": row["ended"]}
            return Told(
                run=self._read(Run, row["content"]).model_copy(update=columns),
                attempts=tuple(self._happened(connection, attempts, AttemptRecord, row["id"])),
                answers=tuple(self._happened(connection, answers, AnswerRecord, row["id"])),
                hunted=row["hunted"],
            )

    def _happened(
        self, connection: Connection, table: Table, model: type[Kept], name: RunId
    ) -> Iterator[Kept]:
        rows = connection.execute(select(table.c.content).filter_by(run=name).order_by(table.c.number))
        return (self._read(model, content) for content in rows.scalars())

    def _append(self, table: Table, record: Record, values: dict[str, Any]) -> Record:
        values |= {"run": record.run, "id": record.id, "at": record.at, "content": record.model_dump_json()}
        kept = select(table.c.content).filter_by(run=record.run, id=record.id)
        with self._database.writing() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(insert(table).values(values))
            except IntegrityError:  # sent again, or the run was removed
                content = connection.execute(kept).scalar()
                if content is None:
                    raise self._gone(record.run) from None
                return self._read(type(record), content)
        return record

    def _change(self, name: RunId, values: dict[str, Any]) -> None:
        with self._database.writing() as connection:
            if not connection.execute(update(runs).filter_by(id=name).values(values)).rowcount:
                raise self._gone(name)

    def _remove(self, wanted: ColumnElement[bool]) -> int:
        with self._database.writing() as connection:
            removed = connection.execute(delete(runs).where(wanted)).rowcount
        if removed:
            self._database.tidy()
        return removed

    def _read(self, model: type[Kept], content: str) -> Kept:
        try:
            return model.model_validate_json(content)
        except ValidationError:  # whose text quotes the content
            msg = f"{self._database.address}: a {model.__name__} in it is of another tenken: install that one"
            raise StoreError(msg) from None

    def _gone(self, name: RunId) -> RunGoneError:
        return RunGoneError(f"{self._database.address}: run {name} is not in it any more: begin a new one")


def _plain(title: str) -> str:
    return title.replace("\0", "\ufffd")  # PostgreSQL keeps no NUL


def _keep_key(connection: Connection, name: RunId, key: Sequence[KeyFault]) -> None:
    if key:
        rows = [{"run": name, "finding": fault.annotation.id, "group": fault.group} for fault in key]
        connection.execute(insert(faults), rows)
