"""Generated files: written where they differ, and ``--check`` names what is out of date."""

from pathlib import Path

import pytest

from scripts import generate


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "FILES", {"made/a.txt": lambda: "a\n", "made/b.txt": lambda: "点検\n"})
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["generate.py", *arguments])
    return generate.main()


def test_files_are_written_and_then_found_in_order(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch) == 0
    assert (folder / "made/b.txt").read_bytes() == "点検\n".encode()
    assert run(monkeypatch, "--check") == 0


def test_check_writes_nothing_and_names_file_and_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch)
    (folder / "made/a.txt").write_text("edited by hand\n", "utf-8")
    capsys.readouterr()
    assert run(monkeypatch, "--check") == 1
    said = capsys.readouterr().out
    assert "made/a.txt is not what its source makes now; run: python3 scripts/generate.py" in said
    assert "made/b.txt" not in said
    assert (folder / "made/a.txt").read_text("utf-8") == "edited by hand\n"


def test_one_file_can_be_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "made/a.txt") == 0
    assert not (folder / "made/b.txt").exists()


@pytest.mark.usefixtures("folder")
def test_an_unknown_file_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(monkeypatch, "nothing.txt")
    assert "not generated here: nothing.txt" in capsys.readouterr().err
