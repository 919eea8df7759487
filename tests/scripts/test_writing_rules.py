"""docs/writing-rules.md is followed from its beginning to its end, as somebody who reads it would."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent import catalogue, cli
from agent.checks import CHECKS
from agent.listing import Platform
from agent.packs import limits
from agent.packs.checks import PACK_CHECKS
from agent.packs.files import SUFFIXES
from agent.packs.loading import load
from agent.packs.table import COLUMNS
from scripts import new_rule
from tests.packs.packs import NOTHING

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "writing-rules.md").read_text("utf-8")
_BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Block:
    kind: str
    file: str | None
    text: str


BLOCKS = [Block(*match.groups()) for match in _BLOCK.finditer(PAGE)]


def run(command: str, monkeypatch: pytest.MonkeyPatch) -> int:
    program, *words = shlex.split(command)
    if program == "tenken":
        return cli.main(words)
    assert (program, words[0]) == ("python3", "scripts/new_rule.py")
    monkeypatch.setattr("sys.argv", words)
    return new_rule.main()


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    for part in text.split("$ ")[1:]:
        command, *lines = part.splitlines()
        yield command, lines


def test_every_example_does_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(catalogue, "load", lambda: NOTHING)  # the page shows what one's own rules say
    tried = 0
    for block in BLOCKS:
        if block.file is not None:
            path = tmp_path / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        for command, expected in commands(block.text) if block.kind == "console" else ():
            tried += 1
            capsys.readouterr()
            code = run(command, monkeypatch)
            said = [line for stream in capsys.readouterr() for line in stream.splitlines()]
            rest = iter(said)
            assert all(line in rest for line in expected), (command, expected, said)
            bad = any(word in line for line in expected for word in ("problem;", "nothing was written", "“"))
            assert bool(code) is bad, (command, said)
    assert tried > 10


@pytest.mark.parametrize(
    "command", [line for block in BLOCKS if block.kind == "sh" for line in block.text.splitlines()]
)
def test_every_command_that_is_only_shown_is_understood(command: str) -> None:
    program, *words = shlex.split(command)
    if program == "tenken":
        assert cli._parser().parse_args(words).run is not None
    else:
        assert new_rule.scaffold(words[1], words[3], pack=False)


def test_the_folder_it_shows_has_the_ids_it_says(tmp_path: Path) -> None:
    (shown,) = [block.text for block in BLOCKS if block.kind == "text"]
    ids = re.findall(r"(\S+\.\w+) .*?(shop/\S+)", shown)
    rule = next(block.text for block in BLOCKS if block.file == "shop/price-in-title.toml")
    contents = {
        ".toml": rule,
        ".csv": "word\na\n",
        "terms.yml": "rules: [Norudek]",
        "Style/Shouting.yml": "extends: existence\nmessage: x\ntokens: [a]",
    }
    shop = tmp_path / "shop"
    for name, _ in ids:
        path = shop / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(contents.get(name) or contents[path.suffix], "utf-8")
    (shop / "sources.toml").write_text(new_rule._SOURCES.format(today="2026-11-22"), "utf-8")
    assert sorted(bound.rule.id for bound in load(shop).ruleset.rules) == sorted(
        rule_id for _, rule_id in ids
    )


def test_the_columns_the_checks_and_the_limits_are_those_of_the_program() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(COLUMNS)
    assert all(f"`{platform}`" in PAGE for platform in Platform.__args__)  # type: ignore[attr-defined]
    listed = PAGE.split("Checks that a pack may use: ", 1)[1].split(".\n", 1)[0]
    assert re.findall(r"`([\w-]+)`", listed) == sorted(PACK_CHECKS)
    assert CHECKS.keys() > PACK_CHECKS.keys()
    for said in (
        f"| one file | {limits.FILE_BYTES >> 10} KiB |",
        f"| files in a pack | {limits.FILES}, and {limits.TOTAL_BYTES >> 20} MiB together |",
        f"| rules | {limits.RULES} |",
        f"| words | {limits.TERMS:,} of at most {limits.TERM_CHARACTERS} characters |",
        f"| expressions | {limits.PATTERNS:,} of at most {limits.PATTERN_CHARACTERS:,} characters |",
        f"| {limits.RULE_SECONDS:.0f} second of processor time, {limits.HITS_A_RULE} findings |",
        f"| all rules of packs on one listing | {limits.PACK_SECONDS:.0f} seconds of processor time |",
    ):
        assert said in PAGE
    assert {".toml", ".csv", ".yml", ".txt"} <= SUFFIXES


def test_its_rule_files_are_toml() -> None:
    for block in BLOCKS:
        if block.kind == "toml":
            assert tomllib.loads(block.text)
