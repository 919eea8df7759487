"""Row S01: pictures are measured, read and judged without any network; nothing is fetched, not even once."""

import json
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.imaging.pictures import encode

ROOT = Path(__file__).resolve().parents[2]
UNSHARE = ("unshare", "--map-root-user", "--net")


def _may_unshare() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*UNSHARE, "true"], check=False, capture_output=True).returncode == 0


def _lettered() -> bytes:
    """A picture that nobody has seen before, so that nothing is remembered of it."""
    picture = Image.new("RGB", (1_000, 1_000), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((250, 150, 750, 600), fill="#446688")
    picture.putpixel((300, 200), (secrets.randbelow(256), secrets.randbelow(256), secrets.randbelow(256)))
    pen.text((500, 800), "GREEN TEA 2026", fill="black", font=ImageFont.load_default(90), anchor="mm")
    return encode(picture, "PNG")


@pytest.mark.skipif(not _may_unshare(), reason="NOT TESTED: this system lets nobody make an empty network")
def test_s01_a_picture_is_measured_read_and_judged_in_an_empty_network(tmp_path: Path) -> None:
    (tmp_path / "main.png").write_bytes(_lettered())
    command = [sys.executable, "-m", "agent.cli", "check-image", str(tmp_path / "main.png"), "--json"]
    result = subprocess.run(
        [*UNSHARE, *command],
        check=False,
        capture_output=True,
        cwd=ROOT,
    )
    assert result.returncode in (0, 1), result.stderr.decode()
    (entry,) = json.loads(result.stdout)
    assert entry["facts"]["ground"]["white_share"] > 0.9
    texts = [line["text"].replace(" ", "") for line in entry["facts"]["text"]["lines"]]
    assert "GREENTEA2026" in texts
