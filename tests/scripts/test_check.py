"""``scripts/check.py``: every step runs, pytest last, and the exit code is the worst of them."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts import check
from scripts.environment import SetupError
from tests.conftest import ONE_MACHINE

Lines = list[list[str]]
Codes = Callable[[list[str]], int]


def answer_with(monkeypatch: pytest.MonkeyPatch, noted: Lines, code: Codes) -> None:
    """Note commands instead of running them, and let each end with its code."""

    def run(line: list[str], **_options: object) -> SimpleNamespace:
        told = [str(part) for part in line]
        noted.append(told)
        return SimpleNamespace(returncode=code(told), stdout=f"output of {' '.join(told)}\n".encode())

    monkeypatch.setattr("scripts.check.subprocess.run", run)
    monkeypatch.setattr("scripts.check.shutil.which", lambda _name: None)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """What would be run; every command passes."""
    noted: Lines = []
    answer_with(monkeypatch, noted, lambda line: int("--failing" in line))
    monkeypatch.setattr("scripts.check.node_tools.has_node", lambda: True)
    monkeypatch.setattr("scripts.check.node_tools.ensure_node_tools", lambda: None)
    monkeypatch.setattr("scripts.check.browser.ensure_browser", lambda: "/a/chromium")
    monkeypatch.setattr("scripts.check.browser.ensure_japanese_font", lambda: None)
    monkeypatch.setattr("sys.argv", ["check.py"])
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    return noted


def test_pytest_is_run_last_and_everything_else_before_it(lines: Lines) -> None:
    assert check.main() == 0
    first = next(at for at, line in enumerate(lines) if "pytest" in line)
    assert all("pytest" in line for line in lines[first:])
    told = [" ".join(line) for line in lines[:first]]
    for tool in ("ruff", "format --check", "mypy", "lint-imports", "tsc", "generate.py --check"):
        assert any(tool in line for line in told), tool


def test_a_failing_step_does_not_stop_the_rest_and_fails_the_run(
    lines: Lines, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("scripts.check.node_tools.type_check_command", lambda: ["tsc", "--failing"])
    assert check.main() == 1
    assert "FAILED   extension types" in capsys.readouterr().out
    assert lines[-1][1:3] == ["-m", "pytest"]


@pytest.mark.parametrize(("in_ci", "verdict"), [(False, "SKIPPED"), (True, "FAILED")])
def test_without_node_the_type_check_is_skipped_aloud_but_never_in_ci(
    in_ci: bool,  # noqa: FBT001 - a value of the table above
    verdict: str,
    lines: Lines,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("scripts.check.node_tools.has_node", lambda: False)
    monkeypatch.setattr(check, "IN_CI", in_ci)
    assert check.main() == int(in_ci)
    said = capsys.readouterr().out
    assert verdict in said
    assert "NOT checked" in said
    assert not any("tsc" in " ".join(line) for line in lines)


def test_a_missing_browser_fails_with_its_remedy_and_the_tests_still_run(
    lines: Lines, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none() -> str:
        message = "no Chromium; set TENKEN_BROWSER"
        raise SetupError(message)

    monkeypatch.setattr("scripts.check.browser.ensure_browser", none)
    assert check.main() == 1
    assert "no Chromium; set TENKEN_BROWSER" in capsys.readouterr().out
    assert lines[-1][1:3] == ["-m", "pytest"]


def test_fast_leaves_out_browser_tests_and_k_chooses(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["check.py", "--fast", "-k", "imaging"])
    assert check.main() == 0
    assert " ".join(lines[-1]).count("-m not browser") == 1
    assert lines[-1][-2:] == ["-k", "imaging"]


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ((0, 0, 0, 0, 0), 0),
        ((0, 5, 0, 5, 5), 0),
        ((5, 5, 5, 5, 5), 1),
        ((1, 0, 0, 0, 0), 1),
        ((0, 0, 0, 0, 2), 1),
    ],
)
def test_any_part_of_the_tests_fails_the_run(
    lines: Lines, monkeypatch: pytest.MonkeyPatch, codes: tuple[int, ...], code: int
) -> None:
    answers = iter(codes)
    answer_with(monkeypatch, lines, lambda line: next(answers) if "pytest" in line else 0)
    assert check.main() == code
    assert next(answers, None) is None


def files_of(arguments: list[str]) -> set[Path]:
    """The files below tests/ that pytest's arguments leave."""
    left_out = [argument.removeprefix("--ignore=") for argument in arguments if "=" in argument]
    named = [argument for argument in arguments if "=" not in argument] or ["tests"]
    files = [path.relative_to(check.ROOT) for path in (check.ROOT / "tests").rglob("test_*.py")]

    def below(path: Path, folders: list[str]) -> bool:
        return any(path.is_relative_to(folder) for folder in folders)

    return {path for path in files if below(path, named) and not below(path, left_out)}


def test_every_file_is_in_one_part_and_never_two_at_once_want_the_same_ports() -> None:
    parts = [(files_of(quiet), files_of(front)) for quiet, front in check.parts()]
    without_browser, with_browser = (list(half) for half in zip(*parts, strict=True))
    for half in (without_browser, [*with_browser, files_of([*check.UNHURRIED])]):
        assert sum(map(len, half)) == len(set().union(*half)) == len(files_of([]))
    for quiet, front in parts:
        folders = [{path.parts[1] for path in files} for files in (quiet, front)]
        assert not (folders[0] & ONE_MACHINE and folders[1] & {*ONE_MACHINE, "e2e"})


@pytest.mark.usefixtures("lines")
def test_what_ran_beside_is_shown_in_its_turn(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main() == 0
    shown = capsys.readouterr().out
    assert re.search(r"== mypy\noutput of \S*mypy\n", shown)
    assert len(re.findall(r"== meanwhile: pytest .*\noutput of .* -m pytest ", shown)) == 3


@pytest.mark.usefixtures("lines")
def test_the_tools_keep_what_they_compile() -> None:
    assert check.main() == 0
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
