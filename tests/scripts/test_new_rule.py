"""A new rule's file: every key in its order, refused until it is filled in, and a rule after that."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.catalogue import load
from agent.checks import CHECKS
from agent.packs import loading
from agent.packs.checks import PACK_CHECKS
from agent.rules.rule import Applies, Rule
from agent.rules.ruleset import RuleError
from scripts import new_rule
from scripts.new_rule import FILL, NameRefusedError, scaffold

SOURCES = '[handbook]\ntitle = "Handbook"\nconfidence = "house"\nseen = 2026-11-22\n'
CASES = {
    "existence": ("# terms = []", 'terms = ["激安"]', "水筒 ⟦激安⟧"),
    "substitution": ("# swap = {}", 'swap = { "ボツトル" = "ボトル" }', "⟦ボツトル⟧"),
    "length": ("# max = 0", "max = 6", "ボトル 50⟦0ml⟧"),
    "repetition": ("# max = 2", "max = 1", "bottle ⟦bottle⟧"),
    "occurrence": ("# patterns = []", "patterns = ['!']\nmax = 1", "水筒!⟦！⟧"),
}


def filled(text: str, check: str) -> str:
    """What a person makes of the scaffold."""
    parameter, given, wrong = CASES[check]
    assert parameter in text
    text = text.replace(parameter, given).replace(f'sources = ["{FILL}"]', 'sources = ["handbook"]')
    text = re.sub(r'^(ja|zh|en) = ""$', r'\1 = "words"', text, flags=re.MULTILINE)
    fails, passes = text.split("[[pass]]", 1)
    return f"{fails.replace(FILL, wrong)}[[pass]]{passes.replace(FILL, '水筒')}"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    def call(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["new_rule.py", *words])
        return new_rule.main()

    return call


@pytest.mark.parametrize("check", CASES)
def test_filled_in_it_is_a_rule_of_ours(tmp_path: Path, check: str) -> None:
    (tmp_path / "amazon").mkdir()
    (tmp_path / "sources.toml").write_text(SOURCES, "utf-8")
    path = tmp_path / "amazon" / "price-in-title.toml"
    path.write_text(scaffold("amazon/price-in-title", check, pack=False), "utf-8")
    with pytest.raises(RuleError, match=r"price-in-title\.toml:\d+: sources\.0: .* \(\d+ more\)"):
        load(tmp_path)
    path.write_text(filled(path.read_text("utf-8"), check), "utf-8")
    (bound,) = load(tmp_path).rules
    assert (bound.rule.id, bound.rule.applies.platforms) == ("amazon/price-in-title", ("amazon",))
    assert (len(bound.rule.fail), len(bound.rule.passes)) == (2, 2)


@pytest.mark.parametrize("check", CASES)
def test_filled_in_it_is_a_rule_of_a_pack_which_gets_its_sources(
    tmp_path: Path, check: str, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    shop = tmp_path / "shop"
    assert run("price-in-title", "--check", check, "--dir", str(shop)) == 0
    path = shop / "price-in-title.toml"
    assert capsys.readouterr().out.splitlines() == [
        f"wrote {path}; fill in what is empty",
        f"wrote {shop / 'sources.toml'}",
    ]
    path.write_text(filled(path.read_text("utf-8"), check), "utf-8")
    assert [bound.rule.id for bound in loading.load(shop).ruleset.rules] == ["shop/price-in-title"]
    assert run("price-in-title", "--check", check, "--dir", str(shop)) == 2
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_every_check_has_a_scaffold_with_every_key_in_its_order(check: str) -> None:
    text = scaffold("mercari-link/notice-missing", check, pack=False)
    head = [line.lstrip("# ") for line in text.splitlines()]
    keys = [match[1] for line in head if (match := re.match(r"(?:\[+)?([a-z_]+)(?:\]+| =)", line))]
    wanted = ["check", "fields", "context", "severity", "status", "suspicion", "valid_from", "valid_to"]
    wanted += ["consequence", "sources", "params", "applies", *Applies.model_fields]
    wanted += ["title", "message", "help", "fix", "fail", "pass"]
    assert [key for key in dict.fromkeys(keys) if key in wanted] == [key for key in wanted if key in keys]
    assert set(wanted) >= set(Rule.model_fields) - {"id", "passes"}
    assert set(wanted) <= set(keys)
    assert tomllib.loads(text)["check"] == check
    assert tomllib.loads(text)["applies"]["platforms"] == ["mercari"]
    assert set(CHECKS[check].params.model_fields) <= set(keys)


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_what_is_commented_out_is_toml_too(check: str) -> None:
    text = scaffold("amazon/price-in-title", check, pack=False)
    for line in text.splitlines():
        if re.match(r"# [a-z_]+ = ", line):
            assert tomllib.loads(line[2:])


@pytest.mark.parametrize("check", sorted(PACK_CHECKS))
def test_the_scaffold_of_a_pack_has_no_parameter_that_packs_may_not_give(check: str) -> None:
    text = scaffold("price", check, pack=True)
    assert re.search(r"^# (skip|headings|unless|transform) = ", text, re.MULTILINE) is None


@pytest.mark.parametrize(
    ("name", "check", "expected"),
    [
        ("price", "existence", "'price', expected SCOPE/NAME with a scope of amazon, "),
        ("ebay/price", "existence", "expected SCOPE/NAME with a scope of"),
        ("amazon/more/price", "existence", "expected SCOPE/NAME"),
        ("lexicon/price", "existence", "expected SCOPE/NAME"),
        ("amazon/Price", "existence", "expected a-z, 0-9 and hyphens"),
        ("amazon/price_in_title", "existence", "expected a-z, 0-9 and hyphens"),
        ("amazon/../price", "existence", "expected a-z, 0-9 and hyphens"),
        ("/etc/price", "existence", "expected a-z, 0-9 and hyphens"),
        ("amazon/", "existence", "expected a-z, 0-9 and hyphens"),
        ("amazon/no-price", "existence", "'no-price', expected the fault and not what is done about it"),
        ("amazon/remove-price", "existence", "expected the fault"),
        ("amazon/price-check", "existence", "expected the fault"),
        ("amazon/price-in-title", "exists", "no check 'exists', expected one of branch, "),
    ],
)
def test_a_bad_name_is_refused(name: str, check: str, expected: str) -> None:
    with pytest.raises(NameRefusedError, match=re.escape(expected)):
        scaffold(name, check, pack=False)


def test_a_refusal_writes_nothing(
    tmp_path: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("no-price", "--check", "existence", "--dir", str(tmp_path / "shop")) == 2
    assert run("price", "--check", "conditional", "--dir", str(tmp_path / "shop")) == 2
    assert "no check 'conditional', expected one of case, contained" in capsys.readouterr().err
    assert not (tmp_path / "shop").exists()
