"""One listing judged for several platforms: each rule once, and one finding where the platforms disagree."""

from collections import Counter
from datetime import date

import pytest

from agent.annotate import annotate
from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from agent.report import Finding
from agent.wire_parts import Locale

TODAY = date(2026, 11, 22)
GUIDE = "https://www.mercari.com/jp/help/articles/initial-defect/"
NOTICE = (
    "初期不良保証期間:7日(商品到着日より)\n"
    "初期不良の場合は開封後24時間以内にご連絡ください。確認のうえ、交換または返金いたします。\n"
    f"人為的な破損は保証対象外です。\n詳細:{GUIDE}\n\n"
)
LOUD = ("violation", "incomplete", "error")


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def listed(**values: object) -> Listing:
    defaults = {"platform": "amazon", "marketplace": "jp", "page": "edit", "mercari_link": True}
    return Listing.model_validate(defaults | values)


def judged(ruleset: RuleSet, listing: Listing) -> tuple[Finding, ...]:
    return run(ruleset, listing, {}, TODAY).findings


def loud(ruleset: RuleSet, listing: Listing) -> dict[str, Finding]:
    return {finding.rule: finding for finding in judged(ruleset, listing) if finding.outcome in LOUD}


def test_without_other_targets_nothing_is_said_of_another_platform(ruleset: RuleSet) -> None:
    findings = judged(ruleset, listed(title="送料無料 ボトル", description="返品不可"))
    assert {finding.platform for finding in findings} == {None}
    assert not any(f.rule.startswith("conflict/") and f.outcome != "inapplicable" for f in findings)


def test_rules_of_the_other_platform_are_judged_and_say_so(ruleset: RuleSet) -> None:
    listing = listed(also=("mercari",), title="保温ボトル", description="保温ボトルです。返品不可")
    found = loud(ruleset, listing)
    assert found["mercari/return-refusal"].platform == "mercari"
    assert found["mercari/return-refusal"].outcome == "violation"


def test_a_rule_of_both_platforms_is_told_once_as_the_pages_own(ruleset: RuleSet) -> None:
    listing = listed(
        platform="mercari", also=("amazon", "mercari-shops"), title="ﾎﾞﾄﾙ 500ml", gtin="4901234567895"
    )
    findings = judged(ruleset, listing)
    own = [finding for finding in findings if finding.rule == "mercari/half-width-katakana"]
    assert [finding.platform for finding in own] == [None]
    per_place = Counter((finding.rule, finding.target) for finding in findings)
    assert max(per_place.values()) == 1


def test_a_rule_that_does_not_apply_to_the_pages_store_is_judged_for_the_other_platform(
    ruleset: RuleSet,
) -> None:
    """Amazon's US store says nothing of missing Japanese; Mercari does."""
    text = "This bottle keeps your drinks cold for 24 hours and fits in the cup holder of your car."
    listing = listed(marketplace="us", mercari_link=False, description=text)
    assert "language/japanese-missing" not in loud(ruleset, listing)
    other = [f for f in judged(ruleset, listing.model_copy(update={"also": ("mercari",)})) if f.platform]
    assert {finding.platform for finding in other} == {"mercari"}


def test_the_order_of_targets_and_repetition_do_not_matter(ruleset: RuleSet) -> None:
    values: dict[str, object] = {"title": "保温ボトル 送料無料", "description": "返品不可"}
    once = loud(ruleset, listed(also=("mercari",), **values))
    again = loud(ruleset, listed(also=("mercari", "amazon", "mercari"), **values))
    assert once == again


@pytest.mark.parametrize(
    ("locale", "beginning"), [("ja", "メルカリでは："), ("zh", "Mercari："), ("en", "On Mercari: ")]
)
def test_the_message_names_the_other_platform(ruleset: RuleSet, locale: Locale, beginning: str) -> None:
    listing = listed(also=("mercari",), title="保温ボトル 送料無料", description="保温ボトルです。返品不可")
    report = run(ruleset, listing, {}, TODAY)
    messages = {entry.rule: entry.message for entry in annotate(report, ruleset, listing, locale)}
    assert messages["mercari/return-refusal"].startswith(beginning)
    assert not messages["amazon/title-promotional-phrase"].startswith(beginning)


def test_the_guide_that_one_demands_and_the_other_forbids_is_one_finding(ruleset: RuleSet) -> None:
    listing = listed(also=("mercari",), title="保温ボトル", description=f"{NOTICE}電話 03-1234-5678")
    found = [f for f in judged(ruleset, listing) if f.outcome in LOUD and f.target.field == "description"]
    about_the_link = [f for f in found if f.target.quote == GUIDE]
    assert [finding.rule for finding in about_the_link] == ["conflict/initial-defect-notice"]
    assert about_the_link[0].outcome == "violation"
    # The phone number is no part of the conflict.
    assert [f.target.quote for f in found if f.rule == "amazon/copy-contact-details"] == ["03-1234-5678"]


def test_the_same_conflict_is_told_when_the_link_is_left_out(ruleset: RuleSet) -> None:
    listing = listed(
        platform="mercari",
        also=("amazon",),
        title="保温ボトル",
        description=NOTICE.replace(f"詳細:{GUIDE}\n", ""),
    )
    found = loud(ruleset, listing)
    assert found["conflict/initial-defect-notice"].target.start is None
    assert "mercari-link/initial-defect-notice-link" not in found


def test_alone_each_platform_has_its_own_complaint(ruleset: RuleSet) -> None:
    with_link = listed(title="保温ボトル", description=NOTICE)
    assert "amazon/copy-contact-details" in loud(ruleset, with_link)
    without = listed(platform="mercari", title="保温ボトル", description=NOTICE.replace(GUIDE, ""))
    assert "mercari-link/initial-defect-notice-link" in loud(ruleset, without)


def test_a_doubted_conflict_is_as_sure_as_the_fault_it_stands_for(ruleset: RuleSet) -> None:
    """Whether linking applies is not known, but Amazon's ban on links is."""
    listing = listed(also=("mercari",), mercari_link=None, title="保温ボトル", description=NOTICE)
    conflict = loud(ruleset, listing)["conflict/initial-defect-notice"]
    assert (conflict.outcome, conflict.reason) == ("violation", None)
    plain = listing.model_copy(update={"description": "保温ボトルです。"})
    doubted = loud(ruleset, plain)["conflict/initial-defect-notice"]
    assert (doubted.outcome, doubted.reason) == ("incomplete", "program-unknown")


def test_a_title_that_only_amazon_takes_is_a_conflict_and_one_that_none_takes_is_not(
    ruleset: RuleSet,
) -> None:
    fitting = "保温ボトル 500ml"
    for title, rules in (
        (fitting, set()),
        (fitting + " 軽量真空断熱" * 5, {"conflict/title-length"}),
        (fitting + " 軽量真空断熱" * 12, {"mercari/title-too-long", "amazon/title-too-long-japan"}),
    ):
        found = loud(ruleset, listed(also=("mercari",), title=title))
        lengths = {rule for rule in found if "title-too-long" in rule or rule == "conflict/title-length"}
        assert lengths == rules


def test_the_limits_of_the_conflict_are_those_of_the_two_rules(ruleset: RuleSet) -> None:
    conflict, mercari, amazon = (
        ruleset.rule(name)
        for name in ("conflict/title-length", "mercari/title-too-long", "amazon/title-too-long")
    )
    assert conflict is not None
    assert mercari is not None
    assert amazon is not None
    assert conflict.params["limit"] == mercari.params["max"]
    assert conflict.params["other_limit"] == amazon.params["max"]


def test_a_shops_title_has_room_for_amazons(ruleset: RuleSet) -> None:
    title = "保温ボトル 500ml" + " 軽量真空断熱" * 5
    assert "conflict/title-length" not in loud(ruleset, listed(also=("mercari-shops",), title=title))


def test_the_main_image_is_asked_for_opposite_things_once_it_is_known(ruleset: RuleSet) -> None:
    images = [{"slot": "MAIN", "url": "https://a.b/c.jpg"}]
    finding = loud(ruleset, listed(also=("mercari",), images=images))["conflict/main-image-text"]
    assert (finding.target.field, finding.target.index) == ("images", 0)
    assert finding.reason == "image-pending"


def test_two_languages_are_one_finding(ruleset: RuleSet) -> None:
    text = "This bottle keeps your drinks cold for 24 hours and fits in the cup holder of your car."
    listing = listed(marketplace="us", also=("mercari",), title="Acme Vacuum Bottle", description=text)
    found = loud(ruleset, listing)
    languages = {rule for rule in found if "japanese" in rule or "language" in rule}
    assert languages == {"conflict/store-language"}


def test_what_a_conflict_settles_are_rules_that_exist(ruleset: RuleSet) -> None:
    known = {bound.rule.id for bound in ruleset.rules}
    for bound in ruleset.rules:
        if bound.rule.check == "conflict":
            assert set(bound.rule.params.get("settles", {})) <= known, bound.rule.id
