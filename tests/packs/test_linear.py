"""D10: an expression of a pack runs in linear time, or is refused with the position of what prevents it."""

import re
from pathlib import Path

import pytest

from agent.packs import limits
from agent.packs.javascript import JsExpression
from agent.packs.linear import Expression, PatternError, Sieve
from tests.packs.packs import RULE, SOURCES, findings, loaded, refusal, warnings

LONG = ("a" * 40 + "カメラ!") * 1_100
"""50,000 characters that the classic patterns choke on."""


def complaint(pattern: str) -> str:
    with pytest.raises(PatternError) as error:
        Expression(pattern)
    return str(error.value)


def spans(source: str, text: str, flags: str = "") -> list[tuple[int, int]]:
    return [match.span() for match in JsExpression(source, flags).finditer(text)]


def with_pattern(pattern: str, title: str = "⟦激安⟧") -> dict[str, str | bytes]:
    rule = RULE.replace('terms = ["激安"]', f"terms = ['激安']\npatterns = ['''{pattern}''']")
    return {"sources.toml": SOURCES, "amazon/x.toml": rule.replace("⟦激安⟧", title)}


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*b", "(.*a){25}", "(a*)*c", r"(\w+\s?)*!!", "a?" * 30 + "a" * 30, "(x+x+)+y"]
)
def test_d10_what_takes_others_for_ever_is_matched_by_a_bounded_program(pattern: str) -> None:
    expression = Expression(pattern)
    assert expression._compiled.programsize < 1_000
    assert isinstance(list(expression.finditer(LONG)), list)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("サーバ(?=ー)", "character 4: look-ahead, (?=, cannot be matched in linear time"),
        ("サーバ(?!ー)", "character 4: look-ahead, (?!,"),
        ("(?<=ま)で", "character 1: look-behind, (?<=,"),
        ("x(?<!ま)で", "character 2: look-behind, (?<!,"),
        (r"(a)\1", r"character 4: a back-reference, \1,"),
        (r"(?P<n>a)(?P=n)", "character 9: a back-reference, (?P=,"),
        (r"(?<n>a)\k<n>", r"character 8: a back-reference, \k,"),
        ("x(?>a)", "character 2: an atomic group"),
        ("(a)(?(1)b|c)", "character 4: a condition"),
        ("xa{1001}", "character 3: invalid repetition size: {1001}"),
        ("(a{100}){100}", "invalid repetition size: {100}"),
        ("ab++", "character 3: bad repetition operator: ++"),
        ("(a", "character 1: missing )"),
        ("x[z-a]", "character 3: invalid character class range: z-a"),
        (r"\p{Hiraganaa}", r"character 1: invalid character class range: \p{Hiraganaa}"),
        (r"(\p{L}{1,100}){1,10}", "too large once its repetitions and classes are written out"),
        ("a" * 1_001, "character 1001: 1001 characters, expected at most 1000"),
    ],
)
def test_d10_what_cannot_be_linear_is_refused_with_its_position(pattern: str, expected: str) -> None:
    assert expected in complaint(pattern)


@pytest.mark.parametrize("pattern", [r"\\1", "[(?=]", r"[]\1]", r"\(?=", "[^](?!]", r"[\]](?:a)"])
def test_what_only_looks_like_such_a_construct_is_taken(pattern: str) -> None:
    assert Expression(pattern.replace(r"\1]", "1]")) is not None


def test_d10_a_bad_pattern_of_a_rule_file_is_refused_with_its_line_and_position(tmp_path: Path) -> None:
    said = refusal(tmp_path, with_pattern("激(?=安)"))
    assert said.startswith("SHOP/amazon/x.toml:9: pattern '激(?=安)', character 2: look-ahead, (?=,")
    listed = {**with_pattern("x"), "lexicon/cheap.txt": "/ 激(?<!x)安\n"}
    listed["amazon/x.toml"] = RULE.replace("[params]", '[params]\nlexicons = ["cheap"]')
    assert "pattern '激(?<!x)安', character 2: look-behind" in refusal(tmp_path / "list", listed)


def test_d10_two_thousand_patterns_are_taken_and_one_more_is_not(tmp_path: Path) -> None:
    rules = [f"  - expected: right{number}\n    pattern: /wrong{number}x+/\n" for number in range(2_001)]
    pack = loaded(tmp_path, {"terms.yml": "rules:\n" + "".join(rules[:2_000])})
    assert [finding.target.quote for finding in findings(pack, "wrong7xx wrong1999x")] == [
        "wrong7xx",
        "wrong1999x",
    ]
    said = refusal(tmp_path / "more", {"terms.yml": "rules:\n" + "".join(rules)})
    assert "2001 patterns, expected at most 2000" in said


def test_d10_hits_without_end_are_cut(tmp_path: Path) -> None:
    pack = loaded(tmp_path, with_pattern("a"))
    assert len(findings(pack, "a" * 50_000)) == limits.HITS_A_RULE


def test_d10_ascii_classes_in_a_rule_file_are_warned_of(tmp_path: Path) -> None:
    (said,) = warnings(tmp_path, with_pattern(r"激\w+"))
    assert said.startswith(
        r"SHOP/amazon/x.toml:9: pattern '激\w+': \w means ASCII only; for Japanese write \p{L}"
    )
    assert warnings(tmp_path / "fine", with_pattern(r"激\p{L}+\\wood")) == []
    assert not list(Expression(r"\w").finditer("カメラ"))


def test_a_pattern_in_a_width_that_no_compared_text_has_is_warned_of(tmp_path: Path) -> None:
    (said,) = warnings(tmp_path, with_pattern("ＳＡＬＥ"))
    assert "texts are compared in plain width, write 'SALE'" in said


def test_patterns_of_a_rule_file_are_compared_in_any_case_and_width(tmp_path: Path) -> None:
    pack = loaded(tmp_path, with_pattern("sale[0-9]"))
    assert [finding.target.quote for finding in findings(pack, "ＳＡＬＥ９ SALE9")] == ["ＳＡＬＥ９", "SALE9"]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("サーバ(?!ー)", "サーバとサーバー", [(0, 3)]),
        ("サーバ(?=ー)", "サーバとサーバー", [(4, 7)]),
        ("ユーザ(?!ー|ビリティ)|かな(?!ら)", "ユーザ ユーザー かなら かな", [(0, 3), (13, 15)]),
        (r"a(?!\s)b|x", "ab x", [(3, 4)]),
        (r"\s+", "あ　い\u00a0う", [(1, 2), (3, 4)]),
        (r"[\S]+", "　xあ　", [(1, 3)]),
        (r"\u3042\u{1F600}\ud83d\ude00", "あ😀😀", [(0, 3)]),
        (r"\p{Script=Hiragana}+|\p{sc=Katakana}", "カあい", [(0, 1), (1, 3)]),
        (r"[[]", "[", [(0, 1)]),
        (r"[^]", "\n", [(0, 1)]),
        (r"a[]|b", "ab", [(1, 2)]),
        (r"a.b", "a\nb a😀b", [(4, 7)]),
        (r"\-\あ\/", "-あ/", [(0, 3)]),
        (r"^b$", "a\nb\nc", [(2, 3)]),
        (r"[\b]", "a\bb", [(1, 2)]),
        (r"\0", "\x00", [(0, 1)]),
        (r"\x41\t", "A\t", [(0, 2)]),
    ],
)
def test_javascript_is_matched_as_javascript_means_it(
    source: str, text: str, expected: list[tuple[int, int]]
) -> None:
    if source.startswith("a(?!"):
        with pytest.raises(PatternError, match="character 2: a look-ahead before the end"):
            JsExpression(source)
        return
    assert spans(source, text) == expected


def test_groups_are_counted_through_all_alternatives() -> None:
    (match,) = JsExpression("(a)x(?!z)|(b)(c)").finditer("bc")
    assert [match[number] for number in (1, 2, 3)] == ["", "b", "c"]
    (named,) = JsExpression("(?<left>a)(b)").finditer("ab")
    assert (named[1], named[2]) == ("a", "b")


def test_flags_are_those_of_javascript() -> None:
    assert spans("abc", "ABC", "gi") == [(0, 3)]
    assert spans("a.b", "a\nb", "s") == [(0, 3)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("(?<!ま)でで", "character 1: look-behind"),
        ("(?![^/])blog", "character 1: a look-ahead before the end"),
        ("なら(ば(?!、)|び)", "character 5: a look-ahead inside brackets"),
        ("a(?!b(?=c))", "character 6: a look-ahead within another"),
        ("あ(?!い", "character 2: missing )"),
        (r"\s(a)\1", r"character 6: a back-reference"),
        (r"\s\sa{2000}", "character 6: invalid repetition size: {2000}"),
        ("\\", "character 1: an escape that says nothing"),
        (r"\cJ", "character 1: an escape that says nothing"),
    ],
)
def test_what_of_javascript_cannot_be_had_is_refused_with_its_position(source: str, expected: str) -> None:
    with pytest.raises(PatternError, match=re.escape(expected)):
        JsExpression(source)


def test_a_sieve_finds_what_asking_each_finds() -> None:
    expressions = [Expression(f"w{number}[xy]") for number in range(200)]
    large = Expression(r"(\p{L}|\p{N}){1,4}z")
    sieve = Sieve([*expressions, large])
    assert list(sieve.holding("w3x w150y w199z")) == [expressions[3], expressions[150], large]
    assert list(sieve.holding("nothing")) == []
    assert list(Sieve([]).holding("nothing")) == []
