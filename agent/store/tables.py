"""The store's tables, the same in SQLite and PostgreSQL. What is only told again is kept as JSON."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

VERSION = 1
"""Of these tables; a store of a newer one is refused."""


class UtcTime(TypeDecorator[datetime]):
    """A moment, which SQLite keeps as text without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base's signature
        """In UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base's signature
        """In UTC, and it says so."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()
versions = Table("tenken_store", metadata, Column("version", Integer, primary_key=True))
lessons = Table(
    "tenken_lessons",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("faults", Integer, nullable=False),
    Column("added", UtcTime, nullable=False),
    Column("content", LargeBinary, nullable=False),  # the lesson file
)
runs = Table(
    "tenken_runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("client", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("learner", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("ended", UtcTime),
    Column("hunted", Boolean, nullable=False),
    Column("direction", Text),  # the newest Direct
    Column("content", Text, nullable=False),  # the Run as it began; learner and ended are the columns' own
    Index("tenken_runs_by_page", "client", "page"),
    Index("tenken_runs_by_start", "started"),
    Index("tenken_runs_by_learner", "learner"),
)
faults = Table(
    "tenken_faults",
    metadata,
    Column("run", ForeignKey(runs.c.id, ondelete="CASCADE"), primary_key=True),
    Column("finding", Text, primary_key=True),
    Column("group", Text, nullable=False),
)
attempts = Table(
    "tenken_attempts",
    metadata,
    Column("number", Integer, primary_key=True),  # in the order in which they were kept
    Column("run", ForeignKey(runs.c.id, ondelete="CASCADE"), nullable=False),
    Column("id", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("finding", Text),
    Column("content", Text, nullable=False),
    UniqueConstraint("run", "id"),
)
answers = Table(
    "tenken_answers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("run", ForeignKey(runs.c.id, ondelete="CASCADE"), nullable=False),
    Column("id", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("question", Text, nullable=False),
    Column("group", Text, nullable=False),
    Column("right", Boolean, nullable=False),
    Column("content", Text, nullable=False),
    UniqueConstraint("run", "id"),
)
