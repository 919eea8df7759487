"""A sample of each group of pictures with known answers; ``scripts/bench/reading.py`` runs them all."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from agent.imaging.reading import Reader, ReadLine
from agent.text.name_match import folded, similarity
from agent.text.script import script_of

PICTURES = Path(__file__).resolve().parents[4] / "shared" / "images"
SAMPLE = {"O": 7, "V": 4, "L": 10, "C": 4, "S": 3, "R": 2, "D": 2, "N2": 12, "real": 1}
"""Every so manyth picture of a group. Group N has brand marks and a tag that are text."""
HARD = {"rendered/S04_16px_sansb.jpg"}
"""16 pixels high on a small product: no reader that was tried reads it."""


def _sample(*, has_text: bool) -> list[dict[str, Any]]:
    path = PICTURES / "truth.json"
    entries: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    chosen = []
    for group, step in SAMPLE.items():
        own = [entry for entry in entries if entry.get("group", entry["kind"]) == group]
        chosen += [entry for entry in own[::step] if entry["file"] not in HARD]
    return [entry for entry in chosen if entry["has_text"] == has_text]


def _read(reader: Reader, entry: dict[str, Any]) -> list[ReadLine]:
    with Image.open(PICTURES / entry["file"]) as image:
        return reader.read(np.asarray(image.convert("RGB")))


def test_the_known_pictures_are_here() -> None:
    if not PICTURES.is_dir():
        pytest.skip("NOT TESTED: the shared pictures with known answers are not here")
    assert _sample(has_text=True)


@pytest.mark.parametrize("entry", _sample(has_text=True), ids=lambda entry: Path(entry["file"]).stem)
def test_the_name_is_read(reader: Reader, entry: dict[str, Any]) -> None:
    lines = _read(reader, entry)
    best = max(similarity(folded(entry["name"]), folded(line.text)) for line in lines)
    assert best >= 0.8, [line.text for line in lines]


@pytest.mark.parametrize("entry", _sample(has_text=False), ids=lambda entry: Path(entry["file"]).stem)
def test_no_text_is_read_where_none_is(reader: Reader, entry: dict[str, Any]) -> None:
    for line in _read(reader, entry):
        letters = sum(letter.isalpha() for letter in line.text)
        eastern = sum(script_of(letter) in {"hiragana", "katakana", "han"} for letter in line.text)
        assert line.score < 0.6 or (letters < 3 and eastern < 2), line.text
