"""A font of the system that has Japanese and Chinese characters, for what is written on pictures."""

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_SECONDS = 5
_PLACES = (
    "/System/Library/Fonts/ヒラギノ角ゴシック W3.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "C:/Windows/Fonts/YuGothM.ttc",
    "C:/Windows/Fonts/meiryo.ttc",
    "C:/Windows/Fonts/msgothic.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
)
"""Where macOS, Windows and three families of Linux have theirs."""
_PROBE = "日本語中文"


def font_of(size: int) -> tuple[Font, bool]:
    """A font of ``size`` pixels, and whether it has more than Latin letters."""
    path = _eastern()
    if path is None:
        return ImageFont.load_default(size), False
    return ImageFont.truetype(path, size), True


@cache
def _eastern() -> str | None:
    for path in (*_PLACES, *_found()):
        if Path(path).is_file() and _has_eastern(path):
            return path
    return None


def _has_eastern(path: str) -> bool:
    try:
        font = ImageFont.truetype(path, 20)
    except OSError:
        return False
    missing = bytes(font.getmask("\U0010ffff"))
    return all(bytes(font.getmask(letter)) != missing for letter in _PROBE)


def _found() -> Iterator[str]:
    """What fontconfig would use for Japanese text, where there is fontconfig."""
    finder = shutil.which("fc-match")
    if finder is not None:
        command = [finder, "-f", "%{file}", "sans:lang=ja"]
        try:
            found = subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            return
        yield found.stdout.decode(errors="replace")
