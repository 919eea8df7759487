"""What the README tells people to type exists and does what it says."""

import re
import subprocess
from pathlib import Path

import pytest

from agent.cli import main
from scripts import environment

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = re.search(r"^echo '(.+)' \| \.venv/bin/tenken check -$", README, re.MULTILINE)


@pytest.mark.parametrize("script", sorted(set(re.findall(r"scripts[/\\](\w+\.py)", README))))
def test_every_script_it_names_is_there(script: str) -> None:
    assert (ROOT / "scripts" / script).is_file()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"tenken ([a-z]+)", README)) - {"is"}))
def test_every_command_it_names_has_a_help_page(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: tenken {command}" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--list", "--revoke", "--reset"])
def test_the_options_of_pair_are_those_it_names(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["pair", "--help"])
    assert option in capsys.readouterr().out


def test_the_example_from_the_shell_finds_the_two_faults_of_its_title() -> None:
    assert EXAMPLE is not None
    ran = subprocess.run(
        [environment.tool("tenken"), "check", "-", "--locale", "en"],
        check=False,
        input=EXAMPLE[1],
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.returncode == 1, ran.stderr
    assert "送料無料" in ran.stdout
    assert "ｽﾃﾝﾚｽ" in ran.stdout


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_file_it_links_to_is_there(target: str) -> None:
    assert (ROOT / target).is_file()


def test_the_number_of_stores_is_that_of_the_manifest() -> None:
    manifest = (ROOT / "extension" / "manifest.json").read_text("utf-8")
    stores = set(re.findall(r"https://www\.amazon\.([a-z.]+)/\*", manifest))
    assert f"{len(stores)} stores" in README
