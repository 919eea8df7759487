"""The Sync Failure Report and the health score."""

from datetime import date
from pathlib import Path

import pytest

from agent.batch import health, sync_report
from agent.batch.judging import JudgeWork
from agent.batch.row import FileError

TODAY = date(2026, 11, 22)
ROWS = (
    "10:00,b0cx12a4k9,E-403 类目不符,重新映射\n10:05,B0CX12A4K8,e501,\n10:06,B0CX12A4K8,其它错误,联系客服\n"
)


def write(folder: Path, headings: str, encoding: str = "utf-8") -> Path:
    path = folder / "sync.csv"
    path.write_bytes(f"{headings}\n{ROWS}".encode(encoding))
    return path


@pytest.mark.parametrize(
    ("headings", "encoding"),
    [
        ("时间,ASIN,错误类型,建议操作", "gb18030"),
        ("時刻,ASIN,エラー種別,対処方法", "utf-8-sig"),
        ("Time,ASIN,Error type,Suggested action", "utf-16"),
        ("発生日時,対象ASIN,エラーコード,エラー対応", "utf-8"),
    ],
)
def test_headings_in_three_languages_are_understood(tmp_path: Path, headings: str, encoding: str) -> None:
    failures = list(sync_report.read(write(tmp_path, headings, encoding)))
    assert [(failure.time, failure.asin, failure.code, failure.advice) for failure in failures] == [
        ("10:00", "B0CX12A4K9", "E-403", "重新映射"),
        ("10:05", "B0CX12A4K8", "E-501", ""),
        ("10:06", "B0CX12A4K8", "其它错误", "联系客服"),
    ]


def test_failures_are_counted_by_type_and_asin(tmp_path: Path) -> None:
    report = sync_report.count(sync_report.read(write(tmp_path, "time,asin,type,advice")))
    assert (report.failures, len(report.failed)) == (3, 2)
    assert {kind.code: kind.advice for kind in report.most_first()} == {
        "E-403": {"重新映射"},
        "E-501": set(),
        "其它错误": {"联系客服"},
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "when,what\n1,2\n",
            "row 1: found when, what; expected the columns time, ASIN, error type and advice",
        ),
        ("time,asin,type\n1,B0CX12A4K9,\n", "line 2: expected an error type such as E-403"),
        ("time,asin,type\n1,B0\0,E-403\n", "line 2: a NUL character"),
    ],
)
def test_a_wrong_report_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "sync.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(FileError, match=said):
        list(sync_report.read(path))


def test_the_rules_advise_in_the_readers_language() -> None:
    ruleset, _ = JudgeWork((), None, TODAY, "en").load()
    [category] = sync_report.advice(ruleset, "E-403", "zh", TODAY)
    assert category.rule == "mercari-link/category-error-reported"
    assert "92%" in category.help
    assert sync_report.advice(ruleset, "E-777", "en", TODAY) == []


@pytest.mark.parametrize(
    ("figures", "holds"),
    [
        ((0.992, 0.035, 1.0), [True, True, True]),
        ((0.9919, 0.0351, 0.999), [False, False, False]),
        ((None, None, None), [None, None, None]),
    ],
)
def test_each_figure_stands_beside_its_threshold(
    figures: tuple[float | None, ...], holds: list[bool | None]
) -> None:
    ruleset, _ = JudgeWork((), None, TODAY, "en").load()
    scores = health.scores(ruleset, dict(zip(health.MEASURES, figures, strict=True)), "en", TODAY)
    assert [score.holds for score in scores] == holds
    assert [(score.at_least, score.at_most) for score in scores] == [(0.992, None), (None, 0.035), (1, None)]
    assert scores[0].formula == "sync success = 1 − ASINs that failed ÷ ASINs that were synced"


def test_success_is_computed_only_when_it_is_known_how_many_were_synced() -> None:
    assert health.sync_success(4, 500) == 0.992
    assert health.sync_success(4, None) is None
