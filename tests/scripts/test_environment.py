"""The scripts that people start first: on an old Python, in a fresh checkout, in one that is ready."""

import ast
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts import environment
from scripts.environment import SetupError

ROOT = Path(__file__).resolve().parents[2]
STARTED_BY_PEOPLE = ["check.py", "demo.py", "environment.py"]


@pytest.mark.parametrize("script", STARTED_BY_PEOPLE)
def test_an_old_python_is_told_what_is_needed(script: str) -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 2); sys.version = '3.9.2 (old)';"
        f"runpy.run_path({str(ROOT / 'scripts' / script)!r}, run_name='__main__')"
    )
    ran = subprocess.run([sys.executable, "-c", pretend], check=False, capture_output=True, text=True)
    assert ran.returncode == 1
    assert ran.stderr == "error: Tenken needs Python 3.11 or newer, this is 3.9.2\n"


@pytest.mark.parametrize("script", STARTED_BY_PEOPLE)
def test_an_old_python_can_at_least_read_the_script(script: str) -> None:
    tree = ast.parse((ROOT / "scripts" / script).read_text("utf-8"), feature_version=(3, 8))
    assert tree.body


@pytest.mark.parametrize("script", ["environment.py", "browser.py", "node_tools.py"])
def test_set_up_needs_only_the_standard_library(script: str) -> None:
    tree = ast.parse((ROOT / "scripts" / script).read_text("utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert imported - sys.stdlib_module_names <= {"agent", "scripts"}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose environment is a stand-in: what would be run is only noted."""
    (tmp_path / "requirements.lock").write_text("pretend==1\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", "utf-8")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / ".tenken-lock")
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    noted: list[list[str]] = []

    def note(line: Sequence[str], **_options: object) -> SimpleNamespace:
        noted.append(list(line[1:]))
        return SimpleNamespace(returncode=0)

    def make(_folder: Path, **_options: object) -> None:
        environment.python().parent.mkdir(parents=True)
        environment.python().touch()

    monkeypatch.setattr("scripts.environment.subprocess.run", note)
    monkeypatch.setattr("scripts.environment.venv.create", make)
    return noted


@pytest.mark.usefixtures("checkout")
def test_a_fresh_checkout_gets_the_lock_with_hashes_and_then_itself(commands: list[list[str]]) -> None:
    environment.prepare()
    lock, itself = commands
    assert "--require-hashes" in lock
    assert lock[-2:] == ["-r", str(environment.LOCK)]
    assert itself[-2:] == ["--editable", str(environment.ROOT)]
    assert {"--no-deps", "--no-build-isolation"} <= set(itself)


def test_nothing_is_installed_again_until_the_lock_changes(checkout: Path, commands: list[list[str]]) -> None:
    environment.prepare()
    commands.clear()
    environment.prepare()
    assert commands == []
    (checkout / "requirements.lock").write_text("pretend==2\n", "utf-8")
    environment.prepare()
    assert len(commands) == 2


@pytest.mark.usefixtures("checkout", "commands")
def test_a_failed_install_names_what_to_do_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    fails = SimpleNamespace(run=lambda *_a, **_k: SimpleNamespace(returncode=1))
    with monkeypatch.context() as broken:
        broken.setattr(environment, "subprocess", fails)
        with pytest.raises(SetupError, match="delete it and run this again"):
            environment.prepare()
    assert not environment._is_current()


@pytest.mark.usefixtures("checkout")
def test_a_python_without_venv_is_told_the_package_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*_arguments: object, **_options: object) -> None:
        raise subprocess.CalledProcessError(1, "ensurepip")

    monkeypatch.setattr("scripts.environment.venv.create", cannot)
    with pytest.raises(SetupError, match="python3-venv"):
        environment.prepare()
