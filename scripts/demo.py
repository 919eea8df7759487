"""Shows Tenken at work on practice listings: an agent, a browser with the extension, nothing to prepare."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - people start this with whatever their system calls python3
    sys.exit("error: Tenken needs Python 3.11 or newer, this is " + sys.version.split()[0])

import argparse
import asyncio
import functools
import locale
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts import browser, environment  # noqa: E402 - found only now

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

REPORT = ROOT / "demo-report"
PAGES = ("seller-central", "mercari")


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--headless",
        action="store_true",
        help="play the operator without a window (default without a display)",
    )
    parser.add_argument("--page", choices=PAGES, help="only this page (default: the first, or both headless)")
    parser.add_argument("--locale", choices=("zh", "ja", "en"), default=_system_language(), help="language")
    parser.add_argument(
        "--report", type=Path, default=REPORT, metavar="DIR", help="where the report is written"
    )
    return parser.parse_args()


def _system_language() -> str:
    language = (locale.getlocale()[0] or "").lower()
    if language.startswith(("zh", "chinese")):
        return "zh"
    return "ja" if language.startswith("ja") else "en"


async def show(arguments: argparse.Namespace, program: Path) -> None:
    """Start everything; wait until the window is closed, or play the operator and write the report."""
    from playwright.async_api import async_playwright

    from scripts.practice import agent, chromium
    from scripts.practice.pairing import pair
    from tests.pages.serving import serve

    headless = arguments.headless or not chromium.has_display()
    with tempfile.TemporaryDirectory(prefix="tenken-demo-", ignore_cleanup_errors=True) as folder:
        state, profile, log = Path(folder, "state"), Path(folder, "profile"), Path(folder, "agent.log")
        async with agent.running_agent(state, log) as ready, async_playwright() as playwright:
            # What follows the semicolon tells an operator to pair; the demo does that by itself.
            print(ready.partition(";")[0], flush=True)
            context = await chromium.launch(
                playwright, program, profile, headless=headless, locale=arguments.locale
            )
            await serve(context)
            await pair(context, await agent.pairing_string(state), arguments.locale)
            await (play if headless else browse)(context, arguments)
            await context.close()


async def browse(context: "BrowserContext", arguments: argparse.Namespace) -> None:
    """Open one practice listing for the person at the screen and wait until the window is closed."""
    from scripts.practice import words
    from scripts.practice.player import SCRIPTS
    from tests.pages.serving import PRACTICE_URLS

    closed = asyncio.Event()
    context.on("close", lambda _context: closed.set())
    for blank in context.pages[1:]:
        await blank.close()
    page = context.pages[0] if context.pages else await context.new_page()
    await page.goto(PRACTICE_URLS[SCRIPTS[arguments.page or PAGES[0]].page])
    print(words.say(arguments.locale, "window"), flush=True)
    await closed.wait()


async def play(context: "BrowserContext", arguments: argparse.Namespace) -> None:
    """Play the operator on the practice pages and tell what was seen."""
    from scripts.practice import player, report, words
    from tests.pages.serving import PRACTICE_URLS

    say = functools.partial(words.say, arguments.locale)
    acts = []
    for name in [arguments.page] if arguments.page else PAGES:
        script = player.SCRIPTS[name]
        act = await player.play(context, script, PRACTICE_URLS[script.page], arguments.report, say)
        acts.append(act)
        print("\n".join(["", act.url, *(f"  {step.caption}" for step in act.steps)]))
        print("\n".join([say("findings"), *report.lines(act.findings, say)]))
    page = report.write(arguments.report, acts, arguments.locale, say)
    print(f"\n{say('saved', page)}", flush=True)


def main() -> int:
    """Show the demo; 1 with the reason when something did not happen."""
    from playwright.async_api import Error as BrowserError

    from scripts.practice.problems import DemoError

    arguments = parse()
    try:
        program = browser.ensure_browser()
        if missing_font := browser.ensure_japanese_font():
            print(f"warning: {missing_font}", file=sys.stderr)
        asyncio.run(show(arguments, program))
    except (environment.SetupError, DemoError, BrowserError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    environment.enter()
    sys.exit(main())
