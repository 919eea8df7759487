"""``tenken audit`` as people and machines call it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from agent.cli import main
from agent.reports.run import Run

ROOT = Path(__file__).parents[2]
DAY = "2026-11-22"
TITLE = "アオナミ 真空断熱 ステンレスボトル 500ml"
TEXT = ("朝から夜まで温かさを保ちます。", "洗いやすい広口です。", "保証期間は1年です。")


MANY, BEFORE_THE_KILL = 45, 15
FAULT = "ノークレームでお願いします。"
RULE = "mercari/return-refusal"


def item(number: int, paragraphs: Sequence[str] = TEXT) -> str:
    """The page of an item, as it could have been saved."""
    address = f"https://jp.mercari.com/item/m{10_000_000_000 + number}"
    text = "<br>".join(paragraphs)
    return (
        f"<!doctype html><meta charset=utf-8><link rel=canonical href={address}>"
        f"<div data-testid=item-detail-container><h1 data-testid=name>{TITLE}</h1>"
        f"<p data-testid=description>{text}</p></div>"
    )


def pages(folder: Path, count: int) -> Path:
    """A list of so many saved pages; every third has a fault."""
    folder.mkdir()
    names = [f"{number}.html" for number in range(count)]
    for number, name in enumerate(names):
        text = (*TEXT, FAULT) if number % 3 == 0 else TEXT
        (folder / name).write_text(item(number, text), "utf-8")
    listed = folder / "pages.txt"
    listed.write_text("\n".join(names), "utf-8")
    return listed


def audit(*words: str | Path) -> int:
    return main(["audit", "--today", DAY, "--locale", "en", *map(str, words)])


def found(report: Path) -> dict[str, list[str]]:
    """Rules by label."""
    run = Run.model_validate_json(report.read_bytes())
    return {
        Path(one.label).name: [finding.rule for finding in one.report.findings]
        if one.report
        else [one.outcome]
        for one in run.targets
    }


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "expected an address or a saved page"),
        (["missing.html"], "no file or folder 'missing.html'"),
        (["--storage-state", "amazon.json", "https://www.amazon.co.jp/dp/B0TENKEN01"], "expected HOST=FILE"),
        (["--jobs", "0", "https://www.amazon.co.jp/dp/B0TENKEN01"], "at least 1"),
        (["--pace", "-1", "https://www.amazon.co.jp/dp/B0TENKEN01"], "0 to 3600"),
        (["--retries", "-1", "https://www.amazon.co.jp/dp/B0TENKEN01"], "0 to 20"),
    ],
)
def test_wrong_call_is_told_what_was_expected(
    capsys: pytest.CaptureFixture[str], words: list[str], complaint: str
) -> None:
    try:
        code = audit(*words)
    except SystemExit as leaving:
        code = int(str(leaving.code))
    assert code == 3
    assert complaint in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_sign_in_that_others_can_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state = tmp_path / "state.json"
    state.write_text('{"cookies": [], "origins": []}', "utf-8")
    state.chmod(0o644)
    target = "https://sellercentral.amazon.co.jp/abis/listing/edit/offer"
    assert audit("--storage-state", f"sellercentral.amazon.co.jp={state}", target) == 3
    assert f"chmod 600 {state}" in capsys.readouterr().err


def test_sign_in_that_is_no_storage_state_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state.json"
    state.write_text("[]", "utf-8")
    state.chmod(0o600)
    assert audit("--storage-state", f"jp.mercari.com={state}", "https://jp.mercari.com/item/m1") == 3
    assert "expected a Playwright storage state" in capsys.readouterr().err


@pytest.mark.browser
def test_one_changed_word_is_new_and_moved_text_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, report, known = tmp_path / "item.html", tmp_path / "run.json", tmp_path / "known.json"
    page.write_text(item(1, (*TEXT, FAULT)), "utf-8")
    assert audit(page, "--report", report, "--fail-on", "info") == 1
    assert main(["baseline", "accept", str(known), "--run", str(report), "--all"]) == 0
    assert audit(page, "--baseline", known, "--fail-on", "info") == 0

    page.write_text(item(1, (FAULT, *TEXT[::-1])), "utf-8")
    assert audit(page, "--baseline", known, "--fail-on", "info") == 0

    capsys.readouterr()
    page.write_text(item(1, (*TEXT, FAULT, "偽物です。")), "utf-8")
    assert audit(page, "--baseline", known, "--fail-on", "info") == 1
    said = capsys.readouterr().out
    assert "1 new" in said
    assert said.count(" description: ") == 1
    assert "mercari/counterfeit-wording “偽物です”" in said


@pytest.mark.browser
def test_waiver_holds_headless_and_in_a_file_until_its_day_is_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, report, waivers = tmp_path / "item.html", tmp_path / "run.json", tmp_path / "waivers.toml"
    page.write_text(item(1, (*TEXT, FAULT)), "utf-8")
    assert audit(page, "--report", report) == 1
    (target,) = Run.model_validate_json(report.read_bytes()).targets
    assert target.report is not None
    assert target.listing is not None
    rules = [finding.rule for finding in target.report.findings]
    token = target.fingerprints[rules.index(RULE)]
    said = ["--scope", "place", "--fingerprint", token, "--reason", "agreed", "--until", "2027-01-31"]
    assert main(["waive", "add", RULE, *said, "--waivers", str(waivers)]) == 0

    page.write_text(item(1, (FAULT, *TEXT[::-1])), "utf-8")
    assert audit(page, "--waivers", waivers) == 0
    assert "1 waived" in capsys.readouterr().out

    listings = tmp_path / "listings.jsonl"
    listings.write_text(target.listing.model_dump_json(exclude_none=True), "utf-8")
    in_file = ["batch", str(listings), "--locale", "en", "--waivers", str(waivers), "--today"]
    assert main([*in_file, DAY]) == 0
    assert main([*in_file, "2027-02-01"]) == 1
    capsys.readouterr()
    assert (
        main(["audit", str(page), "--locale", "en", "--today", "2027-02-01", "--waivers", str(waivers)]) == 1
    )
    assert "agreed" in capsys.readouterr().out


def outcome(report: Path) -> list[tuple[str, tuple[str, ...]]]:
    run = Run.model_validate_json(report.read_bytes())
    return [(one.label, one.fingerprints) for one in run.targets]


@pytest.mark.browser
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_audit_goes_on_where_it_was(tmp_path: Path) -> None:
    listed, journal, report = pages(tmp_path / "pages", MANY), tmp_path / "j.jsonl", tmp_path / "run.json"
    words = ["--today", DAY, "--targets", str(listed), "--journal", str(journal), "--report", str(report)]
    command = [sys.executable, "-m", "agent.cli", "audit", *words]
    first = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    wait_for(lambda: journal.exists() and journal.read_bytes().count(b"\n") > BEFORE_THE_KILL)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert not report.exists()
    before = journal.read_bytes().count(b"\n")

    second = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert second.returncode == 1, second.stderr
    told = [line for line in second.stderr.splitlines() if line.startswith("[")]
    assert 0 < len(told) <= MANY - BEFORE_THE_KILL
    labels = [json.loads(line)["target"]["label"] for line in journal.read_text("utf-8").splitlines()[1:]]
    assert before <= len(labels) + 2
    assert len(labels) == len(set(labels)) == MANY
    by_name = found(report)
    assert list(by_name) == [f"{number}.html" for number in range(MANY)]
    faulty = [number for number in range(MANY) if RULE in by_name[f"{number}.html"]]
    assert faulty == list(range(0, MANY, 3))


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.browser
def test_cluster_finds_what_one_browser_finds(tmp_path: Path) -> None:
    listed, here, there = pages(tmp_path / "pages", 6), tmp_path / "here.json", tmp_path / "there.json"
    assert audit("--targets", listed, "--report", here) == 1
    assert audit("--targets", listed, "--report", there, "--dask", "local:2") == 1
    assert outcome(here) == outcome(there)
    assert (
        Run.model_validate_json(here.read_bytes()).conditions
        == Run.model_validate_json(there.read_bytes()).conditions
    )


@pytest.mark.browser
def test_page_that_could_not_be_audited_is_never_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, robot = tmp_path / "good.html", tmp_path / "robot.html"
    good.write_text(item(1), "utf-8")
    robot.write_text(
        "<link rel=canonical href=https://www.amazon.co.jp/dp/B0TENKEN01>"
        "<form action=/errors/validateCaptcha></form>",
        "utf-8",
    )
    assert audit(good, robot, "--report", tmp_path / "run.html", "--report", tmp_path / "run.sarif") == 2
    assert "blocked: the site asks whether a person is there" in capsys.readouterr().out


@pytest.mark.browser
def test_text_of_a_page_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    page.write_text(item(1, ["\u202e\x1b]8;;https://evil.example\x07ノークレームでお願いします。"]), "utf-8")
    assert audit(page) == 1
    said = "".join(capsys.readouterr())
    assert "ノークレーム" in said
    assert not set(said) & set("\x1b\x07\u202e")


def test_report_never_replaces_what_is_audited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    page.write_text(item(1), "utf-8")
    before = page.read_bytes()
    assert audit(page, "--report", tmp_path / "." / "page.html") == 2
    assert "is a file that is read; name another" in capsys.readouterr().err
    assert page.read_bytes() == before


@pytest.mark.browser
def test_screenshots_beyond_what_a_report_can_hold_are_left_out_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.commands.audit.PICTURE_BYTES", 1)
    report, page = tmp_path / "report.json", tmp_path / "report.html"
    assert audit("--targets", pages(tmp_path / "in", 2), "--report", report, "--report", page) == 1
    run = Run.model_validate_json(report.read_bytes())
    assert [one.screenshots for one in run.targets] == [(), ()]
    assert [RULE in one for one in found(report).values()] == [True, False]
    assert "of screenshots are kept" in capsys.readouterr().err
