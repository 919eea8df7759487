"""``tenken batch`` with reports and baselines: what is kept, what counts, and what is too much."""

import json
from pathlib import Path

import pytest

from agent.batch import collecting
from agent.cli import main
from agent.commands.batch import EPILOG
from agent.reports.run import Run
from tests.batch.test_command import COMMON, write

HEAD = "sku,title,brand,price\n"
A = "A,保温ボトル 送料無料,ミナモ,2480\n"
B = "B,保温ボトル 青,ミナモ,2480\n"
C = "C,★保温ボトル,ミナモ,2480\n"
PHRASE = "amazon/title-promotional-phrase"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands run: labels begin with the file as it is named."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, HEAD + A + B + C)
    return tmp_path


def batch(*words: str) -> int:
    return main(["batch", "list.csv", *COMMON, *words])


def saved(path: Path) -> Run:
    return Run.model_validate_json(path.read_bytes())


def test_every_listing_is_a_target_and_those_without_findings_are_light(folder: Path) -> None:
    assert batch("--report", "run.json") == 1
    run = saved(folder / "run.json")
    assert [(one.label, one.file, one.line) for one in run.targets] == [
        ("list.csv#sku:A@jp", "list.csv", 2),
        ("list.csv#sku:B@jp", "list.csv", 3),
        ("list.csv#sku:C@jp", "list.csv", 4),
    ]
    found, clean, _ = run.targets
    assert {marked.finding.rule for marked in found.marked()} == {PHRASE}
    assert set(found.annotations) == {"ja", "zh", "en"}
    assert found.passed > 20
    assert (clean.listing, clean.annotations, clean.outcome) == (None, {}, "judged")
    assert clean.passed > 20
    assert run.conditions.rules
    assert (run.conditions.browser, run.conditions.fonts) == (None, None)


def test_reports_of_all_formats_say_what_was_found(folder: Path) -> None:
    names = [f"out.{kind}" for kind in ("html", "sarif", "xml", "json", "csv", "md")]
    assert batch(*(word for name in names for word in ("--report", name))) == 1
    for name in names:
        told = (folder / name).read_text("utf-8")
        assert "送料無料" in told
        assert "list.csv#sku:A@jp" in told


def test_the_same_finding_is_known_after_rows_are_put_in_and_texts_moved(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch("--report", "run.json")
    assert main(["baseline", "accept", "known.json", "--run", "run.json", "--all"]) == 0
    assert batch("--baseline", "known.json") == 0
    write(folder, HEAD + "N,保温ボトル 赤,ミナモ,2480\n" + C + B + A)
    capsys.readouterr()
    assert batch("--baseline", "known.json", "--report", "second.json", "--fail-on", "info") == 0
    assert "baseline: 0 new, 2 known, 0 gone" in capsys.readouterr().out
    write(folder, HEAD + A.replace("送料無料", "激安") + B + C)
    assert batch("--baseline", "known.json") == 1
    said = capsys.readouterr().out
    assert f"new: list.csv#sku:A@jp: {PHRASE} “激安”" in said
    assert "baseline: 1 new, 1 known, 1 gone" in said


def test_what_is_corrected_is_gone_although_its_listing_is_clean_now(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch("--report", "run.json")
    main(["baseline", "accept", "known.json", "--run", "run.json", "--all"])
    write(folder, HEAD + A.replace(" 送料無料", "") + B + C)
    assert batch("--baseline", "known.json", "--report", "now.json") == 0
    assert "0 new, 1 known, 1 gone" in capsys.readouterr().out
    assert main(["baseline", "prune", "known.json", "--run", "now.json"]) == 0
    assert "1 pruned, 1 left" in capsys.readouterr().out
    assert main(["baseline", "deny", "known.json", "--target", "*sku:C@jp"]) == 0
    assert "1 denied, 0 left" in capsys.readouterr().out


def test_what_could_not_be_judged_or_read_is_a_target_with_the_reason(folder: Path) -> None:
    write(folder, HEAD + A + "B,a\0b,ミナモ,2480\n")
    (folder / "empty.csv").write_text("title\n", "utf-8")
    (folder / "none.csv").write_bytes(b"")
    call = ["batch", "list.csv", "empty.csv", "none.csv", *COMMON, "--report", "run.json"]
    assert main([*call, "--fail-on", "never"]) == 2
    found = {one.label: (one.outcome, one.why) for one in saved(folder / "run.json").targets}
    assert found["list.csv#sku:A@jp"] == ("judged", "")
    assert found["list.csv#line 3"][0] == "could-not"
    assert "column 2 ('title'): a NUL character" in found["list.csv#line 3"][1]
    assert found["empty.csv"] == ("could-not", "holds no listings; expected them below its headings")
    assert found["none.csv"][1].startswith("is empty; expected a first line of headings")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--fail-on", "never"), 0),
        (("--fail-on", "error"), 1),
        (("--fail-on", "never", "--report", "out.md"), 0),
        (("--fail-on", "warning", "--report", "out.md"), 1),
        (("--report", "out.doc"), 2),
        (("--report", "list.csv"), 2),
        (("--report", "."), 2),
        (("--report", "list.csv/out.md"), 2),
        (("--baseline", "none.json"), 2),
        (("--baseline", "list.csv"), 2),
        (("--images", "none"), 2),
        (("--image-host", "pictures.example"), 3),
    ],
)
def test_exit_codes(folder: Path, words: tuple[str, ...], code: int) -> None:
    before = (folder / "list.csv").read_bytes()
    assert batch(*words) == code
    assert (folder / "list.csv").read_bytes() == before


def test_a_report_that_cannot_be_is_refused_before_anything_is_judged(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.commands.batch_files.judge", lambda *_: pytest.fail("it was judged"))
    assert batch("--report", "known.json", "--baseline", "known.json") == 2
    assert "`tenken baseline accept known.json --run RUN.json --all` makes it" in capsys.readouterr().err
    (folder / "known.json").write_text('{"conditions": {"ruleset": "00000000", "protocol": 0}}', "utf-8")
    assert batch("--baseline", "known.json") == 2
    assert "protocol version 0" in capsys.readouterr().err


def test_waived_and_expired_findings_reach_reports_and_the_summary(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waivers = ["--waivers", "waivers.toml"]
    add = ["waive", "add", PHRASE, "--reason", "our brand", "--author", "Sato", *waivers]
    main([*add, "--scope", "listing", "--listing", "sku:A", "--until", "2026-12-31"])
    capsys.readouterr()
    assert batch(*waivers, "--report", "run.json") == 0
    assert "1 finding waived" in capsys.readouterr().out
    [one] = saved(folder / "run.json").targets[0].waived
    assert (one.rule, one.reason, one.quote) == (PHRASE, "our brand", "送料無料")
    assert batch(*waivers, "--report", "run.json", "--today", "2027-01-01") == 1
    assert "1 finding told again" in capsys.readouterr().out
    [one] = saved(folder / "run.json").targets[0].expired
    assert one.author == "Sato"


def test_more_than_a_report_can_hold_ends_at_once_and_names_what_has_no_limit(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, HEAD + "".join(f"A{number}{A[1:]}" for number in range(10)))
    monkeypatch.setattr(collecting, "MOST_FINDINGS", 3)
    assert batch("--report", "run.json") == 2
    assert "give --out FILE.jsonl, which has no limit" in capsys.readouterr().err
    assert not (folder / "run.json").exists()
    assert batch("--out", "all.jsonl") == 1


def test_a_large_report_speaks_the_language_that_was_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "EVERY_LANGUAGE", 1)
    batch("--report", "run.json", "--report", "out.html")
    assert set(saved(folder / "run.json").targets[0].annotations) == {"en"}
    assert "is promotional" in (folder / "out.html").read_text("utf-8")


def test_two_processes_keep_what_one_keeps(folder: Path) -> None:
    lines = [
        f"S{number},保温ボトル {'送料無料' if number % 3 else '青'}{number},ミナモ,2480\n"
        for number in range(150)
    ]
    write(folder, HEAD + "".join(lines))
    runs = []
    for jobs in ("1", "2"):
        assert batch("--jobs", jobs, "--report", "run.json") == 1
        runs.append(json.loads((folder / "run.json").read_text("utf-8"))["targets"])
    assert runs[0] == runs[1]
    assert len(runs[0]) == 150


def test_the_exit_codes_of_the_help_are_those_of_every_audit() -> None:
    assert "0 nothing found" in EPILOG
    assert "3 wrong usage" in EPILOG
