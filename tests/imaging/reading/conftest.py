"""One reader for all tests: its models take half a second to load."""

import pytest

from agent.imaging.reading import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(threads=1)
