"""``tenken check``, ``rules`` and ``explain``: what is printed, and what a wrong input gets."""

import json
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from agent.cli import main
from tests.pages.serving import picture

LISTING = {"platform": "amazon", "marketplace": "jp", "mercari_link": False, "title": "保温ボトル 送料無料"}


HIRAGANA = "".join(map(chr, range(0x3042, 0x3070)))
KATAKANA = "".join(map(chr, range(0x30A2, 0x30D0)))
"""Long, and nothing in it is repeated."""


def write(folder: Path, content: object) -> str:
    path = folder / "listing.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return str(path)


def test_a_violation_is_printed_with_fix_and_source_and_exits_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", write(tmp_path, LISTING), "--locale", "en"]) == 1
    said = capsys.readouterr().out
    assert "“送料無料” is promotional" in said
    assert "→ Delete “送料無料”" in said
    assert "amazon/title-promotional-phrase" in said
    assert "1 violations, 0 cannot tell" in said


def test_a_clean_listing_exits_with_0(tmp_path: Path) -> None:
    assert main(["check", write(tmp_path, {**LISTING, "title": "保温ボトル 青"})]) == 0


def test_json_carries_every_annotation_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", write(tmp_path, LISTING), "--json", "--locale", "zh"])
    annotations = json.loads(capsys.readouterr().out)
    found = [entry for entry in annotations if entry["outcome"] == "violation"]
    assert [entry["target"]["quote"] for entry in found] == ["送料無料"]
    assert "促销" in found[0]["message"]


def test_a_day_before_a_rule_began_is_judged_without_it(tmp_path: Path) -> None:
    command = ["check", write(tmp_path, {**LISTING, "title": f"{HIRAGANA} {KATAKANA}"})]
    assert main([*command, "--today", "2026-07-26"]) == 0
    assert main([*command, "--today", "2026-07-27"]) == 1


def test_an_image_file_beside_the_listing_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.jpg").write_bytes(picture(grey=True))
    listing = {**LISTING, "title": "保温ボトル 青", "images": [{"slot": "MAIN", "file": "main.jpg"}]}
    assert main(["check", write(tmp_path, listing), "--locale", "en"]) == 1
    assert "the rest is #e8e" in capsys.readouterr().out


def test_the_text_of_the_main_image_alone_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = Image.new("RGB", (1_000, 1_000), "white")
    pen = ImageDraw.Draw(shown)
    pen.rectangle((250, 100, 750, 700), fill="#446688")
    pen.text((500, 850), "SUMMER SALE", fill="black", font=ImageFont.load_default(100), anchor="mm")
    shown.save(tmp_path / "text.png")
    (tmp_path / "plain.jpg").write_bytes(picture(grey=False))
    words = "SUMMER"
    for main_file, other, read in (("text.png", "plain.jpg", True), ("plain.jpg", "text.png", False)):
        images = [{"slot": "MAIN", "file": main_file}, {"slot": "PT01", "file": other}]
        path = write(tmp_path, {**LISTING, "title": "保温ボトル 青", "images": images})
        main(["check", path, "--locale", "en"])
        assert (words in capsys.readouterr().out) == read


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", "expected JSON in UTF-8 such as"),
        ("[]", "expected one listing, a JSON object"),
        ({"title": "a"}, "platform: Field required"),
        ({"platform": "ebay"}, "platform: Input should be 'amazon', 'mercari' or 'mercari-shops'"),
        ({**LISTING, "titel": "a"}, "titel: Extra inputs are not permitted"),
        ({**LISTING, "images": [{"slot": "MAIN", "file": "gone.jpg"}]}, "the file 'gone.jpg' cannot be read"),
    ],
)
def test_a_wrong_listing_is_refused_with_what_was_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: object, expected: str
) -> None:
    path = write(tmp_path, content)
    assert main(["check", path]) == 2
    assert f"{path}: " in (said := capsys.readouterr().err)
    assert expected in said


def test_a_missing_listing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none.json")]) == 2
    assert "none.json: cannot be read" in capsys.readouterr().err


def test_the_rules_are_listed_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--locale", "ja"]) == 0
    said = capsys.readouterr().out
    assert "商品名に宣伝の言葉があります" in said
    assert "seed" in said


def test_explain_gives_the_message_with_its_numbers_the_source_and_the_cases(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["explain", "amazon/title-too-long", "--locale", "en"]) == 0
    said = capsys.readouterr().out
    assert "{" not in said.split("Source")[0]
    assert "Source (official" in said
    assert "✗" in said
    assert "✓" in said


def test_explain_offers_the_ids_that_come_near(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "title-too-lon"]) == 3
    assert "Did you mean amazon/title-too-long" in capsys.readouterr().err


def test_what_was_accepted_or_waived_does_not_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENKEN_WAIVERS", str(tmp_path / "waivers.toml"))
    listing, saved, known = write(tmp_path, LISTING), str(tmp_path / "run.json"), str(tmp_path / "known.json")
    assert main(["check", listing, "--report", saved]) == 1
    assert main(["baseline", "accept", known, "--run", saved, "--all"]) == 0
    assert main(["check", listing, "--baseline", known]) == 0
    listing = write(tmp_path, {**LISTING, "title": "保温ﾎﾞﾄﾙ 送料無料"})
    assert main(["check", listing, "--baseline", known]) == 1
    rule = "amazon/half-width-katakana"
    assert main(["waive", "add", rule, "--scope", "everywhere", "--reason", "true of our shop"]) == 0
    capsys.readouterr()
    assert main(["check", listing, "--baseline", known, "--locale", "en"]) == 0
    assert "1 waived" in capsys.readouterr().out


def test_reports_are_written_and_a_name_that_tells_no_format_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listing = write(tmp_path, LISTING)
    names = [str(tmp_path / name) for name in ("out.html", "out.sarif", "out.xml", "out.csv", "out.md")]
    assert main(["check", listing, *(part for name in names for part in ("--report", name))]) == 1
    assert all("送料無料" in Path(name).read_text("utf-8") for name in names)
    assert main(["check", listing, "--report", str(tmp_path / "out.doc")]) == 2
    assert "FORMAT=FILE" in capsys.readouterr().err
