"""A store in each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from agent.store.address import read_address
from agent.store.store import Store, open_store
from agent.store.tables import metadata
from tests.store import postgres


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Server]:
    """A running server; the test is skipped where there is none."""
    try:
        with postgres.server() as running:
            yield running
    except postgres.MissingError as error:
        pytest.skip(str(error))


@pytest.fixture
def postgresql_url(postgresql: postgres.Server) -> Iterator[str]:
    """An empty database."""
    yield postgresql.url
    engine = create_engine(read_address(postgresql.url, Path()).url)
    metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kept' / 'lessons.db'}"
    named: str = request.getfixturevalue("postgresql_url")
    return named


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """An open, empty store."""
    opened = open_store(url, tmp_path)
    yield opened
    opened.close()
