"""``tenken packs`` and ``--rules``: what people see of their own rules."""

import json
from pathlib import Path

import pytest

from agent import catalogue, cli
from agent.rules.ruleset import RuleError
from tests.packs.packs import NOTHING, write

WORDS = "word,replacement,message\n激安,,社内基準\nサーバ,サーバー,\n"
TERMS = "rules:\n  - Norudek\n  - pattern: a\n  - {expected: b, pattern: /(?<!x)b/}\n"


@pytest.fixture(autouse=True)
def _without_our_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "load", lambda: NOTHING)


def tenken(*words: object) -> int:
    return cli.main([str(word) for word in words])


def test_check_tells_what_a_good_pack_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = write(
        tmp_path / "shop",
        {"words.csv": WORDS, "terms.yml": "rules: [{expected: ユーザー, pattern: /ユーザ/}]"},
    )
    assert tenken("packs", "check", shop, shop / "words.csv") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{shop / 'terms.yml'}:1: the right form 'ユーザー' is found too, by its 'ユーザ' (warning)",
        f"{shop}: 3 rules, 3 dictionary entries; all examples hold",
        f"{shop / 'words.csv'}: 2 rules, 2 dictionary entries; all examples hold",
    ]


def test_check_tells_everything_that_is_wrong_with_a_bad_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = write(tmp_path / "shop", {"words.csv": WORDS, "terms.yml": TERMS})
    assert tenken("packs", "check", shop) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(" ")[0] for line in said[:2]] == [f"{shop}/terms.yml:3:", f"{shop}/terms.yml:4:"]
    assert said[-1] == f"{shop}: 2 problems; it cannot be used"


def test_check_refuses_the_names_of_our_own_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tenken("packs", "check", write(tmp_path / "mercari", {"words.csv": WORDS})) == 2
    assert "the name 'mercari' is taken" in capsys.readouterr().err


def test_convert_writes_once_and_all_or_what_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"words.csv": WORDS})
    source, target = tmp_path / "words.csv", tmp_path / "out.yml"
    assert tenken("packs", "convert", source, target) == 2
    said = capsys.readouterr().err
    assert "words.csv:2: no replacement, prh needs one\nnothing was written; --skip leaves these out" in said
    assert not target.exists()
    assert tenken("packs", "convert", source, target, "--skip") == 0
    assert capsys.readouterr().out == f"{target}: 1 word written\n"
    assert tenken("packs", "convert", source, target, "--skip") == 2
    assert "is there already" in capsys.readouterr().err
    assert tenken("packs", "convert", source, target, "--skip", "--force") == 0
    assert tenken("packs", "convert", source, tmp_path / "none" / "out.yml", "--skip") == 2
    assert tenken("packs", "convert", source, tmp_path / "out.txt") == 2


def test_check_of_a_listing_and_the_list_of_rules_take_packs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"words.csv": WORDS, "more.csv": "word\n水筒\n"})
    listing = tmp_path / "listing.json"
    listing.write_text(json.dumps({"platform": "amazon", "title": "激安 水筒"}), "utf-8")
    packs = ("--rules", tmp_path / "words.csv", "--rules", tmp_path / "more.csv", "--locale", "ja")
    assert tenken("check", listing, *packs) == 1
    said = capsys.readouterr().out
    assert (
        "warning    title: 「激安」は使わないことになっています。 社内基準\n           → 「激安」を削除"
        in said
    )
    assert "words/forbidden-word · words.csv (house)" in said
    assert "more/forbidden-word" in said
    assert tenken("rules", *packs) == 0
    assert (
        "more/forbidden-word   warning  house        使わないと決めた言葉があります"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize("command", [("check", "{listing}"), ("rules",)])
def test_a_bad_pack_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    write(tmp_path, {"words.csv": "nonsense\n", "listing.json": '{"platform": "amazon"}'})
    words = [word.format(listing=tmp_path / "listing.json") for word in command]
    assert tenken(*words, "--rules", tmp_path / "words.csv") == 2
    assert capsys.readouterr().err.startswith(
        f"{tmp_path}/words.csv:1: expected a first line with these names"
    )


def test_our_own_broken_rules_are_told_of_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuleError(Path("rules/x.toml"), 3, "expected a title")

    monkeypatch.setattr(catalogue, "load", broken)
    write(tmp_path, {"listing.json": '{"platform": "amazon"}'})
    assert tenken("check", tmp_path / "listing.json") == 2
    assert "x.toml:3: expected a title" in capsys.readouterr().err
