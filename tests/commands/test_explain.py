"""``tenken explain``: a rule in three languages, and what the rules see in a text."""

from pathlib import Path

import pytest

from agent.cli import main

RULE = """check = "existence"
fields = ["title"]
severity = "warning"
consequence = "removed"
valid_from = 2026-02-01
sources = ["ours"]

[params]
terms = ["コピー品", "激安", "sale"]
patterns = ['レプリカ']
allow = ['激安の殿堂']
unless_negated = true

[applies]
platforms = ["amazon"]
not_marketplaces = ["us"]

[title]
ja = "安売りの言葉"
zh = "低价用语"
en = "Words of the bargain bin"

[message]
ja = "「{quote}」は使えません。"
zh = "不能使用“{quote}”。"
en = "“{quote}” cannot be used."

[help]
ja = "消してください。"
zh = "请删除。"
en = "Delete it."

[[fail]]
listing = { title = "⟦激安⟧の急須" }

[[fail]]
listing = { title = "⟦SALE⟧ 急須" }

[[pass]]
listing = { title = "コピー品ではありません" }

[[pass]]
listing = { title = "wholesale 激安の殿堂" }
"""
NAME = "shop/bargain/bargain-word"


@pytest.fixture
def pack(tmp_path: Path) -> str:
    folder = tmp_path / "shop"
    (folder / "bargain").mkdir(parents=True)
    sources = '[ours]\ntitle = "Our list"\nconfidence = "house"\nseen = 2026-11-22\n'
    (folder / "sources.toml").write_text(sources, "utf-8")
    (folder / "bargain" / "bargain-word.toml").write_text(RULE, "utf-8")
    return str(folder)


def why(pack: str, capsys: pytest.CaptureFixture[str], text: str, *more: str) -> str:
    arguments = more if "--locale" in more else (*more, "--locale", "en")
    assert main(["explain", "--why", text, "--rules", pack, *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        (
            "en",
            ["warning · amazon · all stores but us · reads title", "In force since 2026-02-01", "house rule"],
        ),
        ("ja", ["警告", "すべてのストア（us を除く）", "2026-02-01から有効", "出典（社内ルール）"]),
        ("zh", ["所有站点（us 除外）", "自 2026-02-01 起生效", "来源（内部规范）"]),
    ],
)
def test_a_rule_is_told_in_the_readers_language_with_sources_and_examples(
    pack: str, capsys: pytest.CaptureFixture[str], locale: str, expected: list[str]
) -> None:
    assert main(["explain", NAME, "--rules", pack, "--locale", locale]) == 0
    said = capsys.readouterr().out
    for words in expected:
        assert words in said
    assert "激安" in said.split("Our list")[0]  # the message has the word of the first example
    assert said.count("✗") == said.count("✓") == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("超激安の急須", "2-3 “激安” (terms): counts, between the words 超|激安|の"),
        ("激安の殿堂", "1-2 “激安” (terms): left out: the rule allows 激安の殿堂"),
        (
            "コピー品ではありません",
            "1-4 “コピー品” (terms): left out: denied or refused beside it, “ではありません”",
        ),
        ("wholesale", "6-9 “sale” (terms): left out: only part of a longer word or number, wholesale"),
        ("レプリカ", "1-4 “レプリカ” (patterns): counts"),
    ],
)
def test_each_place_is_told_with_the_reason(
    pack: str, capsys: pytest.CaptureFixture[str], text: str, expected: str
) -> None:
    assert expected in why(pack, capsys, text, NAME)


def test_a_part_of_a_japanese_word_is_shown_with_the_words_edges(
    pack: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = Path(pack) / "bargain" / "bargain-word.toml"
    rule.write_text(RULE.replace('"激安", "sale"', '"激安", "sale", "エロ"'), "utf-8")
    said = why(pack, capsys, "イエローの急須", NAME)
    assert "2-3 “エロ” (terms): left out: only part of a word, イエロー" in said
    assert "→ passes (amazon jp, title" in said


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--store", "us"), "→ not asked: all stores but us"),
        (("--store", "de"), "→ violation (amazon de, title"),
        (("--platform", "mercari"), "→ not asked: it is for amazon only"),
        (("--field", "description"), "→ not asked: reads title"),
        (("--today", "2026-01-31"), "→ not asked: In force since 2026-02-01."),
    ],
)
def test_a_rule_that_is_not_asked_says_what_it_is_for(
    pack: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], expected: str
) -> None:
    assert expected in why(pack, capsys, "激安の急須", NAME, *arguments)


@pytest.mark.parametrize(
    ("locale", "expected"), [("ja", "除外: 単語の途中"), ("zh", "排除：只是词的一部分"), ("en", "left out")]
)
def test_without_a_rule_all_that_see_something_answer(
    capsys: pytest.CaptureFixture[str], pack: str, locale: str, expected: str
) -> None:
    rule = Path(pack) / "bargain" / "bargain-word.toml"
    rule.write_text(RULE.replace('"激安", "sale"', '"激安", "sale", "エロ"'), "utf-8")
    said = why(pack, capsys, "送料無料 イエロー", "--locale", locale)
    assert NAME in said
    assert expected in said
    assert "amazon/title-promotional-phrase" in said
    assert "amazon/title-too-long" not in said


def test_a_text_that_no_rule_minds_is_said_to_be_so(pack: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Nothing in this text counts" in why(pack, capsys, "急須", NAME)
    assert "→ passes" in why(pack, capsys, "急須", NAME)


def test_many_places_of_one_kind_are_counted_and_not_listed(
    pack: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = why(pack, capsys, "レプリカ " * 9, NAME)
    assert said.count("“レプリカ”") == 3
    assert "and 6 more (patterns)" in said


def test_a_call_without_rule_and_text_or_with_a_wrong_field_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain"]) == 3
    assert main(["explain", "--why", "a", "--field", "titel"]) == 3
    assert "no field 'titel'; the fields are title" in capsys.readouterr().err
