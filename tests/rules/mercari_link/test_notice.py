"""Notices as sellers word them, whole and in part: which of the rules speak, and which stay silent."""

from datetime import date

import pytest

from agent.bound import RuleSet
from agent.catalogue import load
from agent.engine import run
from agent.listing import Listing
from tests.rules.mercari_link.wordings import (
    CONDITIONS,
    EXCLUSIONS,
    HANDLINGS,
    NO_CONDITIONS,
    NO_EXCLUSIONS,
    NO_HANDLINGS,
    NO_NOTICES,
    PERIODS,
    UNNAMED,
)

TODAY = date(2026, 11, 22)
PREFIX = "mercari-link/initial-defect-notice-"
SPEAKERS = (PREFIX, "mercari-link/notice-contradiction", "mercari/return-refusal")
"""Other rules may say more about these short texts; here only the notice matters."""
LINK = "https://www.mercari.com/jp/help/articles/initial-defect/"
COND = "開封後24時間以内にご連絡ください。"
HANDLE = "交換または返金いたします。"
EXCL = "人為的な破損は保証対象外です。"
REST = COND + HANDLE + EXCL + LINK

COMPLETE = [
    f"初期不良保証期間:7日\n{REST}",
    f"初期不良保証期間：７日間\n{REST}",
    f"初期不良保障期間：７日\n{REST}",
    f"【初期不良保証期間】商品到着後7日間\n{REST}",
    f"【初期不良保証期間】\n商品到着後7日以内\n{REST}",
    f"■初期不良保証期間は10日です。{REST}",
    f"初期不良保証 7日間。{REST}",
    f"初期不良補償期間30日\n{REST}",
    f"到着後7日間の初期不良対応をいたします。{REST}",
    f"初期不良は商品到着後7日以内にご連絡ください。{REST}",
    f"初期不良の場合は、到着後七日以内にお知らせください。{REST}",
    f"商品到着から1週間以内の初期不良に対応します。{REST}",
    f"初期不良につきましては、お受け取り後一週間以内に承ります。{REST}",
    f"保証期間:7日(初期不良に限ります)\n{REST}",
    f"初期不良保証あり。商品到着後10日以内にお知らせください。{REST}",
    f"初期不具合の保証期間:14日\n{REST}",
    f"7日間初期不良保証付きです。{REST}",
    f"初期不良保証期間:1ヶ月\n{REST}",
    f"初期不良保証期間:7日\n開封から24時間以内に動作をご確認ください。{HANDLE}{EXCL}{LINK}",
    f"初期不良保証期間:7日\n２４時間以内に開封のうえ動作確認をお願いします。{HANDLE}{EXCL}{LINK}",
    f"初期不良保証期間:7日\n開封して24時間以内にメッセージをお願いします。{HANDLE}{EXCL}{LINK}",
    f"初期不良保証期間:7日\n開梱後24h以内にご報告ください。{HANDLE}{EXCL}{LINK}",
    f"初期不良保証期間:7日\n{COND}良品とお取り替えします。{EXCL}{LINK}",
    f"初期不良保証期間:7日\n{COND}不良時は代替品をお送りします。{EXCL}{LINK}",
    f"初期不良保証期間:7日\n{COND}全額返金で対応します。{EXCL}{LINK}",
    f"初期不良保証期間:7日\n{COND}{HANDLE}お客様の過失による故障、水濡れは除きます。{LINK}",
    f"初期不良保証期間:7日\n{COND}{HANDLE}落下や分解による不具合は保証いたしかねます。{LINK}",
    f"初期不良保証期間:7日\n{COND}{HANDLE}\n【保証対象外】\n・誤使用による破損\n・改造\n{LINK}",
    f"初期不良保証期間:7日\n{COND}{HANDLE}ご使用後の傷や汚れなど、お客様による破損は対象となりません。{LINK}",
    f"初期不良保証期間:7日\n{COND}{HANDLE}{EXCL}\nお客様都合による返品はお受けできません。\n{LINK}",
]

MISSING = [
    "",
    "保温ボトルです。24時間以内に発送します。",
    "新品です。初期不良はありません。",
    "初期不良対応はいたしません。",
    "初期不良保証はございません。メーカー保証は1年です。",
    "初期不良の返品・交換はお受けできません。",
    "メーカーで初期不良により交換された新品です。",
    "保証書付き。お届けまで7日ほどかかります。",
]

PARTIAL = [
    (f"初期不良保証期間:〇〇日\n{REST}", {"period-unfilled"}),
    (f"初期不良保証期間：○○日間\n{REST}", {"period-unfilled"}),
    (f"初期不良保証期間:◯日\n{REST}", {"period-unfilled"}),
    (f"初期不良保証期間:XX日\n{REST}", {"period-unfilled"}),
    (f"到着後〇〇日間の初期不良対応。{REST}", {"period-unfilled"}),
    (f"初期不良保証付きです。{REST}", {"period-missing"}),
    (f"初期不良対応いたします。2〜3日で発送します。{REST}", {"period-missing"}),
    (f"初期不良は{REST}", {"period-missing"}),
    (f"初期不良保証期間:3日\n{REST}", {"period-short"}),
    (f"到着後５日以内の初期不良はご連絡ください。{REST}", {"period-short"}),
    (f"初期不良は到着後三日以内にご連絡ください。{REST}", {"period-short"}),
    (f"初期不良保証期間:7日\n24時間以内に発送します。{HANDLE}{EXCL}{LINK}", {"condition"}),
    (f"初期不良保証期間:7日\n開封後すぐにご確認ください。{HANDLE}{EXCL}{LINK}", {"condition"}),
    (f"初期不良保証期間:7日\n初期不良は到着後3日以内にご連絡ください。{REST}", {"periods-differ"}),
    (f"初期不良保証期間:7日\n{REST}\n開封後3日以内に動作確認をお願いします。", {"periods-differ"}),
    (f"初期不良保証期間:7日\n{REST}\n到着後24時間以内にご連絡ください。", {"periods-differ"}),
    (f"初期不良保証期間:7日\n48時間以内にご連絡ください。{HANDLE}{EXCL}{LINK}", {"condition"}),
    (f"初期不良保証期間:7日\nご購入後24時間以内に発送のご連絡をします。{HANDLE}{EXCL}{LINK}", {"condition"}),
    (f"初期不良保証期間:7日\n{COND}{EXCL}{LINK}", {"handling"}),
    (f"初期不良保証期間:7日\n{COND}交換用パッキン付き。{EXCL}{LINK}", {"handling"}),
    (f"初期不良保証期間:7日\n{COND}交換・返金はいたしかねます。{EXCL}{LINK}", {"handling"}),
    (f"初期不良保証期間:7日\n{COND}{HANDLE}{LINK}", {"exclusion"}),
    (f"初期不良保証期間:7日\n{COND}{HANDLE}落下に強い設計です。{LINK}", {"exclusion"}),
    (
        f"初期不良保証期間:7日\n{COND}{HANDLE}人為的な破損は返品不可です。{LINK}",
        {"exclusion", "exclusion-as-refusal"},
    ),
    (f"初期不良保証期間:7日\n{COND}{HANDLE}{EXCL}", {"link"}),
    (f"初期不良保証期間:7日\n{COND}{HANDLE}{EXCL}https://www.mercari.com/jp/help/", {"link"}),
    ("初期不良保証期間:7日", {"condition", "handling", "exclusion", "link"}),
    ("初期不良保証期間:〇〇日", {"period-unfilled", "condition", "handling", "exclusion", "link"}),
    ("品名\n色\n大きさ\n" + "飾" * 200 + f"\n初期不良保証期間:7日\n{REST}", {"position"}),
]

CONTRADICTIONS = [
    f"初期不良保証期間:7日\n{REST}\nノークレーム・ノーリターンでお願いします。",
    f"初期不良保証期間:7日\n{REST}\n商品の性質上、返品不可とさせていただきます。",
    f"ＮＣＮＲでお願いします。\n初期不良保証期間:7日\n{REST}",
    f"初期不良保証期間:7日\n{REST}\n返品は一切お受けできません。",
]


@pytest.fixture(scope="module")
def ruleset() -> RuleSet:
    return load()


def _loud(ruleset: RuleSet, description: str, title: str = "保温ボトル 500ml") -> set[str]:
    listing = Listing(
        platform="mercari", page="edit", mercari_link=True, title=title, description=description
    )
    return {
        finding.rule
        for finding in run(ruleset, listing, {}, TODAY).findings
        if finding.outcome in ("violation", "incomplete", "error") and finding.rule.startswith(SPEAKERS)
    }


def _faults(ruleset: RuleSet, description: str) -> set[str]:
    return {rule.removeprefix(PREFIX) for rule in _loud(ruleset, description)}


@pytest.mark.parametrize("description", COMPLETE)
def test_a_complete_notice_raises_nothing_however_it_is_worded(ruleset: RuleSet, description: str) -> None:
    assert _faults(ruleset, description) == set()


@pytest.mark.parametrize("description", MISSING)
def test_a_text_without_a_notice_is_missing_it_and_nothing_else(ruleset: RuleSet, description: str) -> None:
    found = _loud(ruleset, description)
    assert {rule for rule in found if rule.startswith("mercari-link/")} == {f"{PREFIX}missing"}


@pytest.mark.parametrize(("description", "faults"), PARTIAL)
def test_each_missing_part_of_a_notice_is_named(ruleset: RuleSet, description: str, faults: set[str]) -> None:
    assert _faults(ruleset, description) == faults


@pytest.mark.parametrize("description", CONTRADICTIONS)
def test_terms_that_take_the_guarantee_back_contradict_it(ruleset: RuleSet, description: str) -> None:
    assert _loud(ruleset, description) == {"mercari-link/notice-contradiction", "mercari/return-refusal"}


@pytest.mark.parametrize("announced", PERIODS)
def test_a_period_is_understood_however_it_is_worded(ruleset: RuleSet, announced: str) -> None:
    assert _faults(ruleset, f"{announced}\n{REST}") == set()


@pytest.mark.parametrize("said", CONDITIONS)
def test_a_condition_is_understood_however_it_is_worded(ruleset: RuleSet, said: str) -> None:
    assert _faults(ruleset, f"初期不良保証期間:7日\n{said}{HANDLE}{EXCL}{LINK}") == set()


@pytest.mark.parametrize("said", NO_CONDITIONS)
def test_another_time_limit_is_no_condition(ruleset: RuleSet, said: str) -> None:
    found = _faults(ruleset, f"初期不良保証期間:7日\n{said}{HANDLE}{EXCL}{LINK}")
    assert found == {"condition"}


@pytest.mark.parametrize("said", HANDLINGS)
def test_a_handling_is_understood_however_it_is_worded(ruleset: RuleSet, said: str) -> None:
    assert _faults(ruleset, f"初期不良保証期間:7日\n{COND}{said}{EXCL}{LINK}") == set()


@pytest.mark.parametrize("said", NO_HANDLINGS)
def test_an_exchange_of_parts_or_none_is_no_handling(ruleset: RuleSet, said: str) -> None:
    assert _faults(ruleset, f"初期不良保証期間:7日\n{COND}{said}{EXCL}{LINK}") == {"handling"}


@pytest.mark.parametrize("said", EXCLUSIONS)
def test_an_exclusion_is_understood_however_it_is_worded(ruleset: RuleSet, said: str) -> None:
    assert _faults(ruleset, f"初期不良保証期間:7日\n{COND}{HANDLE}{said}{LINK}") == set()


@pytest.mark.parametrize("said", NO_EXCLUSIONS)
def test_words_of_an_exclusion_about_something_else_are_none(ruleset: RuleSet, said: str) -> None:
    found = _faults(ruleset, f"初期不良保証期間:7日\n{COND}{HANDLE}{said}{LINK}")
    assert found - {"exclusion-as-refusal"} == {"exclusion"}


@pytest.mark.parametrize("description", NO_NOTICES)
def test_words_about_defects_that_promise_nothing_are_no_notice(ruleset: RuleSet, description: str) -> None:
    assert _faults(ruleset, description) - {"mercari/return-refusal"} == {"missing"}


@pytest.mark.parametrize("description", UNNAMED)
def test_a_guarantee_by_another_name_is_only_doubted(ruleset: RuleSet, description: str) -> None:
    assert _faults(ruleset, f"{description}\n{REST}") == {"unnamed"}


HIDDEN = [
    "<p>保温ボトル</p><!-- {} -->",
    "<p>保温ボトル</p><div style='display:none'>{}</div>",
    "<p>保温ボトル</p><span style='FONT-SIZE: 0px'>{}</span>",
    "<p>保温ボトル</p><font color='#fff'>{}</font>",
    "<p>保温ボトル</p><p style='text-indent:-9999px'>{}</p>",
    "<p title='{}'>保温ボトル</p>",
]
SHOWN = [
    "{}<!-- 保温ボトル -->",
    "<p style='font-size:12px'>{}</p>",
    "<div style='background:navy;color:white'>{}</div>",
    "<p style='color:#fff'><span style='color:#333'>{}</span></p>",
    "保温 < 保冷\n{}",
]


@pytest.mark.parametrize("markup", HIDDEN)
def test_a_notice_that_markup_hides_is_hidden_not_missing(ruleset: RuleSet, markup: str) -> None:
    notice = f"初期不良保証期間:7日 {REST}"
    assert _faults(ruleset, markup.format(notice)) == {"hidden"}


@pytest.mark.parametrize("markup", SHOWN)
def test_a_notice_that_markup_shows_raises_nothing(ruleset: RuleSet, markup: str) -> None:
    assert _faults(ruleset, markup.format(f"初期不良保証期間:7日 {REST}")) == set()


def test_lines_of_html_are_those_that_a_browser_breaks(ruleset: RuleSet) -> None:
    notice = f"初期不良保証期間:7日 {REST}"
    lines = ["飾" * 70 for _ in range(3)]
    assert _faults(ruleset, "\n".join(f"<b>{line}</b>" for line in lines[:2]) + notice) == set()
    assert _faults(ruleset, "".join(f"<p>{line}</p>" for line in lines) + f"<p>{notice}</p>") == {"position"}


@pytest.mark.parametrize("description", ["", "初期不良保証期間:〇〇日"])
def test_nobody_having_said_that_linking_applies_the_notice_is_only_doubted(
    ruleset: RuleSet, description: str
) -> None:
    listing = Listing(platform="mercari", page="edit", description=description)
    linked = [
        finding
        for finding in run(ruleset, listing, {}, TODAY).findings
        if finding.rule.startswith(PREFIX) and finding.outcome not in ("pass", "inapplicable")
    ]
    assert linked
    assert {(finding.outcome, finding.reason) for finding in linked} == {("incomplete", "program-unknown")}


def test_no_notice_rule_speaks_on_amazon(ruleset: RuleSet) -> None:
    listing = Listing(platform="amazon", marketplace="jp", mercari_link=True, description="保温ボトルです。")
    rules = {finding.rule for finding in run(ruleset, listing, {}, TODAY).findings}
    assert not {rule for rule in rules if rule.startswith("mercari-link/") and "notice" in rule}


def test_a_linked_amazon_title_needs_a_japanese_name(ruleset: RuleSet) -> None:
    rule = "mercari-link/japanese-name-missing-amazon"

    def outcome(title: str, marketplace: str) -> str:
        listing = Listing(platform="amazon", marketplace=marketplace, mercari_link=True, title=title)
        return next(f.outcome for f in run(ruleset, listing, {}, TODAY).findings if f.rule == rule)

    assert outcome("Vacuum Bottle 500 ml", "jp") == "violation"
    assert outcome("Vacuum Bottle 保温ボトル", "jp") == "pass"
    assert outcome("Vacuum Bottle 500 ml", "us") == "inapplicable"
