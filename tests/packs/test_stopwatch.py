"""D11: a user's rule that takes too long ends as its own error; every other rule has its verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.bound import BoundRule, RuleSet
from agent.checks.base import Hit, Scene
from agent.engine import run
from agent.listing import Listing
from agent.packs import limits, stopwatch
from agent.packs.stopwatch import held
from agent.report import Target
from tests.packs.packs import NOTHING, RULE, SOURCES, TODAY, loaded

LISTING = Listing(platform="amazon", title="水筒", description="保温")


@dataclass
class Processor:
    """Processor time that passes when told to."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def ruleset(tmp_path: Path, clock: Processor, seconds: list[float]) -> RuleSet:
    """Rules of a pack that take so many seconds each, asking the stopwatch every tenth of one."""
    (bound,) = loaded(tmp_path, {"sources.toml": SOURCES, "x.toml": RULE}).ruleset.rules

    def rule(number: int, cost: float) -> BoundRule:
        def judge(_scene: Scene) -> Iterator[Hit]:
            for _ in range(round(cost * 10)):
                clock.now += 0.1
                stopwatch.check()
            yield Hit(Target("title"), {"quote": ""})

        return BoundRule(bound.rule.model_copy(update={"id": f"shop/rule-{number}"}), held(judge, clock))

    return RuleSet(tuple(rule(*pair) for pair in enumerate(seconds)), {}, NOTHING.hash)


def outcomes(rules: RuleSet, listing: Listing = LISTING) -> list[str]:
    return [
        str(finding.data.get("exception", finding.outcome))
        for finding in run(rules, listing, {}, TODAY).findings
    ]


def test_d11_a_rule_that_burns_ten_seconds_is_cut_and_the_others_complete(tmp_path: Path) -> None:
    clock = Processor()
    assert outcomes(ruleset(tmp_path, clock, [0.2, 10, 0.2])) == [
        "violation",
        "RuleTimedOutError",
        "violation",
    ]
    assert clock.now < 100 + 0.2 + limits.RULE_SECONDS + 0.2 + 0.3


def test_d11_many_slow_rules_share_the_time_of_one_listing(tmp_path: Path) -> None:
    clock = Processor()
    rules = ruleset(tmp_path, clock, [0.9] * 10)
    assert outcomes(rules) == ["violation"] * 4 + ["RuleTimedOutError"] * 6
    assert clock.now < 100 + limits.PACK_SECONDS + 0.3


def test_the_time_begins_anew_with_every_listing_and_every_judgement_of_one(tmp_path: Path) -> None:
    rules = ruleset(tmp_path, Processor(), [0.9] * 3)
    for _ in range(3):
        assert outcomes(rules) == ["violation"] * 3
    assert outcomes(rules, LISTING.model_copy(update={"title": "ボトル"})) == ["violation"] * 3


def test_the_copies_of_a_listing_for_several_platforms_share_the_time(tmp_path: Path) -> None:
    rules = ruleset(tmp_path, Processor(), [0.9] * 3)
    found: list[str] = []
    for platform in ("amazon", "mercari"):
        scene = Scene(LISTING.model_copy(update={"platform": platform}), {}, ("title",))
        for bound in rules.rules:
            try:
                found += [hit.outcome for hit in bound.judge(scene)]
            except stopwatch.RuleTimedOutError:
                found.append("cut")
    assert found == ["violation"] * 4 + ["cut"] * 2


def test_outside_a_rule_nothing_is_held_to_a_time(tmp_path: Path) -> None:
    clock = Processor()
    outcomes(ruleset(tmp_path, clock, [0.2]))
    clock.now += 1_000
    stopwatch.check()


def test_d11_expressions_and_words_of_packs_are_held_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = RULE.replace('terms = ["激安"]', "patterns = ['激.', 'a']")
    files: dict[str, str | bytes] = {
        "sources.toml": SOURCES,
        "x.toml": rule,
        "terms.yml": "rules: [{expected: b, pattern: /a|c/}, {expected: d, pattern: /(e)/}]",
        "Style/X.yml": "extends: existence\nmessage: x\ntokens: [f]",
    }
    pack = loaded(tmp_path, files)
    monkeypatch.setattr(limits, "RULE_SECONDS", -1.0)
    found = run(pack.ruleset, Listing(platform="amazon", title="激安 a c e f"), {}, TODAY).findings
    assert {finding.rule: finding.data.get("exception") for finding in found} == dict.fromkeys(
        ("shop/x", "shop/terms/wrong-form", "shop/style/x"), "RuleTimedOutError"
    )
