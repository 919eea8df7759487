"""Every check of the project in one command. Needs Python 3.11 or newer; makes the rest itself."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - people start this with whatever their system calls python3
    sys.exit("error: Tenken needs Python 3.11 or newer, this is " + sys.version.split()[0])

import argparse
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts import browser, environment, node_tools  # noqa: E402 - found only now
from scripts.environment import SetupError, python, tool  # noqa: E402

IN_CI = bool(os.environ.get("CI"))
NO_TESTS = 5
"""What pytest exits with when nothing was collected."""


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
    steps: list[tuple[str, Callable[[], tuple[str, str]]]] = [
        ("ruff check", lambda: command(tool("ruff"), "check")),
        ("ruff format", lambda: command(tool("ruff"), "format", "--check")),
        ("mypy", lambda: command(tool("mypy"))),
        ("import layers", lambda: command(tool("lint-imports"))),
        ("extension types", type_check),
        ("generated files", lambda: command(str(python()), "scripts/generate.py", "--check")),
    ]
    if not arguments.fast:
        steps.append(("browser and font", find_browser))
    outcomes = [run(name, step) for name, step in steps]
    summarise(outcomes)
    tests = pytest(arguments)
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
        verdict, note = step()
    except SetupError as error:
        verdict, note = "FAILED", str(error)
    return Outcome(name, verdict, note, time.monotonic() - started)


def command(*line: str) -> tuple[str, str]:
    """Run a tool in the project's folder."""
    code = subprocess.run(line, check=False, cwd=ROOT).returncode
    return ("FAILED", f"exit code {code}, see above") if code else ("passed", "")


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


def pytest(arguments: argparse.Namespace) -> int:
    """The tests; the exit code of the first that failed.

    Those without a browser share the processors; a browser takes all of them, and its tests have deadlines.
    """
    parallel = ["-m", "not browser", "-n", str(os.cpu_count() or 1), "--dist", "loadgroup"]
    codes = []
    for chosen in [parallel] if arguments.fast else [parallel, ["-m", "browser"]]:
        print("\n== pytest " + " ".join(chosen), flush=True)
        wanted = ["-k", arguments.k] if arguments.k else []
        line = [str(python()), "-m", "pytest", "-q", *chosen, *wanted]
        codes.append(subprocess.run(line, check=False, cwd=ROOT).returncode)
    # With -k, one of the two may have nothing to run.
    return next((code for code in codes if code not in {0, NO_TESTS}), min(codes))


if __name__ == "__main__":
    environment.enter()
    sys.exit(main())
