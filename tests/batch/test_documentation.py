"""docs/batch.md names what there is."""

import inspect
import re
from pathlib import Path

from agent.batch import collecting
from agent.batch.columns import MOST_BULLETS, MOST_IMAGES, part_of
from agent.commands import batch, language, reporting, running

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "batch.md").read_text("utf-8")


def test_every_column_that_the_page_names_is_read() -> None:
    section = PAGE.split("## Columns of a table of your own")[1].split("Upper and lower case")[0]
    names = re.findall(r"`([a-z_0-9]+)`", section)
    assert len(names) > 25
    assert [name for name in names if part_of(name) is None] == []
    assert f"bullet{MOST_BULLETS}" in names
    assert f"image{MOST_IMAGES}" in names
    assert part_of(f"bullet{MOST_BULLETS + 1}") is None


def test_every_option_that_the_page_names_is_there() -> None:
    source = "".join(map(inspect.getsource, (batch, language, reporting, running)))
    options = set(re.findall(r"--[a-z][a-z-]+", re.sub(r"`dask [^`]*`", "", PAGE)))
    assert {option for option in options if f'"{option}"' not in source} == set()


def test_the_limits_that_the_page_gives_are_those_of_reports() -> None:
    for most in (collecting.MOST_FINDINGS, collecting.MOST_TARGETS, collecting.EVERY_LANGUAGE):
        assert f"{most:,} " in PAGE
