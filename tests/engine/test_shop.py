"""A shop's settings: profiles, choices by rule, and what they add to a listing."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent.bound import BoundRule, RuleSet
from agent.catalogue import load
from agent.context import Context, Offer, Seller
from agent.listing import Listing
from agent.rules.ruleset import RuleError
from agent.shop import Shop, read, require_known_rules, tailor


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def one(ruleset: RuleSet, severity: str, confidence: str, **changes: object) -> RuleSet:
    """A set of one rule of that severity whose only source is of that confidence."""
    bound = next(entry for entry in ruleset.rules if entry.rule.suspicion is None)
    source = next(name for name, source in ruleset.sources.items() if source.confidence == confidence)
    rule = bound.rule.model_copy(update={"severity": severity, "sources": (source,), **changes})
    return replace(ruleset, rules=(BoundRule(rule, bound.judge),))


def severities(ruleset: RuleSet, profile: str) -> list[str]:
    return [bound.rule.severity for bound in tailor(ruleset, Shop(profile=profile)).rules]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (("error", "official"), (["error"], ["error"], ["error"])),
        (("error", "seed"), (["error"], ["error"], ["error"])),
        (("error", "third-party"), (["error"], ["error"], ["warning"])),
        (("warning", "house"), (["warning"], ["warning"], ["info"])),
        (("info", "official"), (["warning"], ["info"], [])),
    ],
)
def test_a_profile_sets_the_severity(
    ruleset: RuleSet, written: tuple[str, str], shown: tuple[list[str], list[str], list[str]]
) -> None:
    rules = one(ruleset, *written)
    assert (severities(rules, "strict"), severities(rules, "balanced"), severities(rules, "lenient")) == shown


def test_preview_rules_speak_only_under_strict(ruleset: RuleSet) -> None:
    rules = one(ruleset, "error", "official", status="preview")
    assert severities(rules, "strict") == ["error"]
    assert severities(rules, "balanced") == severities(rules, "lenient") == []


def test_suspicions_are_silent_under_lenient(ruleset: RuleSet) -> None:
    rules = one(ruleset, "error", "official", suspicion="judgement-needed")
    assert severities(rules, "balanced") == ["error"]
    assert severities(rules, "lenient") == []


def test_a_choice_by_rule_goes_before_the_profile(ruleset: RuleSet) -> None:
    rules = one(ruleset, "info", "official")
    name = rules.rules[0].rule.id
    chosen = tailor(rules, Shop(profile="lenient", rules={name: "error"}))
    assert [bound.rule.severity for bound in chosen.rules] == ["error"]
    assert tailor(rules, Shop(rules={name: "off"})).rules == ()


def test_settings_that_change_a_verdict_change_the_hash(ruleset: RuleSet) -> None:
    rules = one(ruleset, "error", "official")
    name = rules.rules[0].rule.id
    hashes = {
        tailor(rules, shop).hash
        for shop in (Shop(), Shop(profile="strict"), Shop(profile="lenient"), Shop(rules={name: "off"}))
    }
    assert len(hashes) == 4
    assert tailor(rules, Shop()).hash == rules.hash


def test_an_unknown_rule_is_refused_with_file_line_and_the_nearest_name(
    ruleset: RuleSet, tmp_path: Path
) -> None:
    file = tmp_path / "shop.toml"
    file.write_text('profile = "strict"\n[rules]\n"amazon/emojis" = "off"\n', "utf-8")
    with pytest.raises(RuleError) as refusal:
        require_known_rules(read(file), ruleset, file)
    assert str(refusal.value) == f"{file}:3: no rule 'amazon/emojis'; did you mean 'amazon/emoji'?"


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ('profile = "harsh"\n', 1, "profile: Input should be 'strict', 'balanced' or 'lenient'"),
        ('\n[rules]\n"a/b" = "loud"\n', 3, "rules.a/b: Input should be 'error', 'warning', 'info' or 'off'"),
        ("[context.seller]\nshop = 1\n", 2, "context.seller.shop: Extra inputs are not permitted"),
        ("profile = \n", 1, "expected TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, text: str, line: int, expected: str) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(RuleError) as refusal:
        read(file)
    assert str(refusal.value).startswith(f"{file}:{line}: {expected}")


def test_the_shop_fills_in_what_the_listing_does_not_say(tmp_path: Path) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(
        'platforms = ["mercari", "amazon"]\n'
        '[context.seller]\nshop_name = "Acme Store"\nbrand_registered = true\n',
        "utf-8",
    )
    said = Context(seller=Seller(brand_registered=False), offer=Offer(quantity=3))
    listing = Listing(platform="amazon", title="Acme Mug", context=said)
    full = read(file).complete(listing)
    assert full.context.seller == Seller(shop_name="Acme Store", brand_registered=False)
    assert full.context.offer == said.offer
    assert full.also == ("mercari",)
    assert full.title == listing.title
    assert Shop().complete(listing) == listing
