"""Which Chromium this machine has. Standard library only: set-up asks before anything is installed.

Chrome and Edge as their makers ship them are left out: they ignore ``--load-extension``, so neither
the demo nor a headless audit can bring the extension along. For daily use any of them will do.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

VARIABLE = "TENKEN_BROWSER"
REMEDY = (
    f"set {VARIABLE} to the path of a Chromium, or install one: "
    "`python -m playwright install chromium` (any system), `apt-get install chromium` (Debian)"
)
COMMANDS = ("chromium", "chromium-browser", "ungoogled-chromium")
APPLICATION = Path("Chromium.app/Contents/MacOS/Chromium")
"""Below the applications folders of macOS."""
SNAP_STUB_BYTES = 4096
OFF_IN_PLAYWRIGHT = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "TcpPortRandomizationWin",
    "ThirdPartyStoragePartitioning",
    "msEdgeUpdateLaunchServicesPreferredVersion",
    "msForceBrowserSignIn",
)
"""What the Playwright of ``requirements.lock`` switches off. Of such switches the last one counts."""
_ADDRESS_BAR = ("WebUIOmniboxAimPopup", "WebUIOmniboxPopup")
"""What each window loads for the list below its address bar: a second of processor time."""


class BrowserNotFoundError(Exception):
    """There is no Chromium to use; says how to name or install one."""


def find_browser(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """The Chromium to drive: the one that ``TENKEN_BROWSER`` names, else Playwright's, else the system's.

    Raises:
        BrowserNotFoundError: none is installed, or ``TENKEN_BROWSER`` names no program.

    """
    if named := environment.get(VARIABLE):
        program = shutil.which(named, path=environment.get("PATH"))
        if program is None:
            message = f"{VARIABLE} is '{named}', expected the path of a program; correct or unset it"
            raise BrowserNotFoundError(message)
        return Path(program)
    for path in _candidates(environment, platform):
        if path.is_file() and not _is_snap(path):
            return path
    message = f"found no Chromium; {REMEDY}"
    raise BrowserNotFoundError(message)


def unattended_switches() -> list[str]:
    """How a Chromium is started that nobody looks at."""
    off = ",".join((*OFF_IN_PLAYWRIGHT, *_ADDRESS_BAR))
    return [f"--disable-features={off}", *sandbox_switches()]


def sandbox_switches() -> list[str]:
    """What turns Chromium's sandbox off: only for root, which has none."""
    return ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []


def _candidates(environment: Mapping[str, str], platform: str) -> Iterator[Path]:
    for cache in _playwright_folders(environment, platform):
        # Newest revision first: chromium-1194, chromium-1208 …
        for browser in sorted(cache.glob("chromium-[0-9]*"), key=_revision, reverse=True):
            yield from browser.glob("chrome-linux*/chrome")
            yield from browser.glob("chrome-mac*/*.app/Contents/MacOS/*")
            yield from browser.glob("chrome-win*/chrome.exe")
    for command in COMMANDS:
        if found := shutil.which(command, path=environment.get("PATH")):
            yield Path(found)
    if platform == "darwin":
        for root in (Path("/"), Path(environment.get("HOME", "/"))):
            yield root / "Applications" / APPLICATION
    if platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if folder := environment.get(variable):
                yield Path(folder) / "Chromium" / "Application" / "chrome.exe"


def _playwright_folders(environment: Mapping[str, str], platform: str) -> Iterator[Path]:
    if named := environment.get("PLAYWRIGHT_BROWSERS_PATH"):
        yield Path(named)
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or "/")
    if platform == "darwin":
        yield home / "Library" / "Caches" / "ms-playwright"
    elif platform == "win32":
        yield Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "ms-playwright"
    else:
        yield Path(environment.get("XDG_CACHE_HOME") or home / ".cache") / "ms-playwright"


def _revision(folder: Path) -> int:
    digits = folder.name.rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0


def _is_snap(path: Path) -> bool:
    """Ubuntu's package is a stub for a snap, which may neither read this folder nor a temporary profile."""
    if "snap" in path.resolve().parts:
        return True
    with path.open("rb") as file:
        start = file.read(SNAP_STUB_BYTES)
    return start.startswith(b"#!") and b"/snap/" in start
