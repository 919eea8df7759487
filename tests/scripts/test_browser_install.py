"""Installing a Chromium where none is: by Debian's packages for root, by Playwright for everybody else."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from agent.browser import BrowserNotFoundError
from scripts import browser
from scripts.environment import SetupError

FOUND = Path("/a/chromium")


class Machine:
    """A machine without a browser, on which ``working`` is the command that installs one."""

    def __init__(self, working: str | None) -> None:
        self.working = working
        self.installed = False
        self.commands: list[str] = []

    def find_browser(self) -> Path:
        if self.installed:
            return FOUND
        message = "found no Chromium"
        raise BrowserNotFoundError(message)

    def run(self, line: list[str], **_options: object) -> SimpleNamespace:
        told = " ".join(line)
        self.commands.append(told)
        self.installed |= self.working is not None and self.working in told
        return SimpleNamespace(returncode=0, stdout=b"")


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> type[Machine]:
    class Made(Machine):
        def __init__(self, working: str | None) -> None:
            super().__init__(working)
            monkeypatch.delenv("TENKEN_BROWSER", raising=False)
            monkeypatch.setattr("scripts.browser.find_browser", self.find_browser)
            monkeypatch.setattr("scripts.browser.subprocess.run", self.run)

    return Made


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.browser.sys.platform", "linux")
    monkeypatch.setattr("scripts.browser.os.geteuid", lambda: 0, raising=False)
    monkeypatch.setattr("scripts.browser.shutil.which", lambda name: f"/usr/bin/{name}")


@pytest.mark.usefixtures("root")
def test_root_on_debian_gets_the_package_and_the_fonts(make: type[Machine]) -> None:
    machine = make("apt-get install")
    assert browser.ensure_browser() == FOUND
    assert machine.commands[0].startswith("apt-get update")
    assert {"chromium", "fonts-noto-cjk"} <= set(machine.commands[1].split())
    assert len(machine.commands) == 2


@pytest.mark.usefixtures("root")
def test_where_the_package_is_of_no_use_playwright_installs_its_own(make: type[Machine]) -> None:
    machine = make("playwright install chromium")
    assert browser.ensure_browser() == FOUND
    assert machine.commands[-1].endswith("-m playwright install chromium")


@pytest.mark.usefixtures("root")
def test_nobody_but_root_is_asked_for_packages(make: type[Machine], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.browser.os.geteuid", lambda: 1000, raising=False)
    machine = make("playwright install chromium")
    assert browser.ensure_browser() == FOUND
    assert len(machine.commands) == 1


@pytest.mark.usefixtures("root")
def test_a_browser_that_cannot_be_installed_names_the_remedies(make: type[Machine]) -> None:
    make(None)
    with pytest.raises(SetupError, match="none could be installed; set TENKEN_BROWSER"):
        browser.ensure_browser()


@pytest.mark.usefixtures("root")
def test_a_wrong_variable_is_told_and_nothing_is_installed(
    make: type[Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = make("apt-get install")
    monkeypatch.setenv("TENKEN_BROWSER", "/nowhere")
    with pytest.raises(SetupError):
        browser.ensure_browser()
    assert machine.commands == []


@pytest.mark.usefixtures("root")
def test_a_missing_font_is_installed_or_named(make: type[Machine]) -> None:
    machine = make(None)
    assert browser.ensure_japanese_font() == browser.FONT_REMEDY
    assert "fonts-noto-cjk" in browser.FONT_REMEDY
    assert any("apt-get install" in command for command in machine.commands)
