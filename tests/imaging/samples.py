"""The shared pictures with known answers; they are not part of the project, and may be missing."""

import json
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "images"
NO_TEXT = ("N", "N2")
"""Groups of product pictures without fault: cut-outs on white, and shop photos."""


def expected() -> list[dict[str, Any]]:
    """Each with its ``file`` and what to ``expect``."""
    return _read("acceptance.json")


def known() -> list[dict[str, Any]]:
    """Each with its ``file`` and ``group``."""
    return _read("truth.json")


def _read(name: str) -> list[dict[str, Any]]:
    path = SAMPLES / name
    entries: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else []
    return entries
