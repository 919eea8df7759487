"""Starting quickly: what is not imported, and collections, which are made again afterwards."""

import gc
import subprocess
import sys
from contextlib import suppress

import pytest

from agent import cli, starting


def imported_after(code: str) -> set[str]:
    """The modules that a Python of its own has imported when it has run ``code``."""
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{code}\nimport sys\nprint(*sys.modules, file=sys.stderr)"],
        capture_output=True,
        check=True,
        text=True,
    )
    return set(told.stderr.split())


def test_what_was_loaded_without_collections_is_old_and_the_next_are_made_again() -> None:
    with starting.no_collections():
        assert not gc.isenabled()
        loaded: list[list[int]] = [[]]
    assert gc.isenabled()
    assert any(one is loaded for one in gc.get_objects(generation=2))


@pytest.mark.parametrize("words", [["no-such-command"], ["notice", "--days", "7"]])
def test_no_command_leaves_collections_off(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with suppress(SystemExit):
        cli.main(words)
    assert capsys.readouterr()
    assert gc.isenabled()


def test_help_needs_none_of_the_large_libraries() -> None:
    code = "from agent import cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass"
    assert imported_after(code).isdisjoint({"aiohttp", "asyncio", "pydantic", "regex", "structlog"})


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_each_command_is_found_by_its_name(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main([command, "--help"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: tenken {command} ")


def test_a_command_does_not_wait_for_the_others() -> None:
    modules = imported_after("from agent import cli\ncli._parser('pair').parse_args(['pair'])")
    assert "agent.commands.pair" in modules
    assert "agent.commands.batch" not in modules
