"""Baselines: what is new, known and gone, and a file that is whole and can be read in version control."""

import difflib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from agent import atomic, baseline_file
from agent.baseline import Baseline, Comparison, IncomparableError, accept, compare, deny, prune
from agent.fingerprint import Marked
from agent.reports.run import Run
from agent.reports.verdict import exit_code
from agent.rules.ruleset import RuleError
from tests.reports.runs import TODAY, conditions, failed, listing, run, target

TITLE = "保温ボトル 500ml 送料無料 ステンレス 激安"
BODY = ("<b>軽いボトルです。</b>", "六時間たっても温かい飲み物です。", "お問い合わせは03-1234-5678まで。")
URL = "https://sellercentral.amazon.co.jp/abis/listing/edit?sku=A1"


def page(title: str = TITLE, body: tuple[str, ...] = BODY, label: str = URL) -> Run:
    return run([target(label, listing(title, description="\n".join(body)))])


def everything(_label: str, _one: Marked) -> bool:
    return True


def accepted(of: Run) -> Baseline:
    return accept(None, of.conditions, of.found(), TODAY, everything)


def against(baseline: Baseline, of: Run) -> Comparison:
    return compare(baseline, of.conditions, of.found())


def new(comparison: Comparison, of: Run) -> list[str | None]:
    return [
        one.finding.target.quote
        for label, marked in of.found().items()
        for one in marked
        if comparison.is_new(label, str(one.fingerprint))
    ]


def test_the_same_page_has_nothing_new() -> None:
    comparison = against(accepted(page()), page())
    assert (new(comparison, page()), sum(map(len, comparison.gone.values()))) == ([], 0)
    assert len(comparison.known[URL]) >= 5


def test_changing_one_word_makes_exactly_that_finding_new() -> None:
    now = page(TITLE.replace("激安", "特価"))
    comparison = against(accepted(page()), now)
    assert new(comparison, now) == ["特価"]
    assert [entry.quote for entry in comparison.gone[URL] if entry.rule.startswith("amazon/title")] == [
        "激安"
    ]


def test_moving_a_paragraph_makes_nothing_new() -> None:
    now = page(body=BODY[::-1])
    comparison = against(accepted(page()), now)
    assert (new(comparison, now), comparison.gone[URL]) == ([], ())


def test_a_changed_rule_a_new_one_and_other_lists_are_said() -> None:
    old = accepted(page())
    rules = dict(old.conditions.rules)
    first, second, *_ = sorted(rules)
    before = old.model_copy(
        update={
            "conditions": conditions(
                ruleset="0" * 16, rules={**{k: v for k, v in rules.items() if k != first}, second: "0" * 8}
            )
        }
    )
    comparison = against(before, page())
    assert comparison.ruleset_changed
    assert comparison.rules_new == (first,)
    assert comparison.rules_changed == (second,)
    assert not new(comparison, page())
    assert not against(old, page()).ruleset_changed


def test_another_browser_or_other_fonts_are_said() -> None:
    old = Baseline(conditions=conditions(browser="Firefox 153", fonts=None))
    comparison = against(old, page())
    assert comparison.browser_changed
    assert comparison.fonts_changed


@pytest.mark.parametrize("name", ["protocol", "fingerprints"])
def test_a_baseline_of_another_version_is_refused(name: str) -> None:
    old = Baseline(conditions=conditions(**{name: 999}))
    for work in (
        lambda: against(old, page()),
        lambda: accept(old, page().conditions, page().found(), TODAY, everything),
    ):
        with pytest.raises(IncomparableError, match=f"of {name} version 999.*make it anew"):
            work()


def test_what_could_not_be_told_and_is_a_violation_now_is_new() -> None:
    old = accepted(page())
    softened = tuple(entry.model_copy(update={"outcome": "incomplete"}) for entry in old.targets[URL])
    comparison = against(old.model_copy(update={"targets": {URL: softened}}), page())
    assert len(comparison.new[URL]) == len(
        [one for one in page().found()[URL] if one.finding.outcome == "violation"]
    )


def test_accepting_again_keeps_dates_and_follows_an_edit_beside_a_finding() -> None:
    old = accepted(page())
    edited = page(TITLE.replace("ステンレス", "チタン"))
    again = accept(old, edited.conditions, edited.found(), date(2027, 1, 1), everything)
    assert {entry.accepted for entry in again.targets[URL]} == {TODAY}
    assert not any(against(again, edited).gone.values())
    assert len(again.targets[URL]) == len(old.targets[URL])


def test_only_the_chosen_are_accepted_and_denied() -> None:
    only = accept(
        None,
        page().conditions,
        page().found(),
        TODAY,
        lambda _, one: one.finding.rule.startswith("amazon/title"),
    )
    assert {entry.quote for entry in only.targets[URL]} == {"送料無料", "激安"}
    less = deny(only, lambda _, entry: entry.quote == "激安")
    assert new(against(less, page()), page()).count("激安") == 1


def test_pruning_takes_what_is_gone_and_keeps_targets_that_were_not_audited() -> None:
    old = accepted(run([target("a"), target("b"), target("c")]))
    now = run([target("a", listing("保温ボトル")), failed("b")])
    comparison = compare(old, now.conditions, now.found())
    assert set(prune(old, comparison).targets) == {"b", "c"}
    assert set(prune(old, comparison, {"a", "b"}).targets) == {"b"}


def test_rule_that_failed_is_never_clean() -> None:
    (broken,) = run([target("a", listing("保温ボトル 送料無料"))]).targets
    assert broken.report is not None
    failing = tuple(replace(one, outcome="error", reason=None) for one in broken.report.findings)
    report = replace(broken.report, findings=failing)
    said = {
        locale: tuple(one.model_copy(update={"outcome": "error"}) for one in spoken)
        for locale, spoken in broken.annotations.items()
    }
    made = run([broken.model_copy(update={"report": report, "annotations": said})])
    assert exit_code(made, "never") == 2


def test_exit_codes() -> None:
    known = page().model_copy(update={"comparison": against(accepted(page()), page())})
    assert exit_code(known) == 0
    assert exit_code(page()) == 1
    assert exit_code(page(), "never") == 0
    assert exit_code(run([target("a", listing("保温ボトル 送料無料")), failed("b")])) == 2
    assert exit_code(run([])) == 2
    mild = run(
        [target("a", listing("保温ボトル", description="送料無料でお届けします。とても軽いボトルです。"))]
    )
    assert (exit_code(mild, "error"), exit_code(mild, "warning")) == (0, 1)


def test_the_file_is_a_round_trip_in_a_steady_order(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "baseline.json"
    baseline = accepted(run([target('b\u2028"\\ 日本'), target("a")]))
    baseline_file.write(path, baseline)
    assert baseline_file.read(path) == baseline
    shuffled = baseline.model_copy(
        update={"targets": {label: entries[::-1] for label, entries in reversed(baseline.targets.items())}}
    )
    assert baseline_file.dumped(shuffled) == path.read_text("utf-8")
    assert baseline_file.dumped(baseline_file.read(path)) == path.read_text("utf-8")


def test_one_more_finding_is_one_more_line(tmp_path: Path) -> None:
    first, second = accepted(page(TITLE.replace("激安", "赤"))), accepted(page())
    before, after = (baseline_file.dumped(one).splitlines() for one in (first, second))
    changed = [line for line in difflib.ndiff(before, after) if line[0] in "+-" and "fingerprint" in line]
    assert len([line for line in changed if line[0] == "+"]) == 1 + len(
        [line for line in changed if line[0] == "-"]
    )
    empty = Baseline(conditions=conditions(rules={}))
    baseline_file.write(tmp_path / "empty.json", empty)
    assert baseline_file.read(tmp_path / "empty.json") == empty


@pytest.mark.parametrize(
    ("spoil", "line", "expected"),
    [
        (
            lambda text: text.replace('"outcome":"violation"', '"outcome":"vioaltion"', 1),
            '"vioaltion"',
            "outcome",
        ),
        (lambda text: text.replace('"rule":"amazon', '"ruel":"amazon', 1), '"ruel"', "rule: Field required"),
        (lambda text: text.replace('"protocol": 1', '"protocol": "x"'), '"protocol"', "conditions.protocol"),
        (
            lambda text: text.replace(' "targets"', '<<<<<<< ours\n "targets"'),
            "<<<<<<<",
            "a merge that was not finished",
        ),
        (lambda text: text.replace('{"fingerprint"', '{fingerprint"', 1), "{fingerprint", "expected JSON"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    tmp_path: Path, spoil: Callable[[str], str], line: str, expected: str
) -> None:
    path = tmp_path / "baseline.json"
    text = spoil(baseline_file.dumped(accepted(page())))
    path.write_text(text, "utf-8")
    number = next(place for place, one in enumerate(text.splitlines(), 1) if line in one)
    with pytest.raises(RuleError) as caught:
        baseline_file.read(path)
    assert caught.value.line == number
    assert expected in str(caught.value)


def test_a_crash_while_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "baseline.json"
    atomic.replace(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("agent.atomic.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        atomic.replace(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["baseline.json"]
