"""Saves a listing's page as a folder that `tenken audit` can open, without what is about people."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - people start this with whatever their system calls python3
    sys.exit("error: Tenken needs Python 3.11 or newer, this is " + sys.version.split()[0])

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts import browser, environment  # noqa: E402 - found only now

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="More: docs/saved-pages.md")
    parser.add_argument("url", help="address of the listing's page")
    parser.add_argument("folder", type=Path, help="where it is saved; must not exist yet")
    parser.add_argument(
        "--headed",
        action="store_true",
        help="show the browser, to sign in and go to the page; Enter saves it",
    )
    parser.add_argument(
        "--storage-state",
        type=Path,
        metavar="FILE",
        help="Playwright's file of a browser that is signed in; only its owner may be able to read it",
    )
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="TEXT",
        help="a text that only looks personal; repeatable",
    )
    parser.add_argument("--locale", metavar="TAG", help="the browser's language, such as ja-JP")
    parser.add_argument(
        "--timeout",
        type=float,
        default=20,
        metavar="SECONDS",
        help="for the listing to be there (default: 20)",
    )
    return parser.parse_args(arguments)


async def save(page: "Page", folder: Path, keep: list[str], seconds: float) -> str:
    """Write the page to ``folder``; what to say about it.

    Raises:
        CaptureError: it is not saved; says why.
        OSError: the folder exists, or cannot be written.

    """
    from agent.audit.capture import capture
    from agent.audit.page_folder import write_folder

    captured = await capture(page, keep, seconds)
    write_folder(folder, captured.index, captured.html, captured.contents)
    pictures = sum(kind.startswith("image/") for kind, _ in captured.contents.values())
    return (
        f"saved {folder}: {', '.join(captured.found)}; {pictures} pictures\nlook at it: tenken audit {folder}"
    )


def require(arguments: argparse.Namespace) -> None:
    """Raise unless what was given can be used."""
    from agent.audit.answers import web_address
    from agent.audit.browser import require_private
    from agent.audit.capture import CaptureError

    if web_address(arguments.url) is None:
        message = f"'{arguments.url}': expected an address such as https://www.amazon.co.jp/dp/B0…"
        raise CaptureError(message)
    if arguments.folder.exists():
        raise FileExistsError(arguments.folder)
    if arguments.storage_state:
        require_private(arguments.storage_state)


async def run(arguments: argparse.Namespace, program: Path) -> None:
    """Open the page, wait for the person where one takes part, and save it."""
    from playwright.async_api import async_playwright

    from agent.audit.browser import VIEWPORT
    from agent.browser import sandbox_switches

    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=program, headless=not arguments.headed, args=sandbox_switches()
        )
        context = await running.new_context(
            storage_state=arguments.storage_state,
            locale=arguments.locale,
            viewport={"width": VIEWPORT[0], "height": VIEWPORT[1]},
        )
        page = await context.new_page()
        await page.goto(arguments.url, timeout=arguments.timeout * 1000, wait_until="domcontentloaded")
        if arguments.headed:
            page = await chosen(context)
        print(await save(page, arguments.folder, arguments.keep, arguments.timeout))
        await running.close()


async def chosen(context: "BrowserContext") -> "Page":
    """The page that is in front when the person presses Enter."""
    from agent.audit.capture import CaptureError

    await asyncio.to_thread(
        input, "Sign in and go to the listing in the window; press Enter here to save it. "
    )
    shown = [page for page in context.pages if await page.evaluate("document.visibilityState") == "visible"]
    if not shown:
        msg = "every window was closed; leave the listing's one open"
        raise CaptureError(msg)
    return shown[-1]


def main() -> int:
    """Save the page; 1 with the reason when it is not saved."""
    from playwright.async_api import Error as BrowserError

    from agent.audit.browser import StorageError
    from agent.audit.capture import CaptureError
    from agent.audit.world import WorldError

    arguments = parse()
    try:
        require(arguments)
        asyncio.run(run(arguments, browser.ensure_browser()))
    except FileExistsError:
        print(f"error: {arguments.folder} exists; name a new folder, or delete it", file=sys.stderr)
    except (environment.SetupError, StorageError, CaptureError, WorldError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
    except BrowserError as error:
        print(f"error: {error.message.partition(chr(10))[0]}", file=sys.stderr)
    except KeyboardInterrupt:
        print("nothing was saved", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    environment.enter()
    sys.exit(main())
