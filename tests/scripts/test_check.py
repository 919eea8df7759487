"""``scripts/check.py``: every step runs, pytest last, and the exit code is the worst of them."""

from types import SimpleNamespace

import pytest

from scripts import check
from scripts.environment import SetupError

Lines = list[list[str]]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Lines:
    """What would be run; every command passes."""
    noted: Lines = []

    def note(line: list[str], **_options: object) -> SimpleNamespace:
        noted.append([str(part) for part in line])
        return SimpleNamespace(returncode=1 if "--failing" in line else 0)

    monkeypatch.setattr("scripts.check.subprocess.run", note)
    monkeypatch.setattr("scripts.check.node_tools.has_node", lambda: True)
    monkeypatch.setattr("scripts.check.node_tools.ensure_node_tools", lambda: None)
    monkeypatch.setattr("scripts.check.browser.ensure_browser", lambda: "/a/chromium")
    monkeypatch.setattr("scripts.check.browser.ensure_japanese_font", lambda: None)
    monkeypatch.setattr("sys.argv", ["check.py"])
    return noted


def test_pytest_is_run_last_and_everything_else_before_it(lines: Lines) -> None:
    assert check.main() == 0
    assert lines[-1][1:3] == ["-m", "pytest"]
    told = [" ".join(line) for line in lines[:-1]]
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
    assert lines[-1][3:6] == ["-q", "-m", "not browser"]
    assert lines[-1][-2:] == ["-k", "imaging"]


@pytest.mark.parametrize(("codes", "code"), [((0, 0), 0), ((0, 5), 0), ((5, 5), 1), ((1, 0), 1), ((0, 2), 1)])
def test_browser_tests_are_run_by_themselves_and_either_part_fails_the_run(
    lines: Lines, monkeypatch: pytest.MonkeyPatch, codes: tuple[int, int], code: int
) -> None:
    answers = iter(codes)

    def answer(line: list[str], **_options: object) -> SimpleNamespace:
        lines.append(line)
        return SimpleNamespace(returncode=next(answers) if "pytest" in line else 0)

    monkeypatch.setattr("subprocess.run", answer)
    monkeypatch.setattr("sys.argv", ["check.py"])
    assert check.main() == code
    assert lines[-1][-2:] == ["-m", "browser"]
