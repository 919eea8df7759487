"""``tenken audit`` for those who look for it here: makes the environment first, as the other scripts do."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - people start this with whatever their system calls python3
    sys.exit("error: Tenken needs Python 3.11 or newer, this is " + sys.version.split()[0])

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts import browser, environment  # noqa: E402 - found only now


def main() -> int:
    """Audit what the command line names; the exit code is that of ``tenken audit``."""
    from agent import cli
    from agent.commands.exits import CANNOT

    try:
        browser.ensure_browser()
    except environment.SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return CANNOT
    return cli.main(["audit", *sys.argv[1:]])


if __name__ == "__main__":
    environment.enter()
    sys.exit(main())
