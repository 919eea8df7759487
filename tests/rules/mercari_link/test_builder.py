"""The notice builder: its fixes satisfy the rules, are made once, and leave the seller's words alone."""

from datetime import date
from itertools import product
from typing import get_args

import pytest
from hypothesis import given, settings, strategies as st

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from agent.mending import LIMITS, Part, mend
from agent.notice import Handling, Terms, build
from agent.proving import apply
from agent.report import Finding
from tests.rules.mercari_link.wordings import PERIODS, UNNAMED

TODAY = date(2026, 11, 22)
PREFIX = "mercari-link/initial-defect-notice-"
LINK = "https://www.mercari.com/jp/help/articles/initial-defect/"
COND = "開封後24時間以内にご連絡ください。"
HANDLE = "交換または返金いたします。"
EXCL = "人為的な破損は保証対象外です。"
PLAIN = "真空断熱の保温ボトルです。容量は500mlです。\n\n箱に小さなへこみがあります。"

HANDLINGS: tuple[Handling, ...] = get_args(Handling)

DEFECTIVE = [
    "",
    PLAIN,
    f"初期不良保証期間:7日\n\n{PLAIN}",
    f"初期不良保証期間:〇〇日\n\n{PLAIN}",
    f"【初期不良保証】\n{PLAIN}",
    f"初期不良対応いたします。\n{HANDLE}\n\n{PLAIN}",
    f"到着後３日以内の初期不良は交換いたします。\n{PLAIN}",
    f"初期不良保証期間:7日\n開封後48時間以内にご連絡ください。\n{HANDLE}\n\n{PLAIN}",
    f"初期不良保証期間:7日\n開封後すぐにご確認ください。\n{LINK}\n\n{PLAIN}",
    f"初期不良保証期間:7日\n{COND}交換・返金はできません。\n\n{PLAIN}",
    f"初期不良保証期間:7日\n{COND}{HANDLE}人為的な破損は返品不可です。\n\n{PLAIN}",
    f"{PLAIN}\n" + "飾り" * 120 + f"\n初期不良保証期間:10日\n{COND}{HANDLE}{EXCL}{LINK}",
    f"<p>保温ボトル</p><div style='display:none'>初期不良保証期間:7日 {COND}{HANDLE}{EXCL}{LINK}</div>",
    f"<p>初期不良保証期間:7日</p>\n<p>{PLAIN}</p>",
    f"初期不良保証期間:7日\r\n{PLAIN}".replace("\n", "\r\n").replace("\r\r", "\r"),
    "お届けから7日間の動作保証が付きます。",
    *(f"{sentence}\n{PLAIN}" for sentence in (*PERIODS[::7], *UNNAMED[::2])),
]


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def listed(description: str, platform: str = "mercari") -> Listing:
    return Listing.model_validate(
        {
            "platform": platform,
            "marketplace": "jp",
            "page": "edit",
            "mercari_link": True,
            "title": "保温ボトル 500ml",
            "description": description,
        }
    )


def faults(ruleset: RuleSet, listing: Listing) -> list[Finding]:
    return [
        finding
        for finding in run(ruleset, listing, {}, TODAY).findings
        if finding.outcome in ("violation", "incomplete", "error") and finding.rule.startswith(PREFIX)
    ]


def mended(ruleset: RuleSet, listing: Listing, limit: int = 12) -> Listing:
    """The listing after each of its fixes was accepted, one at a time."""
    for _ in range(limit):
        fix = next((finding.fix for finding in faults(ruleset, listing) if finding.fix), None)
        if fix is None:
            return listing
        listing = listing.model_copy(update={"description": apply(listing, fix)})
    pytest.fail(f"still mending: {listing.description}")


@pytest.mark.parametrize("platform", ["mercari", "mercari-shops"])
@pytest.mark.parametrize("description", DEFECTIVE)
def test_one_fix_after_another_ends_in_a_right_notice(
    ruleset: RuleSet, description: str, platform: str
) -> None:
    after = mended(ruleset, listed(description, platform))
    assert faults(ruleset, after) == []


@pytest.mark.parametrize("description", DEFECTIVE)
def test_all_fixes_of_one_report_can_be_applied_together(ruleset: RuleSet, description: str) -> None:
    listing = listed(description)
    fixes = [finding.fix for finding in faults(ruleset, listing) if finding.fix]
    assert fixes
    done: list[tuple[int, int]] = []
    for fix in sorted(fixes, key=lambda fix: -(fix.target.start or 0)):
        place = (fix.target.start or 0, fix.target.end or 0)
        if place[0] == place[1] or place not in done:  # two rules may ask for the same replacement
            listing = listing.model_copy(update={"description": apply(listing, fix)})
        done.append(place)
    assert faults(ruleset, listing) == []


@pytest.mark.parametrize("description", DEFECTIVE)
def test_fixes_change_nothing_but_their_own_words(ruleset: RuleSet, description: str) -> None:
    listing = listed(description)
    for finding in faults(ruleset, listing):
        fix = finding.fix
        if fix is None:
            continue
        text = apply(listing, fix)
        start, end = fix.target.start or 0, fix.target.end or 0
        assert text[:start] == description[:start]
        assert text[start + len(fix.text) :] == description[end:]
        if finding.rule.removeprefix(PREFIX) in ("missing", "position", "link", "period-missing"):
            assert start == end


@pytest.mark.parametrize(
    "terms",
    [
        Terms(days, 24, handling, exclusions)
        for days, handling, exclusions in product((7, 14, 30), HANDLINGS, ((), ("落下", "水濡れ", "改造")))
    ],
)
@pytest.mark.parametrize("platform", ["mercari", "mercari-shops", "amazon"])
def test_a_built_notice_breaks_no_rule_of_any_platform(ruleset: RuleSet, platform: str, terms: Terms) -> None:
    """That Amazon wants neither link nor contact is what ``conflict/initial-defect-notice`` speaks of."""

    def said(description: str) -> set[str]:
        findings = run(ruleset, listed(description, platform), {}, TODAY).findings
        return {f.rule for f in findings if f.outcome in ("violation", "incomplete", "error")}

    before = said(PLAIN)
    after = said(f"{build(terms)}\n\n{PLAIN}")
    known = {"amazon/copy-contact-details", "amazon/copy-contact-invitation"}
    assert after - before <= (known if platform == "amazon" else set())
    assert not {rule for rule in after if rule.startswith(PREFIX)}


def test_the_notice_is_written_only_where_there_is_room(ruleset: RuleSet) -> None:
    room = len(build()) + 2
    for platform, limit in LIMITS.items():
        fitting = listed("容" * (limit - room), platform)
        assert len(mended(ruleset, fitting).description or "") == limit
        over = listed("容" * (limit - room + 1), platform)
        assert mended(ruleset, over) == over


@pytest.mark.parametrize(
    ("platform", "rule"),
    [("mercari", "mercari/description-too-long"), ("mercari-shops", "mercari/shops-description-too-long")],
)
def test_the_room_is_what_the_length_rule_allows(ruleset: RuleSet, platform: str, rule: str) -> None:
    found = ruleset.rule(rule)
    assert found is not None
    assert found.params["max"] == LIMITS[platform]


def test_a_hidden_notice_is_shown_with_its_own_period(ruleset: RuleSet) -> None:
    hidden = "<p>保温ボトル</p><p hidden>初期不良保証期間:14日</p>"
    after = mended(ruleset, listed(hidden))
    assert (after.description or "").startswith("初期不良保証期間:14日(商品到着日より)<br>\n")
    assert faults(ruleset, after) == []


def test_what_is_there_is_not_written_again() -> None:
    notice = build()
    assert mend(notice, "whole", (0, 0), "mercari") is None
    parts: tuple[Part, ...] = ("period", "condition", "handling", "exclusion", "link")
    for part in parts:
        assert mend(notice, part, (0, 12), "mercari") is None


def test_clauses_are_written_in_their_order(ruleset: RuleSet) -> None:
    after = mended(ruleset, listed(f"初期不良保証期間:7日\n{EXCL}\n\n{PLAIN}"))
    assert (after.description or "").startswith(
        "初期不良保証期間:7日\n初期不良の場合は開封後24時間以内にご連絡ください。\n確認のうえ、交換または返金いたします。\n"
        f"{EXCL}\n詳細:{LINK}\n\n"
    )


SELLERS_WORDS = st.lists(
    st.sampled_from(
        [*PERIODS, *UNNAMED, COND, HANDLE, EXCL, LINK, "〇〇日", "返品", "\n", "\n\n", "<br>", "。", "𠮷"]
    ),
    max_size=8,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(description=SELLERS_WORDS)
def test_mending_ends_whatever_the_seller_wrote(ruleset: RuleSet, description: str) -> None:
    after = mended(ruleset, listed(description, "mercari-shops"))
    assert mended(ruleset, after) == after
