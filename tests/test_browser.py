"""Finding a Chromium: the named one, Playwright's newest, the system's; never a snap's stub."""

import sys
from pathlib import Path

import pytest
from playwright.async_api import Error, async_playwright

from agent.browser import OFF_IN_PLAYWRIGHT, BrowserNotFoundError, find_browser, unattended_switches


def program(path: Path, content: bytes = b"\x7fELF") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """A machine with nothing on it."""
    return {"HOME": str(tmp_path), "PATH": str(tmp_path / "bin"), "LOCALAPPDATA": str(tmp_path / "local")}


def test_the_browser_that_the_variable_names_is_used(machine: dict[str, str], tmp_path: Path) -> None:
    program(tmp_path / "bin/chromium")
    mine = program(tmp_path / "mine")
    assert find_browser({**machine, "TENKEN_BROWSER": str(mine)}, "linux") == mine


def test_a_wrong_variable_is_an_error_and_no_other_browser_is_taken(
    machine: dict[str, str], tmp_path: Path
) -> None:
    program(tmp_path / "bin/chromium")
    with pytest.raises(BrowserNotFoundError, match="TENKEN_BROWSER is '/nowhere', expected the path"):
        find_browser({**machine, "TENKEN_BROWSER": "/nowhere"}, "linux")


@pytest.mark.parametrize(
    ("platform", "place"),
    [
        ("linux", ".cache/ms-playwright/chromium-{}/chrome-linux/chrome"),
        ("linux", ".cache/ms-playwright/chromium-{}/chrome-linux64/chrome"),
        (
            "darwin",
            "Library/Caches/ms-playwright/chromium-{}/chrome-mac/Chromium.app/Contents/MacOS/Chromium",
        ),
        ("win32", "local/ms-playwright/chromium-{}/chrome-win64/chrome.exe"),
    ],
)
def test_the_newest_browser_of_playwright_is_found_on_every_system(
    machine: dict[str, str], tmp_path: Path, platform: str, place: str
) -> None:
    program(tmp_path / place.format(990))
    newest = program(tmp_path / place.format(1208))
    assert find_browser(machine, platform) == newest


def test_the_system_browser_is_found_on_the_path(machine: dict[str, str], tmp_path: Path) -> None:
    installed = program(tmp_path / "bin/chromium", b"#!/bin/sh\nexec /usr/lib/chromium/chromium\n")
    assert find_browser(machine, "linux") == installed


def test_applications_of_the_user_are_found_on_macos(machine: dict[str, str], tmp_path: Path) -> None:
    installed = program(tmp_path / "Applications/Chromium.app/Contents/MacOS/Chromium")
    assert find_browser(machine, "darwin") == installed


def test_a_stub_of_a_snap_is_passed_over(machine: dict[str, str], tmp_path: Path) -> None:
    program(tmp_path / "bin/chromium-browser", b"#!/bin/sh\nexec /snap/bin/chromium\n")
    with pytest.raises(BrowserNotFoundError):
        find_browser(machine, "linux")


def test_a_missing_browser_names_every_remedy(machine: dict[str, str]) -> None:
    with pytest.raises(BrowserNotFoundError) as error:
        find_browser(machine, "linux")
    for remedy in ("TENKEN_BROWSER", "python -m playwright install chromium", "apt-get install chromium"):
        assert remedy in str(error.value)


@pytest.mark.skipif(sys.platform == "win32", reason="the program that stands for Chromium is a script")
async def test_what_playwright_switches_off_stays_off(tmp_path: Path) -> None:
    told = tmp_path / "switches"
    teller = program(tmp_path / "chromium", f'#!/bin/sh\nprintf "%s\\n" "$@" > {told}\n'.encode())
    async with async_playwright() as playwright:
        with pytest.raises(Error):
            await playwright.chromium.launch(executable_path=teller)
    switch = "--disable-features="
    (theirs,) = (line for line in told.read_text("utf-8").splitlines() if line.startswith(switch))
    assert set(theirs.removeprefix(switch).split(",")) == set(OFF_IN_PLAYWRIGHT)
    assert next(ours for ours in unattended_switches() if ours.startswith(switch)).startswith(
        switch + ",".join(OFF_IN_PLAYWRIGHT)
    )
