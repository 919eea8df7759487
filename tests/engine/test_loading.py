"""A wrong rule file is refused with its file, its line and what was expected."""

from pathlib import Path

import pytest

from agent.catalogue import load
from agent.rules.ruleset import RuleError

SOURCES = """
[ours]
title = "Our own practice"
confidence = "house"
seen = 2026-11-22
"""
RULE = """check = "existence"
fields = ["title"]
severity = "warning"
sources = ["ours"]

[applies]
platforms = ["amazon"]

[params]
terms = ["cheap"]

[title]
ja = "安い"
zh = "便宜"
en = "Cheap"

[message]
ja = "「{quote}」"
zh = "“{quote}”"
en = "“{quote}”"

[help]
ja = "消す"
zh = "删除"
en = "Delete it"

[fix]
kind = "delete"

[[fail]]
listing = {title = "a ⟦cheap⟧ cup"}
fixed = "a cup"

[[pass]]
listing = {title = "a cup"}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text(SOURCES, "utf-8")
    (tmp_path / "amazon").mkdir()
    return tmp_path


def write(rules: Path, text: str) -> Path:
    path = rules / "amazon" / "cheap-word.toml"
    path.write_text(text, "utf-8")
    return path


def refusal(rules: Path, text: str) -> str:
    path = write(rules, text)
    with pytest.raises(RuleError) as error:
        load(rules)
    return str(error.value).replace(str(path), "RULE")


def test_a_right_rule_is_loaded_with_its_path_as_its_id(rules: Path) -> None:
    write(rules, RULE)
    assert [bound.rule.id for bound in load(rules).rules] == ["amazon/cheap-word"]


def test_the_hash_changes_with_any_word_of_a_rule(rules: Path) -> None:
    write(rules, RULE)
    before = load(rules).hash
    write(rules, RULE.replace("Delete it", "Remove it"))
    assert load(rules).hash != before


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('check = "existence"', 'check = "existance"', "RULE:1: no check 'existance'; the checks are "),
        ('severity = "warning"', 'severity = "loud"', "RULE:3: severity: Input should be 'error', 'warning'"),
        (
            'sources = ["ours"]',
            'sources = ["theirs"]',
            "RULE:4: source 'theirs' is not in rules/sources.toml",
        ),
        ('terms = ["cheap"]', 'term = ["cheap"]', "RULE:10: params.term: Extra inputs are not permitted"),
        ('terms = ["cheap"]', 'patterns = ["(cheap"]', "RULE:9: expected a pattern"),
        ('terms = ["cheap"]', 'lexicons = ["no-list"]', "expected the file rules/lexicon/no-list.txt"),
        ("“{quote}”", "“{word}”", "RULE:17: zh: message has no value for ['word'], only for ['quote']"),
        ('zh = "删除"\n', "", "RULE:22: help.zh: Field required"),
        ("⟦cheap⟧", "⟦cheap cup⟧", "RULE:30: [[fail]] case 1 does not hold: expected the marks at"),
        ('fixed = "a cup"', 'fixed = "a  cup"', "expected the fixed text 'a  cup', found 'a cup'"),
        (
            '{title = "a cup"}',
            '{title = "a cheap cup"}',
            "RULE:34: [[pass]] case 1 does not hold: expected pass",
        ),
        (
            '{title = "a cup"}',
            '{titel = "a cup"}',
            "RULE:34: [[pass]] case 1 does not hold: the listing cannot",
        ),
        ("[applies]", "[applies", "RULE:6: expected TOML"),
    ],
)
def test_a_wrong_rule_is_refused_where_it_is_wrong(rules: Path, old: str, new: str, expected: str) -> None:
    assert old in RULE
    assert expected in refusal(rules, RULE.replace(old, new))


def test_a_directory_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"sources\.toml:1: expected this file"):
        load(tmp_path)


def test_a_file_that_is_not_utf_8_is_refused(rules: Path) -> None:
    (rules / "amazon" / "cheap-word.toml").write_bytes("安い".encode("cp932"))
    with pytest.raises(RuleError, match="expected UTF-8"):
        load(rules)
