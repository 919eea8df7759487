"""What every rule file of ours must have, beyond what its model demands."""

from collections.abc import Iterator

import pytest
import regex

from agent.rules.rule import Rule
from agent.rules.ruleset import RULES_DIR, read

KANA = regex.compile(r"[\p{Script=Hiragana}\p{Script=Katakana}]")
HAN = regex.compile(r"\p{Script=Han}")
QUOTED = regex.compile(r"“[^”]*”|「[^」]*」|『[^』]*』|\([^)]*\)|（[^）]*）|\{[^}]*\}")
"""Words of a listing and names are quoted in their own language."""


@pytest.fixture(scope="module")
def rules() -> tuple[Rule, ...]:
    return read(RULES_DIR).rules


def texts(rule: Rule, language: str) -> Iterator[tuple[str, str]]:
    for part in ("title", "message", "help"):
        yield part, str(getattr(getattr(rule, part), language))


def test_every_rule_has_two_failing_and_two_passing_cases(rules: tuple[Rule, ...]) -> None:
    few = [rule.id for rule in rules if len(rule.fail) < 2 or len(rule.passes) < 2]
    assert few == []


def test_every_text_is_in_its_own_language(rules: tuple[Rule, ...]) -> None:
    wrong = []
    for rule in rules:
        for part, text in texts(rule, "ja"):
            if not KANA.search(text) and not (part == "title" and HAN.search(text)):
                wrong.append(f"{rule.id}: {part}.ja")
        for part, text in texts(rule, "zh"):
            bare = QUOTED.sub("", text)
            if not HAN.search(bare) or len(KANA.findall(bare)) > len(HAN.findall(bare)) / 4:
                wrong.append(f"{rule.id}: {part}.zh")
        for part, text in texts(rule, "en"):
            bare = QUOTED.sub("", text)
            if len(HAN.findall(bare)) + len(KANA.findall(bare)) > len(bare) / 4:
                wrong.append(f"{rule.id}: {part}.en")
    assert wrong == []


def test_no_two_texts_of_a_rule_are_the_same(rules: tuple[Rule, ...]) -> None:
    same = [
        f"{rule.id}: {part}"
        for rule in rules
        for (part, ja), (_, zh), (_, en) in zip(
            texts(rule, "ja"), texts(rule, "zh"), texts(rule, "en"), strict=True
        )
        if len({ja, zh, en}) < 3
    ]
    assert same == []


def test_titles_fit_a_line(rules: tuple[Rule, ...]) -> None:
    assert [rule.id for rule in rules if max(len(rule.title.ja), len(rule.title.zh)) > 34] == []
    assert [rule.id for rule in rules if len(rule.title.en) > 70] == []
