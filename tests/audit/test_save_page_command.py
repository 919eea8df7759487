"""What ``scripts/save_page.py`` refuses before it starts a browser."""

import sys
from pathlib import Path

import pytest

from scripts import save_page

URL = "https://www.amazon.co.jp/dp/B0TENKEN01"


def test_what_cannot_be_used_is_refused_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state.json"
    state.write_text('{"cookies": [], "origins": []}')
    state.chmod(0o644)
    new = str(tmp_path / "new")
    cases = {
        (URL, new, "--storage-state", str(state)): "others can read it",
        (URL, str(tmp_path)): "exists; name a new folder",
        ("file:///etc/passwd", new): "expected an address such as",
    }
    for arguments, said in cases.items():
        monkeypatch.setattr(sys, "argv", ["save_page.py", *arguments])
        assert save_page.main() == 1
        assert said in capsys.readouterr().err
