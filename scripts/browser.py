"""Finds or installs the Chromium that tests and demo drive, and a font with Japanese characters."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from agent.browser import REMEDY, VARIABLE, BrowserNotFoundError, find_browser
from scripts.environment import SetupError, python

FONT_REMEDY = (
    "no font with Japanese characters was found, so pages would show empty boxes; install one "
    "(Debian, Ubuntu: fonts-noto-cjk; Fedora: google-noto-sans-cjk-fonts; Arch: noto-fonts-cjk)"
)


def ensure_browser() -> Path:
    """The Chromium to use, installed where none is there.

    Raises:
        SetupError: there is none and it cannot be installed, or ``TENKEN_BROWSER`` is wrong.

    """
    try:
        return find_browser()
    except BrowserNotFoundError as error:
        if os.environ.get(VARIABLE):
            raise SetupError(str(error)) from error
    for attempt in (_from_debian, _from_playwright):
        attempt()
        try:
            return find_browser()
        except BrowserNotFoundError:
            continue
    message = f"no Chromium is installed and none could be installed; {REMEDY}"
    raise SetupError(message)


def ensure_japanese_font() -> str | None:
    """Install a font where that is possible; otherwise the words to say when Linux has none."""
    if sys.platform != "linux" or _has_japanese_font():
        return None
    if _may_use_apt():
        _apt("fonts-noto-cjk", "fontconfig")
    return None if _has_japanese_font() else FONT_REMEDY


def _from_debian() -> None:
    if _may_use_apt():
        _apt("chromium", "fonts-noto-cjk", "fontconfig")


def _from_playwright() -> None:
    print("[set-up] installing Chromium with Playwright", file=sys.stderr, flush=True)
    subprocess.run([str(python()), "-m", "playwright", "install", "chromium"], check=False)


def _may_use_apt() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(*packages: str) -> None:
    print(f"[set-up] installing {', '.join(packages)} with apt-get", file=sys.stderr, flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], check=False, env=quiet, stdout=sys.stderr)
    command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    subprocess.run(command, check=False, env=quiet, stdout=sys.stderr)


def _has_japanese_font() -> bool:
    if lister := shutil.which("fc-list"):
        listed = subprocess.run([lister, ":lang=ja", "family"], check=False, capture_output=True)
        return bool(listed.stdout.strip())
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
    return any(any(folder.rglob("*CJK*")) for folder in folders)
