"""What an earlier load found to hold is not asked again, and nothing else is taken from it."""

from pathlib import Path

import pytest

from agent import catalogue
from agent.bound import BoundRule
from agent.proving import complaints
from agent.rules import proofs
from agent.rules.ruleset import RuleError
from tests.engine.test_loading import RULE as PLAIN_RULE, SOURCES

RULE = (
    PLAIN_RULE.replace('terms = ["cheap"]', "patterns = ['che+ap(?!er)']")
    .replace('fixed = "a cup"\n', "")
    .replace('{title = "a cup"}', '{title = "a cheaper cup"}')
)


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that stands for our own."""
    folder = tmp_path / "rules"
    (folder / "amazon").mkdir(parents=True)
    (folder / "sources.toml").write_text(SOURCES, "utf-8")
    (folder / "amazon" / "cheap.toml").write_text(RULE, "utf-8")
    monkeypatch.setenv(proofs.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(catalogue, "RULES_DIR", folder)
    return folder


@pytest.fixture
def proved(rules: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rules whose cases a load ran, in order."""
    ids: list[str] = []

    def noted(bound: BoundRule) -> list[tuple[str, int, str]]:
        ids.append(bound.rule.id)
        return complaints(bound)

    monkeypatch.setattr(catalogue, "complaints", noted)
    catalogue.load(rules)
    assert ids == ["amazon/cheap"]
    ids.clear()
    return ids


def test_a_rule_that_held_is_taken_as_it_was(rules: Path, proved: list[str]) -> None:
    again = catalogue.load(rules)
    assert proved == []
    assert [bound.rule.id for bound in again.rules] == ["amazon/cheap"]
    assert again.rules[0].rule.fail[0].listing == {"title": "a ⟦cheap⟧ cup"}


@pytest.mark.parametrize("change", ["rule", "list", "source", "code", "damage"])
def test_any_change_of_what_it_was_read_from_has_it_proved_again(
    rules: Path, proved: list[str], change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    match change:
        case "rule":
            (rules / "amazon" / "cheap.toml").write_text(RULE.replace("Delete it", "Remove it"), "utf-8")
        case "list":
            (rules / "lexicon").mkdir()
            (rules / "lexicon" / "words.txt").write_text("cheap\n", "utf-8")
        case "source":
            (rules / "sources.toml").write_text(SOURCES.replace("Our own", "Our"), "utf-8")
        case "code":
            monkeypatch.setattr(proofs, "_fingerprint", lambda: "other code")
        case "damage":
            proofs.default_path().write_bytes(b'{"code": 1, "rules"')
    hash_before = catalogue.load(rules).hash
    assert proved == ["amazon/cheap"]
    assert catalogue.load(rules).hash == hash_before
    assert proved == ["amazon/cheap"]


def test_a_rule_that_no_longer_holds_is_refused(rules: Path, proved: list[str]) -> None:
    (rules / "amazon" / "cheap.toml").write_text(RULE.replace("⟦cheap⟧", "⟦cheap cup⟧"), "utf-8")
    with pytest.raises(RuleError, match="does not hold"):
        catalogue.load(rules)
    assert proved == ["amazon/cheap"]


def test_a_place_that_cannot_be_written_costs_time_and_nothing_else(
    rules: Path, proved: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(proofs.VARIABLE, str(tmp_path / "file" / "cache"))
    assert catalogue.load(rules).rule("amazon/cheap") is not None
    assert proved == ["amazon/cheap"]
    assert not list((tmp_path / "cache").glob("tmp*"))


def test_other_directories_are_always_proved(
    rules: Path, proved: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "RULES_DIR", tmp_path / "elsewhere")
    catalogue.load(rules)
    catalogue.load(rules)
    assert proved == ["amazon/cheap"] * 2
