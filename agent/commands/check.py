"""``tenken check listing.json``: judge one listing from a file, with its images beside it."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.commands.exits import CANNOT
from agent.commands.language import add_locale, locale_of
from agent.commands.packs import add_rules, ruleset_of
from agent.commands.reporting import add_reports, exit_code, finished, require_usable
from agent.commands.settings import add_shop, tailored
from agent.commands.waive import waivers_file

if TYPE_CHECKING:
    from agent.listing import Listing
    from agent.picture import ImageFacts
    from agent.wire import Annotation

EXAMPLE = '{"platform": "amazon", "marketplace": "jp", "title": "…"}'


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "check",
        help="judge a listing from a JSON file",
        description=f"The file is JSON such as {EXAMPLE}; an image may name a 'file' beside it.",
    )
    parser.add_argument("listing", type=Path, help="JSON file; - reads standard input")
    parser.add_argument("--json", action="store_true", help="print the whole report as JSON")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=None, help="judge as on this day (YYYY-MM-DD)"
    )
    add_rules(parser)
    add_shop(parser)
    add_reports(parser)
    add_locale(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the findings; 0 without violations, 1 with some, 2 when the listing cannot be judged."""
    from agent.baseline import IncomparableError
    from agent.engine import run as judge
    from agent.reports.run import LOCALES, judged
    from agent.rules.ruleset import RuleError
    from agent.waivers import read

    today, locale = args.today or date.today(), locale_of(args)  # noqa: DTZ011 - rules speak of local days
    try:
        require_usable(args, [args.listing])
        listing, facts = read_listing(args.listing)
        ruleset, shop = tailored(args, ruleset_of(args))
        waivers = read(waivers_file(args))
        listing = shop.complete(listing)
        report = judge(ruleset, listing, facts, today)
        target = judged(
            _name(args.listing),
            listing,
            report,
            ruleset,
            waivers=waivers,
            today=today,
            locales=LOCALES if args.reports else (locale,),
            facts=facts,
        )
        audited = finished(args, [target], ruleset)
    except (ListingError, RuleError, IncomparableError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return CANNOT
    annotations = target.annotations[locale]
    if args.json:
        print(
            json.dumps([entry.model_dump(mode="json") for entry in annotations], ensure_ascii=False, indent=1)
        )
    else:
        _print(annotations, rules=len({finding.rule for finding in report.findings}))
        if target.waived:
            print(f"{len(target.waived)} waived (`tenken waive list` shows why)")
    return exit_code(args, audited)


class ListingError(ValueError):
    """A listing file that cannot be used; says which part and what was expected."""


def read_listing(path: Path) -> "tuple[Listing, dict[str, ImageFacts]]":
    """The listing of a JSON file and the facts of the images it names. Raises ``ListingError``."""
    from pydantic import ValidationError

    from agent.listing import Listing

    name = _name(path)
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8-sig")
        content = json.loads(text)
    except OSError as error:
        msg = f"{name}: cannot be read ({error.strerror})"
        raise ListingError(msg) from error
    except ValueError as error:
        msg = f"{name}: expected JSON in UTF-8 such as {EXAMPLE} ({error})"
        raise ListingError(msg) from error
    if not isinstance(content, dict):
        msg = f"{name}: expected one listing, a JSON object such as {EXAMPLE}"
        raise ListingError(msg)
    facts = _measure_files(content, path.parent, name)
    try:
        return Listing.model_validate_json(json.dumps(content)), facts
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        msg = f"{name}: {where}: {first['msg']}"
        raise ListingError(msg) from error


def _name(path: Path) -> str:
    return "standard input" if str(path) == "-" else str(path)


def _measure_files(content: dict[str, Any], folder: Path, name: str) -> "dict[str, ImageFacts]":
    """Put the digest of each image's ``file`` in its place; measure it, and read the main image's text."""
    images = content.get("images")
    entries = [image for image in images if isinstance(image, dict)] if isinstance(images, list) else []
    named = [(image, str(file)) for image in entries if (file := image.pop("file", None)) is not None]
    if not named:
        return {}
    from agent.commands.pictures import PictureFile, examine

    waiting = iter(named)
    facts: dict[str, ImageFacts] = {}

    def take(_file: PictureFile, found: "ImageFacts | OSError") -> None:
        image, file = next(waiting)
        if isinstance(found, OSError):
            msg = f"{name}: images: the file '{file}' cannot be read ({found.strerror})"
            raise ListingError(msg) from found
        image["digest"] = found.digest
        facts[found.digest] = found

    examine((PictureFile(folder / file, image.get("slot") == "MAIN") for image, file in named), take)
    return facts


def _print(annotations: "tuple[Annotation, ...]", rules: int) -> None:
    for entry in annotations:
        print_finding(entry)
    counts = {
        outcome: sum(entry.outcome == outcome for entry in annotations)
        for outcome in ("violation", "incomplete")
    }
    print(f"{rules} rules: {counts['violation']} violations, {counts['incomplete']} cannot tell")


def print_finding(entry: "Annotation") -> None:
    """Print one finding with its place, its reason, its fix and its source."""
    place: str = entry.target.field or "listing"
    if entry.target.index is not None:
        place += f" {entry.target.index + 1}"
    kind = entry.severity if entry.outcome == "violation" else entry.outcome
    print(f"{kind:<10} {place}: {entry.message}")
    if entry.reason:
        print(f"{'':<10} {entry.reason}")
    if entry.fix:
        print(f"{'':<10} → {entry.fix.label}")
    source = entry.sources[0]
    print(f"{'':<10} {entry.rule} · {source.title} ({source.confidence})")
