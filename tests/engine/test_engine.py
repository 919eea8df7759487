"""The engine's outcomes: doubt is told from fault, and one rule's failure stays its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from agent.annotate import annotate
from agent.bound import RuleSet
from agent.catalogue import load
from agent.checks.base import Hit, Scene
from agent.engine import run
from agent.listing import TEXT_FIELDS, Listing
from agent.planning import kind_of
from agent.report import Finding
from agent.text.count import utf16_offset

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def outcomes(ruleset: RuleSet, rule: str, listing: Listing, today: date = TODAY) -> list[Finding]:
    return [finding for finding in run(ruleset, listing, {}, today).findings if finding.rule == rule]


def test_an_absent_field_is_not_an_empty_one(ruleset: RuleSet) -> None:
    listing = Listing(platform="amazon", marketplace="us", brand="Acme")
    assert {finding.outcome for finding in run(ruleset, listing, {}, TODAY).findings} <= {
        "inapplicable",
        "pass",
    }


def test_rules_of_another_platform_are_left_out(ruleset: RuleSet) -> None:
    listing = Listing(platform="mercari", marketplace="jp", title="a")
    rules = {finding.rule for finding in run(ruleset, listing, {}, TODAY).findings}
    assert rules
    assert not any(rule.startswith("amazon/") for rule in rules)


def test_a_rule_speaks_only_from_its_first_day_on(ruleset: RuleSet) -> None:
    listing = Listing(platform="amazon", marketplace="us", title="Acme " + "cup " * 25)
    before = run(ruleset, listing, {}, date(2026, 7, 26)).findings
    after = run(ruleset, listing, {}, date(2026, 7, 27)).findings
    begun = {finding.rule for finding in after} - {finding.rule for finding in before}
    assert any(
        bound.rule.valid_from == date(2026, 7, 27) for bound in ruleset.rules if bound.rule.id in begun
    )


def test_a_violation_in_an_unknown_store_is_only_suspected(ruleset: RuleSet) -> None:
    listing = Listing(platform="amazon", title="Acme " + "x" * 80)
    found = [f for f in run(ruleset, listing, {}, TODAY).findings if f.reason == "marketplace-unknown"]
    assert found
    assert {finding.outcome for finding in found} == {"incomplete"}


def test_a_rule_of_a_programme_is_doubtful_until_somebody_says_so(ruleset: RuleSet) -> None:
    def verdicts(*, linked: bool | None) -> set[str]:
        listing = Listing(platform="mercari", marketplace="jp", description="箱なし。", mercari_link=linked)
        return {f.outcome for f in outcomes(ruleset, "mercari-link/initial-defect-notice-missing", listing)}

    assert verdicts(linked=None) == {"incomplete"}
    assert verdicts(linked=True) == {"violation"}
    assert verdicts(linked=False) == {"inapplicable"}


def test_a_fault_that_has_passed_is_not_told_again(ruleset: RuleSet) -> None:
    place = next(
        n for n, bound in enumerate(ruleset.rules) if bound.rule.id == "amazon/title-word-repetition"
    )
    bound = ruleset.rules[place]
    faults = iter([OSError("too many open files")])

    def judge(scene: Scene) -> Iterator[Hit]:
        for fault in faults:
            raise fault
        return bound.judge(scene)

    rules = [*ruleset.rules[:place], replace(bound, judge=judge), *ruleset.rules[place + 1 :]]
    listing = Listing(platform="amazon", marketplace="us", title="Acme cup cup cup cup")
    shaken = replace(ruleset, rules=tuple(rules))
    said = [outcomes(shaken, bound.rule.id, listing)[0].outcome for _ in range(2)]
    assert said == ["error", "violation"]


def test_what_holds_many_findings_is_not_remembered(ruleset: RuleSet) -> None:
    fresh = replace(ruleset)
    kept = []
    for title in ("Acme cup", "free shipping " * 60, "Acme cup 2"):
        listing = Listing(platform="amazon", marketplace="us", title=title)
        run(fresh, listing, {}, TODAY)
        kept.append(sum(len(group.answers) for group in fresh.steps(kind_of(listing), TODAY).groups))
    assert kept == [1, 1, 2]


def test_one_failing_rule_is_an_error_of_its_own_and_the_rest_is_judged(ruleset: RuleSet) -> None:
    def failing(_scene: Scene) -> Iterator[Hit]:
        raise RuntimeError

    listing = Listing(platform="amazon", marketplace="jp", title="送料無料 カップ")
    first, *others = [bound for bound in ruleset.rules if "title" in bound.rule.fields]
    broken = RuleSet((replace(first, judge=failing), *others), ruleset.sources, ruleset.hash)
    findings = run(broken, listing, {}, TODAY).findings
    assert {f.outcome for f in findings if f.rule == first.rule.id} <= {"error", "inapplicable"}
    assert any(finding.outcome == "violation" for finding in findings)


def test_the_phase_says_whether_an_image_is_still_to_be_measured(ruleset: RuleSet) -> None:
    bare = Listing(platform="amazon", title="a")
    pictured = Listing.model_validate(
        {"platform": "amazon", "images": [{"slot": "MAIN", "url": "https://a.b/c"}]}
    )
    assert run(ruleset, bare, {}, TODAY).phase == "read"
    assert run(ruleset, pictured, {}, TODAY).phase == "text"


def test_nobody_waits_for_an_image_that_cannot_be_had(ruleset: RuleSet) -> None:
    image = {"slot": "MAIN", "url": "https://a.b/c", "unavailable": True}
    report = run(ruleset, Listing.model_validate({"platform": "amazon", "images": [image]}), {}, TODAY)
    assert report.phase == "read"
    reasons = {finding.reason for finding in report.findings if finding.outcome == "incomplete"}
    assert reasons == {"image-unavailable"}


TORTURE = st.text(
    alphabet=st.sampled_from("ab 送料無料！★😀𠮷ﾊﾞ㈱é\u0301\u200b\n\r\u202eＡ限定最安値電返品不可#$<b>%&{}"),
    max_size=300,
)


@settings(max_examples=150, deadline=None)
@given(
    platform=st.sampled_from(["amazon", "mercari", "mercari-shops"]),
    texts=st.dictionaries(
        st.sampled_from([f for f in TEXT_FIELDS if f not in ("bullets", "messages")]), TORTURE, max_size=6
    ),
    bullets=st.lists(TORTURE, max_size=6),
)
def test_spans_quote_the_text_in_both_counts(
    ruleset: RuleSet, platform: str, texts: dict[str, str], bullets: list[str]
) -> None:
    """D04: offsets lie inside the text; slices equal the quote in Python and in UTF-16."""
    listing = Listing.model_validate({"platform": platform, "marketplace": "jp", "bullets": bullets, **texts})
    report = run(ruleset, listing, {}, TODAY)
    assert not [finding for finding in report.findings if finding.outcome == "error"]
    for annotation in annotate(report, ruleset, listing, "ja"):
        for target in [annotation.target, *([annotation.fix.target] if annotation.fix else [])]:
            if target.field is None or target.field == "images" or target.start is None or target.end is None:
                continue
            passages = listing.passages(target.field) or ()
            text = next(passage.text for passage in passages if passage.index == target.index)
            units = text.encode("utf-16-le", "surrogatepass")
            quoted = units[2 * target.start : 2 * target.end].decode("utf-16-le")
            assert quoted == target.quote
            assert target.end <= utf16_offset(text, len(text))


def test_the_same_listing_gives_the_same_ids_in_every_language(ruleset: RuleSet) -> None:
    listing = Listing(platform="amazon", marketplace="jp", title="送料無料 送料無料 カップ")
    report = run(ruleset, listing, {}, TODAY)
    ids = [
        [entry.id for entry in annotate(report, ruleset, listing, locale)] for locale in ("zh", "ja", "en")
    ]
    assert ids[0] == ids[1] == ids[2]
    assert len(set(ids[0])) == len(ids[0])
