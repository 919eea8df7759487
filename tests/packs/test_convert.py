"""From one format to another: the same is found, and what cannot be said is named."""

from pathlib import Path

import pytest

from agent.packs.convert import convert
from agent.packs.loading import load
from agent.rules.ruleset import RuleError
from tests.packs.packs import RULE, SOURCES, fixed, quotes, write

WORDS = (
    "word,replacement,message,severity,field,platform\n"
    "サーバ,サーバー,長音,,,\nNorudek,Norudek,,,,\n12:30,正午,,error,title,\nIoT機器,機器,,,,\nno,いいえ,,,,\n"
)
TITLE = "サーバ norudek Norudek 12:30 iot機器 NO"
"""Not in full width: an edge of words, as prh and JavaScript know it, is one of ASCII."""


def test_a_table_becomes_a_dictionary_of_prh_that_finds_the_same(tmp_path: Path) -> None:
    write(tmp_path, {"words.csv": WORDS})
    converted = convert(tmp_path / "words.csv", tmp_path / "out.yml", "utf-8")
    assert (converted.written, converted.left_out) == (5, ())
    write(tmp_path, {"out.yml": converted.content})
    assert fixed(load(tmp_path / "out.yml"), TITLE) == fixed(load(tmp_path / "words.csv"), TITLE)


def test_a_dictionary_of_prh_becomes_a_table_as_far_as_words_go(tmp_path: Path) -> None:
    bottle = "  - {expected: 水筒, patterns: [すいとう, 水とう], prh: 漢字}\n"
    write(tmp_path, {"terms.yml": f"rules:\n  - Norudek\n{bottle}  - {{expected: a, pattern: /b+/}}\n"})
    converted = convert(tmp_path / "terms.yml", tmp_path / "out.csv", "cp932")
    assert converted.content.decode("cp932").split("\r\n")[1:] == [
        *("Norudek,Norudek,,,,", "すいとう,水筒,漢字,,,", "水とう,水筒,漢字,,,", ""),
    ]
    assert converted.left_out == (f"{tmp_path / 'terms.yml'}:4: an expression, CSV holds words only",)


def test_a_word_without_a_right_form_cannot_be_said_in_prh(tmp_path: Path) -> None:
    write(tmp_path, {"words.csv": "word\n激安\n"})
    converted = convert(tmp_path / "words.csv", tmp_path / "out.yaml", "utf-8")
    assert converted.left_out == (f"{tmp_path / 'words.csv'}:2: no replacement, prh needs one",)


def test_rule_files_that_are_lists_of_words_are_converted_and_others_named(tmp_path: Path) -> None:
    swap = RULE.replace('"existence"', '"substitution"').replace(
        'terms = ["激安"]', "swap = { '激安' = '手頃' }"
    )
    files: dict[str, str | bytes] = {
        "sources.toml": SOURCES,
        "amazon/words.toml": RULE,
        "amazon/swap.toml": swap,
        "amazon/pattern.toml": RULE.replace('terms = ["激安"]', "patterns = ['激安']"),
        "Acme/X.yml": "extends: existence\nmessage: x\ntokens: [a]",
    }
    shop = write(tmp_path / "shop", files)
    converted = convert(shop, tmp_path / "out.csv", "utf-8")
    assert converted.content.decode("utf-8-sig").split("\r\n")[1:3] == [
        "激安,手頃,,,title,amazon",
        "激安,,,,title,amazon",
    ]
    style, pattern = converted.left_out
    assert style == f"{shop / 'Acme/X.yml'}:1: a rule of Vale is more than a list of words"
    assert pattern.startswith(f"{shop / 'amazon/pattern.toml'}:1: a rule of check 'existence' with these")


def test_what_is_wrong_with_the_pack_is_left_out_and_named(tmp_path: Path) -> None:
    write(tmp_path, {"terms.yml": "rules:\n  - Norudek\n  - {expected: a, pattern: /(?<!x)b/}\n"})
    converted = convert(tmp_path / "terms.yml", tmp_path / "out.yml", "utf-8")
    assert converted.content == b"version: 1\nrules:\n- expected: Norudek\n"
    assert "terms.yml:3: pattern, character 1: look-behind" in converted.left_out[0]
    write(tmp_path, {"out.yml": converted.content})
    assert quotes(load(tmp_path / "out.yml"), "NORUDEK") == ["NORUDEK"]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("words.csv", "out.txt", "out.txt:1: expected a name that ends in .csv"),
        ("none.csv", "out.csv", "none.csv:1: cannot be read"),
        ("words.csv", "out.csv", "out.csv:1: cp932 has no character '蓝', expected --encoding utf-8"),
    ],
)
def test_what_cannot_be_converted_at_all_is_refused(
    tmp_path: Path, source: str, target: str, expected: str
) -> None:
    write(tmp_path, {"words.csv": "word\n蓝牙\n"})
    with pytest.raises(RuleError, match=expected):
        convert(tmp_path / source, tmp_path / target, "cp932")
