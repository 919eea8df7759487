"""``tenken notice``: what is printed, and what terms that cannot stand get."""

import pytest

from agent.cli import main
from agent.notice import Terms, build


def test_without_terms_the_usual_notice_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notice"]) == 0
    assert capsys.readouterr().out == build(Terms()) + "\n"


def test_every_term_is_in_the_notice(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["notice", "--days", "14", "--handling", "exchange", "--exclude", "落下", "--exclude", "水濡れ"])
        == 0
    )
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.splitlines() == [
        "初期不良保証期間:14日(商品到着日より)",
        "初期不良の場合は開封後24時間以内にご連絡ください。確認のうえ、交換いたします。",
        "人為的な破損(落下、水濡れなど)は保証対象外です。",
        "詳細:https://www.mercari.com/jp/help/articles/initial-defect/",
    ]


def test_terms_that_our_rules_object_to_are_written_and_the_objection_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["notice", "--days", "3", "--locale", "en"]) == 1
    said = capsys.readouterr()
    assert "初期不良保証期間:3日" in said.out
    assert "shorter than the usual seven days" in said.err


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (["--days", "0"], "days: expected 1 to 365"),
        (["--days", "1", "--hours", "48"], "hours: expected 1 to 24"),
        (["--exclude", "落下。返品不可"], "exclusions: expected causes of a few words"),
        (["--link", "javascript:alert(1)"], "link: expected an address"),
    ],
)
def test_terms_that_make_no_notice_are_refused(
    terms: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["notice", *terms]) == 3
    said = capsys.readouterr()
    assert expected in said.err
    assert said.out == ""
