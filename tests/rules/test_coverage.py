"""Every statement of the project's brief is checked by rules that exist, or says why it cannot be."""

import shutil
from pathlib import Path

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.cli import main
from agent.rules.coverage import read
from agent.rules.ruleset import RULES_DIR, RuleError

SEEDS = {
    "seed-acorn-i": 14,
    "seed-amazon-operations": 14,
    "seed-asin-creation": 36,
    "seed-asin-policy": 23,
    "seed-mercari-asin-link": 43,
}
"""How many statements each document of the brief makes."""


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    shutil.copytree(RULES_DIR / "coverage", tmp_path / "coverage")
    return tmp_path


def test_every_statement_of_the_brief_has_rules_or_a_reason(ruleset: RuleSet) -> None:
    found = read(RULES_DIR, ruleset.sources, (bound.rule.id for bound in ruleset.rules))
    assert {coverage.source: len(coverage.statements) for coverage in found} == SEEDS


def test_every_seed_source_has_its_coverage(ruleset: RuleSet) -> None:
    assert {name for name, source in ruleset.sources.items() if source.confidence == "seed"} == set(SEEDS)


def test_every_rule_names_a_source_with_its_confidence(ruleset: RuleSet) -> None:
    for bound in ruleset.rules:
        assert bound.rule.sources
        assert all(name in ruleset.sources for name in bound.rule.sources)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'rules = ["identifier/asin-malformed"]\n',
            "",
            "statement.0: Value error, give either rules or none",
        ),
        ("identifier/asin-malformed", "identifier/nothing", "no rule 'identifier/nothing'"),
        ('id = "S0-02"', 'id = "S0-01"', "statement 'S0-01' stands here twice"),
        ('source = "seed-asin-creation"', 'source = "seed-asin"', "expected source = 'seed-asin-creation'"),
        ('says = "', 'tells = "', "statement.0.says: Field required"),
    ],
)
def test_a_wrong_file_is_refused(
    ruleset: RuleSet, directory: Path, old: str, new: str, expected: str
) -> None:
    file = directory / "coverage" / "seed-asin-creation.toml"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(RuleError, match=r"seed-asin-creation\.toml:\d+: ") as refusal:
        read(directory, ruleset.sources, (bound.rule.id for bound in ruleset.rules))
    assert expected in str(refusal.value)


def test_the_command_prints_every_statement_and_the_sum(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--coverage"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("  S") for line in lines) == sum(SEEDS.values())
    assert lines[-1].startswith("130 statements: ")
