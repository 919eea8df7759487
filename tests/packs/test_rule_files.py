"""Rule files of a pack: like ours, in one language if the shop likes, with checks that users may use."""

from pathlib import Path

import pytest

from agent.checks import CHECKS
from agent.packs.checks import PACK_CHECKS
from agent.packs.loading import add, load
from agent.rules.ruleset import RULES_DIR, RuleError
from tests.packs.packs import NOTHING, RULE, SOURCES, findings, loaded, quotes, refusal, write

SHOP: dict[str, str | bytes] = {"sources.toml": SOURCES, "amazon/cheap.toml": RULE}


def changed(old: str, new: str) -> dict[str, str | bytes]:
    assert old in RULE
    return {**SHOP, "amazon/cheap.toml": RULE.replace(old, new)}


def params(check: str, lines: str) -> dict[str, str | bytes]:
    rule = RULE.replace('check = "existence"', f'check = "{check}"').replace("「{quote}」", "")
    return {**SHOP, "amazon/cheap.toml": rule.replace('terms = ["激安"]', lines)}


def test_ids_and_sources_begin_with_the_packs_name(tmp_path: Path) -> None:
    pack = loaded(tmp_path, SHOP)
    (bound,) = pack.ruleset.rules
    assert bound.rule.id == "shop/amazon/cheap"
    assert bound.rule.sources == ("shop/handbook",)
    assert pack.ruleset.sources["shop/handbook"].title == "Our handbook"
    assert (bound.rule.title.ja, bound.rule.title.en) == ("社内で使わない言葉", "社内で使わない言葉")
    assert quotes(pack, "ノルデック 激安") == ["激安"]


def test_a_rule_may_stand_at_the_top_and_its_words_in_a_list(tmp_path: Path) -> None:
    rule = RULE.replace("[params]", '[params]\nlexicons = ["cheap"]')
    files: dict[str, str | bytes] = {
        "sources.toml": SOURCES,
        "cheap-word.toml": rule,
        "lexicon/cheap.txt": "最安\n/ 大[特得]価\n~ 大得価表\n",
    }
    pack = loaded(tmp_path, files)
    assert pack.ruleset.rules[0].rule.id == "shop/cheap-word"
    assert quotes(pack, "激安 最安 大特価 大得価表") == ["激安", "最安", "大特価"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"amazon/cheap.toml": RULE}, "SHOP/sources.toml:1: expected this file: the sources that rules cite"),
        (changed('"handbook"', '"other"'), "cheap.toml:4: source 'other' is not in the pack's sources.toml"),
        (changed('terms = ["激安"]', 'lexicons = ["x"]'), "cheap.toml:9: no lexicon 'x'"),
        (changed("⟦激安⟧", "激安"), "cheap.toml:15: [[fail]] case 1 does not hold: expected the marks at []"),
        (changed("severity", "severty"), "cheap.toml:1: severity: Field required (1 more)"),
        (changed("「{quote}」", "「{word}」"), "cheap.toml:6: ja: message has no value for ['word']"),
        (
            changed("「{quote}」", "「{quote」"),
            "cheap.toml:6: ja: message: expected '}' before end of string",
        ),
        (changed("「{quote}」", "quote}"), "cheap.toml:6: ja: message: Single '}' encountered"),
        (changed("{quote}", "{quote:>999999999}"), "message: expected {quote} with nothing but the name"),
        (changed("{quote}", "{quote!r}"), "message: expected {quote} with nothing but the name"),
        (changed("{quote}", "{quote.__class__}"), "message has no value for ['quote.__class__']"),
        (changed("消してください", "x" * 2001), "cheap.toml:1: a text has 2001 characters"),
        (changed('terms = ["激安"]', f'terms = ["激安", "{"x" * 201}"]'), "a word of 201 characters"),
        ({**SHOP, "Amazon/Cheap.toml": RULE}, "the id 'shop/Amazon/Cheap', expected file and folder names"),
        (
            {**SHOP, "amazon/cheap.csv": "word\na\n", "amazon/cheap/forbidden-word.toml": RULE},
            "the id 'shop/amazon/cheap/forbidden-word' is another file's already",
        ),
        ({**SHOP, "sources.toml": SOURCES + 'url = "javascript:x"\n'}, "sources.toml:1: url 'javascript:x'"),
        ({**SHOP, "sources.toml": SOURCES.replace("Our", "x" * 1001)}, "sources.toml:1: a source's title"),
        (changed('"handbook"', ", ".join(['"handbook"'] * 21)), "cheap.toml:4: 21 sources, expected at most"),
        ({**SHOP, f"{'a' * 200}.toml": RULE}, ":1: expected shorter names: the id has more than 200"),
        (changed("[params]", "[params"), "cheap.toml:9: expected TOML"),
        (changed("[params]", "x = " + "[" * 2_000 + "]" * 2_000 + "\n[params]"), "nested deeper than 32"),
        (changed("[params]", "x = " + "{a=" * 40 + "1" + "}" * 40 + "\n[params]"), "nested deeper than 32"),
        (changed("[params]", ".".join("a" * 50_000) + " = 1\n[params]"), ":9: a key of more than 32 parts"),
        (changed("[params]", '"a b" . ' * 40 + "c = 1\n[params]"), ":9: a key of more than 32 parts"),
        (changed("[params]", f"x = {'9' * 9_000}\n[params]"), "expected TOML: Exceeds the limit"),
    ],
)
def test_a_wrong_file_is_refused_where_it_is_wrong(
    tmp_path: Path, files: dict[str, str | bytes], expected: str
) -> None:
    assert expected in refusal(tmp_path, files)


@pytest.mark.parametrize("check", sorted(CHECKS.keys() - PACK_CHECKS.keys()))
def test_a_check_that_is_not_for_packs_is_refused_by_name(tmp_path: Path, check: str) -> None:
    said = refusal(tmp_path, params(check, ""))
    assert f"SHOP/amazon/cheap.toml:1: no check '{check}'; the checks are case, contained" in said


@pytest.mark.parametrize(
    ("check", "lines", "name"),
    [
        ("length", "max = 10\nskip = '(a+)+$'", "skip"),
        ("substitution", "patterns = ['(a+)+$']", "patterns"),
        ("missing", "terms = ['a']\nunless = ['(a+)+$']", "unless"),
    ],
)
def test_a_parameter_that_would_run_an_expression_elsewhere_is_refused(
    tmp_path: Path, check: str, lines: str, name: str
) -> None:
    assert f"'{name}' is not for packs, expected some of" in refusal(tmp_path, params(check, lines))


def test_the_parameters_of_packs_are_the_checks_own() -> None:
    for name, check in PACK_CHECKS.items():
        assert set(check.bind.allowed) <= set(CHECKS[name].params.model_fields), name  # type: ignore[attr-defined]


def test_a_check_without_expressions_is_bound_as_ours(tmp_path: Path) -> None:
    rule = RULE.replace('check = "existence"', 'check = "length"').replace('terms = ["激安"]', "max = 12")
    rule = rule.replace("{quote}", "{count}").replace("ノルデック 水筒 ⟦激安⟧", "ノルデック 水筒 500⟦ml⟧")
    pack = loaded(tmp_path, {**SHOP, "amazon/cheap.toml": rule})
    assert [finding.data["count"] for finding in findings(pack, "x" * 13)] == [13]


def test_packs_are_added_after_our_rules_and_change_the_hash(tmp_path: Path) -> None:
    first = load(write(tmp_path / "shop", SHOP))
    second = load(write(tmp_path / "other", {"words.csv": "word\n激安\n"}))
    both = add(NOTHING, [first, second])
    assert [bound.rule.id for bound in both.rules] == ["shop/amazon/cheap", "other/words/forbidden-word"]
    assert both.rule("shop/amazon/cheap") is not None
    assert set(both.sources) == {"shop/handbook", "other/words.csv"}
    assert add(NOTHING, []) is NOTHING
    assert len({both.hash, add(NOTHING, [first]).hash, NOTHING.hash}) == 3


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    first = load(write(tmp_path / "shop", SHOP))
    second = load(write(tmp_path / "more" / "shop", SHOP))
    with pytest.raises(RuleError, match="the name 'shop' is taken"):
        add(NOTHING, [first, second])
    assert (RULES_DIR / "amazon").is_dir()
    ours = add(NOTHING, [load(write(tmp_path / "amazon", {"a.csv": "word\na\n"}))])
    with pytest.raises(RuleError, match="the name 'amazon' is taken"):
        add(ours, [load(write(tmp_path / "x" / "amazon", {"a.csv": "word\na\n"}))])
