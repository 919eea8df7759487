"""``tenken batch``: what is printed and written, and the exit codes."""

import csv
import json
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from agent.batch import reading
from agent.batch.judging import JudgeWork, Verdict
from agent.batch.reading import Options, open_file
from agent.batch.row import Row
from agent.batch.running import FileRun, judged
from agent.batch.summary import Summary
from agent.cli import main
from agent.commands.batch import FORMATS
from agent.runners.local import HereRunner
from tests.batch.files import shared

TEXT = (
    "title,brand,price\n保温ボトル 送料無料,ミナモ,2480\n保温ボトル 青,ミナモ,2480\n★保温ボトル,ミナモ,2480\n"
)
COMMON = (
    "--marketplace",
    "jp",
    "--mercari-link",
    "no",
    "--locale",
    "en",
    "--jobs",
    "1",
    "--today",
    "2026-11-22",
)


def write(folder: Path, text: str = TEXT, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_findings_are_grouped_by_rule_worst_first_with_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path)
    assert main(["batch", str(path), *COMMON]) == 1
    said = capsys.readouterr().out
    assert f"{path}: csv (commas, UTF-8; 3 columns): 3 listings" in said
    assert "line 2: “送料無料” “送料無料” is promotional" in said
    assert "1 of 3 listings without a violation" in said
    worst = [line.split()[0] for line in said.splitlines() if line.startswith(("error", "warning", "info"))]
    assert worst == sorted(worst, key=("error", "warning", "info").index)


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("title\n保温ボトル 青\n", (), 0),
        ("title\n保温ボトル 送料無料\n", (), 1),
        ("title\n★保温ボトル 青\n", (), 0),
        ("title\n★保温ボトル 青\n", ("--fail-on", "warning"), 1),
        ("title\na\0b\n", (), 2),
        ("nothing\nknown\n", (), 2),
        ("title\n保温ボトル 青\n", ("--write", "x.csv"), 3),
        ("title\n保温ボトル 青\n", ("--out", "x.xml"), 3),
        ("title\n保温ボトル 青\n", ("--format", "xlsx"), 2),
        ("title\n保温ボトル 青\n", ("--shop", "no-such-file.toml"), 2),
    ],
)
def test_exit_codes(tmp_path: Path, text: str, options: tuple[str, ...], code: int) -> None:
    assert main(["batch", str(write(tmp_path, text)), *COMMON, *options]) == code


@pytest.mark.parametrize("words", [("--jobs", "0"), ("--image-host", "https://pictures.example/")])
def test_options_that_cannot_be_meant_are_wrong_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit, match="3"):
        main(["batch", str(write(tmp_path)), *words])


def test_no_files_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch"]) == 3
    assert "expected files of listings, or --sync-report FILE" in capsys.readouterr().err


def test_a_file_that_cannot_be_read_does_not_silence_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = write(tmp_path), write(tmp_path, "", "empty.csv")
    assert main(["batch", str(bad), str(good), *COMMON]) == 2
    said = capsys.readouterr()
    assert "empty.csv: is empty; expected" in said.err
    assert "1 of 3 listings without a violation" in said.out


def test_findings_are_streamed_as_json_lines_and_as_csv_without_formulas(tmp_path: Path) -> None:
    path = write(tmp_path, 'title,sku\n"保温ボトル 送料無料","=cmd|calc"\n')
    lines, table = tmp_path / "out.jsonl", tmp_path / "out.csv"
    for out in (lines, table):
        assert main(["batch", str(path), *COMMON, "--out", str(out)]) == 1
    entries = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    [entry] = [entry for entry in entries if entry["finding"]["rule"] == "amazon/title-promotional-phrase"]
    assert (entry["row"], entry["where"], entry["sku"]) == (2, "line 2", "=cmd|calc")
    assert entry["finding"]["target"]["quote"] == "送料無料"
    with table.open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.DictReader(file))
    assert [(row["sku"], row["field"]) for row in cells if row["rule"] == entry["finding"]["rule"]] == [
        ("'=cmd|calc", "title")
    ]
    assert not (tmp_path / "out.csv.part").exists()


def test_the_summary_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", str(write(tmp_path)), *COMMON, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["listings"], told["clean"]) == (3, 1)
    assert told["groups"][0]["severity"] == "error"
    assert told["groups"][0]["examples"][0]["where"] == "line 2"


def test_the_diff_comes_first_and_a_dry_run_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path)
    assert main(["batch", str(path), *COMMON, "--fix", "safe", "--dry-run"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"--- {path}",
        f"+++ {path}",
        "@@ line 2, title @@",
        "-保温ボトル 送料無料",
        "+保温ボトル",
        "@@ line 4, title @@",
        "-★保温ボトル",
        "+保温ボトル",
    ]
    assert path.read_bytes() == TEXT.encode()
    assert list(tmp_path.iterdir()) == [path]


def test_the_corrected_file_differs_in_the_corrected_cells_only(tmp_path: Path) -> None:
    path, target = write(tmp_path), tmp_path / "fixed.csv"
    assert main(["batch", str(path), *COMMON, "--fix", "safe", "--write", str(target)]) == 1
    expected = TEXT.replace(" 送料無料", "").replace("★", "")
    assert target.read_bytes() == expected.encode()
    assert main(["batch", str(target), *COMMON]) == 0


def test_a_file_that_is_there_is_replaced_only_by_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path)
    call = ["batch", str(path), *COMMON, "--fix", "safe", "--write", str(path)]
    assert main(call) == 3
    assert "is the file to be read; name another, or give --force" in capsys.readouterr().err
    assert path.read_bytes() == TEXT.encode()
    assert main([*call, "--force"]) == 1
    assert "送料無料" not in path.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_amazons_own_issues_stand_beside_ours(capsys: pytest.CaptureFixture[str]) -> None:
    path = shared("spapi/ex_listings_get_sku_examples.json")
    assert main(["batch", str(path), *COMMON]) == 1
    said = capsys.readouterr().out
    assert "Amazon's own issues, in 2 listings:" in said
    assert "99300    unknown 2: Product Detail Page Rules Violation" in said
    assert "18155    only-amazon 1" in said


def test_a_sync_report_is_explained_with_the_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(
        tmp_path, "時刻,ASIN,エラー種別,対処\n10:00,B0CX12A4K9,E-403,\n10:01,B0CX12A4K8,E-999,問い合わせ\n"
    )
    call = ["batch", "--sync-report", str(path), "--locale", "ja", "--today", "2026-11-22"]
    assert main([*call, "--synced", "1000", "--price-deviation", "4%"]) == 1
    said = capsys.readouterr().out
    assert "E-403: B0CX12A4K9" in said
    assert "一致度が92%以上" in said
    assert "問い合わせ" in said
    assert "holds     99.8 % (≥ 99.2 %)  同期成功率 = 1 − 失敗したASIN数 ÷ 同期したASIN数" in said
    assert "missed    4 % (≤ 3.5 %)" in said
    assert "not known – (≥ 100 %)" in said
    assert main([*call, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["types"][1]["report_advises"] == ["問い合わせ"]


def test_what_steers_a_terminal_is_not_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, 'title\n"\x1b[2J送料無料\u202e 保温ボトル"\n')
    main(["batch", str(path), *COMMON, "--fix", "safe"])
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_the_formats_that_can_be_forced_are_those_that_are_read() -> None:
    assert FORMATS == reading.FORMATS


def test_memory_does_not_grow_with_the_listings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything but the verdicts of the engine, which keeps what it knows of texts in caches of its own."""
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("title,description\n")
        file.writelines(f"保温ボトル {number},{'説明' * 200}{number}\n" for number in range(10_000))
    monkeypatch.setattr(JudgeWork, "start", lambda _: lambda _: Verdict(()))
    work = JudgeWork((), None, date(2026, 11, 22), "en")
    summary, peaks = Summary(), []
    tracemalloc.start()
    try:
        results = judged([FileRun("a")], lambda _: open_file(path, Options()), HereRunner(), work)
        for number, (run, row, verdict) in enumerate(results):
            assert isinstance(row, Row)
            summary.add(run.name, row, verdict)
            if number in {1_000, 9_999}:
                peaks.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
    assert summary.listings == 10_000
    assert peaks[1] < peaks[0] + 200_000


def test_check_and_batch_say_the_same_of_the_same_listing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bullets = ("★軽い", "赤い！！")
    listing = {
        "platform": "amazon",
        "marketplace": "jp",
        "mercari_link": False,
        "title": "保温ボトル 送料無料 𠮷★",
        "bullets": bullets,
        "gtin": "4901234567890",
    }
    single = write(tmp_path, json.dumps(listing), "listing.json")
    main(["check", str(single), "--json", "--locale", "zh", "--today", "2026-11-22"])
    checked = json.loads(capsys.readouterr().out)
    table = "platform,marketplace,mercari_link,title,bullet1,bullet2,gtin\n" + ",".join(
        ("amazon", "jp", "no", str(listing["title"]), *bullets, str(listing["gtin"]))
    )
    for path in (single, write(tmp_path, table)):
        out = tmp_path / "out.jsonl"
        main(["batch", str(path), "--out", str(out), "--locale", "zh", "--today", "2026-11-22"])
        assert [json.loads(line)["finding"] for line in out.read_text("utf-8").splitlines()] == checked
    assert len(checked) >= 4


def test_two_processes_say_what_one_says(tmp_path: Path) -> None:
    lines = [f"保温ボトル{number} {'送料無料' if number % 7 == 0 else '青'}" for number in range(230)]
    path = write(tmp_path, "title\n" + "\n".join(lines) + "\n")
    told = []
    for jobs in ("1", "2"):
        out = tmp_path / f"{jobs}.jsonl"
        call = ["batch", str(path), *COMMON, "--jobs", jobs, "--out", str(out), "--fix", "safe"]
        assert main([*call, "--write", str(tmp_path / f"{jobs}.csv")]) == 1
        told.append((out.read_bytes(), (tmp_path / f"{jobs}.csv").read_bytes()))
    assert told[0] == told[1]
    assert (
        told[0][1].decode() == "title\n" + "\n".join(line.replace(" 送料無料", "") for line in lines) + "\n"
    )
