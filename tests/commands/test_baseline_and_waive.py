"""``tenken baseline`` and ``tenken waive``: the files they keep, what they print, and exit codes."""

from pathlib import Path

import pytest

from agent.baseline_file import read
from agent.cli import main
from agent.commands.waive import SCOPES
from agent.reports.run import Run
from agent.reports.write import write
from agent.waivers import SCOPES as KNOWN, read as read_waivers
from tests.reports.runs import failed, listing, run, target

RULE = "amazon/title-promotional-phrase"


def saved(folder: Path, of: Run, name: str = "run.json") -> str:
    write(of, folder / name, "en")
    return str(folder / name)


def test_accept_show_deny_and_prune(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "baseline.json")
    first = saved(tmp_path, run([target("a"), target("b"), failed("c")]))
    assert main(["baseline", "accept", path, "--run", first, "--rule", "amazon/*", "--target", "a"]) == 0
    said = capsys.readouterr().out
    assert "2 accepted, 2 in all" in said
    assert "1 targets were not audited" in said
    assert main(["baseline", "show", path, "--run", first]) == 1
    assert "2 new, 2 known, 0 gone" in capsys.readouterr().out
    assert main(["baseline", "accept", path, "--run", first, "--all"]) == 0
    assert main(["baseline", "show", path, "--run", first]) == 0
    second = saved(tmp_path, run([target("a", listing("保温ボトル 激安"))]), "second.json")
    capsys.readouterr()
    assert main(["baseline", "show", path, "--run", second]) == 0
    assert f"gone   a: {RULE} title “送料無料”" in capsys.readouterr().out
    assert main(["baseline", "prune", path, "--run", second, "--targets"]) == 0
    assert [entry.quote for entry in read(Path(path)).targets["a"]] == ["激安"]
    assert set(read(Path(path)).targets) == {"a"}
    assert main(["baseline", "deny", path, "--rule", RULE]) == 0
    assert read(Path(path)).targets == {}
    capsys.readouterr()
    assert main(["baseline", "show", path]) == 0
    assert "0 findings of 0 rules" in capsys.readouterr().out


def test_a_baseline_that_cannot_be_used_is_said_and_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "baseline.json"
    made = saved(tmp_path, run([target("a")]))
    assert main(["baseline", "show", str(path)]) == 2
    assert "No such file" in capsys.readouterr().err
    assert main(["baseline", "accept", str(path), "--run", made]) == 2
    assert "say which" in capsys.readouterr().err
    assert main(["baseline", "accept", str(path), "--run", made, "--all"]) == 0
    path.write_text(path.read_text("utf-8").replace('"fingerprints": 1', '"fingerprints": 0'), "utf-8")
    before = path.read_bytes()
    assert main(["baseline", "accept", str(path), "--run", made, "--all"]) == 2
    assert "of fingerprints version 0" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert main(["baseline", "prune", str(path), "--run", str(path)]) == 2
    assert "expected a run as `--report json=FILE` writes it" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="3"):
        main(["baseline", "prune", str(path)])


def test_waivers_are_added_listed_and_taken_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "waivers.toml"
    at = ["--waivers", str(path), "--locale", "en"]
    common = ["--reason", "our brand", "--author", "Sato"]
    assert (
        main(
            ["waive", "add", RULE, "--scope", "listing", "--listing", "sku:A1", *common, "--days", "30", *at]
        )
        == 0
    )
    assert main(["waive", "add", RULE, "--scope", "everywhere", *common, "--until", "2020-01-01", *at]) == 0
    capsys.readouterr()
    assert main(["waive", "list", *at]) == 0
    said = capsys.readouterr().out
    assert "This rule anywhere in this listing (SKU A1)" in said
    assert "EXPIRED 2020-01-01" in said
    assert "2 waivers, 1 expired" in said
    assert main(["waive", "prune", *at]) == 0
    (left,) = read_waivers(path).waivers
    assert main(["waive", "remove", left.id, *at]) == 0
    assert main(["waive", "remove", left.id, *at]) == 2
    assert f"no waiver '{left.id}'" in capsys.readouterr().err


def test_a_waiver_that_does_not_say_where_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--waivers", str(tmp_path / "waivers.toml")]
    assert main(["waive", "add", RULE, "--scope", "place", "--reason", "x", *at]) == 2
    assert "scope = 'place' needs fingerprint" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="3"):
        main(["waive", "add", RULE, "--scope", "shop", *at])
    assert not (tmp_path / "waivers.toml").exists()


def test_the_command_line_knows_every_scope() -> None:
    assert SCOPES == KNOWN
