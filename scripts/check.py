"""Every check of the project in one command. Needs Python 3.11 or newer; makes the rest itself."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - people start this with whatever their system calls python3
    sys.exit("error: Tenken needs Python 3.11 or newer, this is " + sys.version.split()[0])

import argparse
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts import browser, environment, node_tools  # noqa: E402 - found only now
from scripts.environment import SetupError, python, tool  # noqa: E402

IN_CI = bool(os.environ.get("CI"))
NO_TESTS = 5
"""What pytest exits with when nothing was collected."""
KNOWN_PORTS = ("tests/commands", "tests/scripts", "tests/server")
"""Start agents on the ports that the extension knows, as tests/conftest.py says; so do tests/e2e."""
OWN_PORTS = "tests/extension"
"""Browser tests whose agents listen elsewhere."""
UNHURRIED = ("tests/extension/extraction", "tests/lessons", "tests/reports")
"""Browser tests of still pages: they wait for nothing that has to come in time, so the others go first."""


@dataclass(frozen=True)
class Outcome:
    """How one step ended; ``note`` says why where it did not simply pass."""

    name: str
    verdict: str
    note: str
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether the step makes the whole run fail."""
        return self.verdict == "FAILED"


def main() -> int:
    """Run every step, whatever the one before said; pytest last, so that its closing line is the last."""
    arguments = parse()
    # Many processes follow; each would compile all that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    beside = ThreadPoolExecutor(1)
    types = beside.submit(quietly, tool("mypy"))
    steps: list[tuple[str, Callable[[], tuple[str, str]]]] = [
        ("ruff check", lambda: command(tool("ruff"), "check")),
        ("ruff format", lambda: command(tool("ruff"), "format", "--check")),
        ("import layers", lambda: command(tool("lint-imports"))),
        ("extension types", type_check),
        ("generated files", lambda: command(str(python()), "scripts/generate.py", "--check")),
    ]
    if not arguments.fast:
        steps.append(("browser and font", find_browser))
    steps.append(("mypy", lambda: verdict(shown(types))))
    outcomes = [run(name, step) for name, step in steps]
    summarise(outcomes)
    tests = pytest(arguments, beside)
    return 1 if tests or any(outcome.failed for outcome in outcomes) else 0


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="leave out the tests that need a browser")
    parser.add_argument("-k", metavar="EXPRESSION", help="only the tests that match, as pytest's -k")
    return parser.parse_args()


def run(name: str, step: Callable[[], tuple[str, str]]) -> Outcome:
    """One step with its title above its output."""
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    try:
        passed, note = step()
    except SetupError as error:
        passed, note = "FAILED", str(error)
    return Outcome(name, passed, note, time.monotonic() - started)


def command(*line: str) -> tuple[str, str]:
    """Run a tool in the project's folder."""
    return verdict(subprocess.run(line, check=False, cwd=ROOT).returncode)


def verdict(code: int) -> tuple[str, str]:
    """What an exit code says."""
    return ("FAILED", f"exit code {code}, see above") if code else ("passed", "")


def quietly(*line: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a tool in what the others leave of the processors, with its output kept."""
    polite = ["nice", "-n", "5"] if shutil.which("nice") else []
    return subprocess.run(
        [*polite, *line], check=False, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def shown(tool: "Future[subprocess.CompletedProcess[bytes]]") -> int:
    """Wait for a tool, print what it said; its exit code."""
    done = tool.result()
    print(done.stdout.decode("utf-8", "replace"), end="", flush=True)
    return done.returncode


def type_check() -> tuple[str, str]:
    """The extension's types, where Node.js is; CI must have it."""
    if not node_tools.has_node():
        note = "Node.js and npm are not installed, so the extension's types were NOT checked"
        return ("FAILED" if IN_CI else "SKIPPED", note)
    node_tools.ensure_node_tools()
    return command(*node_tools.type_check_command())


def find_browser() -> tuple[str, str]:
    """A Chromium and a font for the browser tests."""
    print(browser.ensure_browser(), flush=True)
    missing_font = browser.ensure_japanese_font()
    return ("FAILED", missing_font) if missing_font else ("passed", "")


def summarise(outcomes: list[Outcome]) -> None:
    """What was run before the tests, one line a step."""
    print("\n== summary", flush=True)
    for outcome in outcomes:
        note = f"  {outcome.note}" if outcome.note else ""
        print(f"{outcome.verdict:8} {outcome.name:18}{outcome.seconds:6.1f} s{note}", flush=True)


def pytest(arguments: argparse.Namespace, beside: ThreadPoolExecutor) -> int:
    """The tests; the exit code of the first part that failed."""
    parallel = ["-m", "not browser", "-n", str(os.cpu_count() or 1), "--dist", "loadgroup"]
    wanted = ["-k", arguments.k] if arguments.k else []
    # A check says the same twice: Hypothesis tries the same examples; pytest on its own tries new ones.
    line = [str(python()), "-m", "pytest", "-q", "--hypothesis-profile=ci"]
    if arguments.fast:
        return subprocess.run([*line, *parallel, *wanted], check=False, cwd=ROOT).returncode
    codes = []
    # A browser often waits, and most of its tests have deadlines: the others get what it leaves, in turn.
    started = [
        (front, quiet, beside.submit(quietly, *line, *parallel, *wanted, *quiet)) for quiet, front in parts()
    ]
    unhurried = beside.submit(quietly, *line, "-m", "browser", *wanted, *UNHURRIED)
    for front, quiet, meanwhile in started:
        print("\n== pytest -m browser " + " ".join(front), flush=True)
        codes.append(
            subprocess.run([*line, "-m", "browser", *wanted, *front], check=False, cwd=ROOT).returncode
        )
        print("\n== meanwhile: pytest " + " ".join([*parallel, *quiet]), flush=True)
        codes.append(shown(meanwhile))  # waits: the next browser tests want the same ports
    print("\n== meanwhile: pytest -m browser " + " ".join(UNHURRIED), flush=True)
    codes.append(shown(unhurried))
    # With -k, some of them may have nothing to run.
    return next((code for code in codes if code not in {0, NO_TESTS}), min(codes))


def parts() -> list[tuple[list[str], list[str]]]:
    """The tests without a browser beside those with one: never two that want the same ports."""
    first, others = [OWN_PORTS, *without(*UNHURRIED)], without(OWN_PORTS, *UNHURRIED)
    return [([*KNOWN_PORTS], first), (without(*KNOWN_PORTS), others)]


def without(*folders: str) -> list[str]:
    """What leaves them out of a run of pytest."""
    return [f"--ignore={folder}" for folder in folders]


if __name__ == "__main__":
    environment.enter()
    sys.exit(main())
