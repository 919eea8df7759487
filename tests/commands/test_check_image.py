"""``tenken check-image``: what is printed of a picture, what is drawn on it, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from agent.cli import _parser, main
from agent.commands import check_image
from agent.imaging import drawing, fonts, picture_file, process, store
from agent.imaging.drawing import Mark, draw
from agent.picture import Region
from tests.imaging.pictures import encode

Say = Callable[..., int]


def clean(side: int = 1_200) -> Image.Image:
    image = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(image)
    edge = side // 20
    for row in range(edge, side - edge, 8):  # fine detail, as a photo has it
        for column in range(edge, side - edge, 8):
            shade = (row * 7 + column * 13) % 140 + 40
            pen.rectangle((column, row, column + 7, row + 7), fill=(shade, 90, 160))
    return image


def framed() -> Image.Image:
    image = clean()
    ImageDraw.Draw(image).rectangle((0, 0, 1_199, 1_199), outline="black", width=6)
    return image


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run the command in a folder with pictures; English, and no text unless asked for."""
    monkeypatch.setattr(store, "default_path", lambda: tmp_path / "cache")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clean.png").write_bytes(encode(clean()))
    (tmp_path / "framed.jpg").write_bytes(encode(framed(), "JPEG", quality=95))
    (tmp_path / "broken.jpg").write_bytes(encode(clean(), "JPEG")[:5_000])

    def run(*words: str, text: bool = False) -> int:
        return main(["check-image", *words, "--locale", "en", *([] if text else ["--no-text"])])

    return run


def test_measures_and_findings_are_printed(say: Say, capsys: pytest.CaptureFixture[str]) -> None:
    assert say("framed.jpg") == 1
    said = capsys.readouterr().out
    assert said.startswith("framed.jpg: JPEG 1200×1200 RGB, ")
    assert "  ground    " in said
    assert "image/main-image-" in said
    assert "images 1: " in said


def test_a_picture_without_a_fault_exits_with_0(say: Say, capsys: pytest.CaptureFixture[str]) -> None:
    assert say("clean.png") == 0, capsys.readouterr().out


def test_a_broken_file_is_told_after_the_others_were_judged(
    say: Say, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say("gone.jpg", "broken.jpg", "framed.jpg") == 2
    said = capsys.readouterr()
    assert said.out.startswith("framed.jpg: ")
    told = said.err.splitlines()
    assert told[0] == "gone.jpg: cannot be read (No such file or directory)"
    assert told[1].startswith("broken.jpg: no picture that can be decoded")


def test_a_folder_and_a_file_that_is_too_large_are_told(
    say: Say, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_file, "LARGEST_FILE", 1_000)
    (tmp_path / "folder").mkdir()
    assert say("folder", "clean.png") == 2
    told = capsys.readouterr().err
    assert "folder: cannot be read (not a file)" in told
    assert "clean.png: cannot be read (larger than" in told


def test_json_holds_all_facts_and_annotations_of_every_file(
    say: Say, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say("framed.jpg", "gone.jpg", "--json") == 2
    framed, gone = json.loads(capsys.readouterr().out)
    assert (framed["file"], framed["facts"]["width"]) == ("framed.jpg", 1_200)
    assert {entry["target"]["field"] for entry in framed["annotations"]} == {"images"}
    assert gone == {"file": "gone.jpg", "problem": "cannot be read (No such file or directory)"}


def test_a_second_run_starts_no_process(
    say: Say, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert say("framed.jpg") == 1
    first = capsys.readouterr().out
    monkeypatch.setattr(process.ImageProcess, "ask", None)
    assert say("framed.jpg") == 1
    assert capsys.readouterr().out == first


def test_mercaris_linking_is_judged_when_it_is_named(
    say: Say, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    grey = Image.new("RGB", (1_200, 1_200), (225, 225, 225))
    ImageDraw.Draw(grey).rectangle((60, 60, 1_140, 1_140), fill="#446688")
    (tmp_path / "grey.png").write_bytes(encode(grey))
    words = ("grey.png", "--platform", "mercari")
    say(*words, "--mercari-link")
    assert "mercari-link/main-image-not-white" in capsys.readouterr().out
    say(*words)
    assert "mercari-link/" not in capsys.readouterr().out


def test_the_options_say_what_the_listing_is() -> None:
    words = ("check-image", "a.png", "--title", "抹茶 20袋", "--name", "宇治抹茶", "--marketplace", "us")
    listing = check_image._listing(_parser().parse_args(words))
    assert (listing.title, listing.context.product_name, listing.marketplace) == (
        "抹茶 20袋",
        "宇治抹茶",
        "us",
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--marketplace", "Japan"), "--marketplace: String should match pattern"),
        (("--title", "x" * 50_001), "--title: String should have at most 50000 characters"),
        (("clean.png", "--annotated", "one.png"), "one.png: expected a directory for several files"),
    ],
)
def test_wrong_options_are_refused_with_what_was_expected(
    say: Say, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], expected: str
) -> None:
    assert say("framed.jpg", *words) == 2
    assert expected in capsys.readouterr().err


def test_findings_are_drawn_on_a_copy(say: Say, tmp_path: Path) -> None:
    (tmp_path / "twin").mkdir()
    (tmp_path / "twin" / "framed.jpg").write_bytes((tmp_path / "framed.jpg").read_bytes())
    before = (tmp_path / "framed.jpg").read_bytes()
    assert say("framed.jpg", "twin/framed.jpg", "--annotated", "drawn") == 1
    names = {path.name for path in (tmp_path / "drawn").iterdir()}
    assert names == {"framed.annotated.png", "framed-2.annotated.png"}
    with Image.open(tmp_path / "drawn" / "framed.annotated.png") as sheet:
        assert sheet.width == 1_200
        assert sheet.height > 1_200  # the legend
    assert (tmp_path / "framed.jpg").read_bytes() == before


def test_the_picture_itself_is_never_drawn_over(say: Say, capsys: pytest.CaptureFixture[str]) -> None:
    assert say("clean.png", "--annotated", "clean.png") == 2
    assert "clean.png: cannot be written (it is the picture itself)" in capsys.readouterr().err


def test_text_is_read_unless_it_is_not_wanted(
    say: Say, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    image = clean()
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 1_200, 250), fill="white")
    pen.text((600, 130), "SUMMER SALE 50", fill="black", font=fonts.font_of(110)[0], anchor="mm")
    (tmp_path / "text.png").write_bytes(encode(image))
    say("text.png")
    assert "  text " not in capsys.readouterr().out
    say("text.png", text=True)
    said = capsys.readouterr().out
    assert "SUMMER" in said
    say("text.png", "--json", text=True)
    (line, *_) = json.loads(capsys.readouterr().out)[0]["facts"]["text"]["lines"]
    assert "lattice" not in line
    say("text.png", "--json", "--lattice", text=True)
    (line, *_) = json.loads(capsys.readouterr().out)[0]["facts"]["text"]["lines"]
    assert "lattice" in line


MARK = Mark(
    number=1,
    colour=(200, 30, 30),
    words="背景が白くありません。",
    plain="error: image/main-image-not-white",
    region=Region(x=0.25, y=0.25, width=0.5, height=0.5),
    areas=(Region(x=0.5, y=0.5, width=0.25, height=0.25),),
)


def test_a_mark_is_a_box_with_hatched_areas_and_the_rest_of_the_picture_stays() -> None:
    drawn = draw(np.full((800, 800, 3), 255, dtype=np.uint8), [MARK])
    assert drawn.getpixel((400, 200)) == MARK.colour
    assert drawn.getpixel((100, 100)) == (255, 255, 255)
    hatched = drawn.crop((410, 410, 590, 590)).getcolors()
    assert hatched is not None
    assert {colour for _, colour in hatched} == {(255, 255, 255), MARK.colour}


def test_without_an_eastern_font_the_legend_names_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def wrapped(text: str, *_: object) -> list[str]:
        shown.append(text)
        return [text]

    monkeypatch.setattr(drawing, "_wrapped", wrapped)
    monkeypatch.setattr(fonts, "_eastern", lambda: None)
    draw(np.full((80, 80, 3), 255, dtype=np.uint8), [MARK])
    assert shown == [MARK.plain]
