"""D09: hostile and ambiguous YAML is refused after a few steps of the parser, and the process lives on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.packs import limits
from agent.packs.bounded_yaml import Items, Scalar, Table, number_of, read, text_of, truth_of
from agent.rules.ruleset import RuleError
from tests.packs.packs import refusal

PATH = Path("terms.yml")
FEW = 2_000
"""Steps of the parser; it makes tens of thousands in 50 ms."""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    taken = [0]
    parse = yaml.parse

    def counted(text: str, **options: Any) -> Iterator[yaml.Event]:  # noqa: ANN401 - as yaml has them
        for event in parse(text, **options):
            taken[0] += 1
            yield event

    monkeypatch.setattr(yaml, "parse", counted)
    return taken


def refused(text: str) -> str:
    with pytest.raises(RuleError) as error:
        read(PATH, text)
    return str(error.value)


ALIASES = "a: &a [x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in ("ab", "bc", "cd"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[" * 100_000, "terms.yml:1: nested deeper than 32"),
        ("[" * 100_000 + "]" * 100_000, "terms.yml:1: nested deeper than 32"),
        ("{a: " * 50_000, "terms.yml:1: nested deeper than 32"),
        ("- " * 50_000 + "a", "terms.yml:1: nested deeper than 32"),
        ("\n".join(" " * depth + "a:" for depth in range(300)), "nested deeper than 32"),
        ("? " * 50_000 + "a", "nested deeper than 32"),
        (ALIASES, "terms.yml:1: an anchor or alias (& or *)"),
        ("a: *b", "terms.yml:1: an anchor or alias (& or *)"),
        ("base: {a: 1}\nrules:\n  <<: {a: 1}\n", "terms.yml:3: a merge key (<<)"),
        ("a: &a {x: 1}\nb:\n  <<: *a", "terms.yml:1: an anchor or alias"),
        ("a: !!python/object/apply:os.system [ls]", "terms.yml:1: a tag (!)"),
        ("!!map\na: 1", "a tag (!)"),
        ("a: !own 1", "a tag (!)"),
        ("rules: 1\nother: 2\nrules: 3", "terms.yml:3: 'rules' twice"),
        ("{[a]: 1}", "terms.yml:1: a list or table as a key"),
        ("a: 1\n---\nb: 1", "terms.yml:2: a second document"),
        ("# nothing\n", "terms.yml:1: empty"),
        ("a: 'open", "terms.yml:1: expected YAML: found unexpected end of stream"),
        ("a:\n\t- b", "terms.yml:2: expected YAML: found character"),
        ("a: \x00", "terms.yml:1: expected YAML"),
    ],
)
def test_d09_it_is_refused_with_its_line_after_a_few_steps(
    text: str, expected: str, steps: list[int]
) -> None:
    assert expected in refused(text)
    assert steps[0] < FEW


def test_d09_more_parts_than_any_dictionary_has_are_refused(steps: list[int]) -> None:
    assert "more than 50000 parts" in refused("[" + "1," * 100_000 + "]")
    assert steps[0] == limits.YAML_EVENTS + 1


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *(("no", "bool"), ("Yes", "bool"), ("on", "bool"), ("12:30", "int"), ("1_0", "int"), ("0x1F", "int")),
        *(("010", "int"), ("1.5", "float"), (".inf", "float"), ("~", "null"), ("", "null"), ("null", "null")),
        *(("2026-11-22", "timestamp"), ("=", "value")),
    ],
)
def test_d09_a_word_that_readers_disagree_about_needs_quotes(word: str, kind: str) -> None:
    table = read(PATH, f"first: 'a'\nexpected: {word}\n")
    assert isinstance(table, Table)
    with pytest.raises(RuleError, match=rf"terms\.yml:2: expected: expected quotes, .* of type {kind}"):
        text_of(PATH, table.entries["expected"], "expected")
    quoted = read(PATH, f"expected: '{word}'")
    assert isinstance(quoted, Table)
    assert text_of(PATH, quoted.entries["expected"], "expected") == word


def test_d09_such_a_word_in_a_dictionary_is_refused_where_it_stands(tmp_path: Path) -> None:
    said = refusal(tmp_path, {"terms.yml": "rules:\n  - expected: はい\n    pattern: no\n"})
    assert said.startswith("SHOP/terms.yml:3: pattern: expected quotes, 'no'")


def test_everything_else_is_read_as_it_stands() -> None:
    node = read(PATH, 'a: [x, "y", 三]\nb: |\n  two\n  lines\nc: true\nd: 12\n')
    assert isinstance(node, Table)
    items = node.entries["a"]
    assert isinstance(items, Items)
    assert items.items == (
        Scalar(1, "x", plain=True),
        Scalar(1, "y", plain=False),
        Scalar(1, "三", plain=True),
    )
    assert text_of(PATH, node.entries["b"], "b") == "two\nlines\n"
    assert truth_of(PATH, node.entries["c"], "c") is True
    assert number_of(PATH, node.entries["d"], "d") == 12


@pytest.mark.parametrize("said", ["yes", "'true'", "1", "[true]"])
def test_a_truth_value_is_true_or_false(said: str) -> None:
    with pytest.raises(RuleError, match="expected true or false"):
        truth_of(PATH, read(PATH, said), "wordBoundary")


@pytest.mark.parametrize("said", ["-1", "1.0", "1_0", "'1'", "1234567890", "٣", "[1]"])
def test_a_number_is_a_whole_one(said: str) -> None:
    with pytest.raises(RuleError, match="expected a whole number"):
        number_of(PATH, read(PATH, said), "max")
