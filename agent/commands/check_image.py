"""``tenken check-image FILE…``: measure and read pictures, and judge each as a listing's main image."""

import argparse
import errno
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from agent.choices import Platform
from agent.commands.check import print_finding
from agent.commands.exits import CANNOT, FINDINGS, OK
from agent.commands.language import add_locale, locale_of
from agent.commands.packs import add_rules, ruleset_of
from agent.commands.picture_words import entry_of, summary
from agent.commands.pictures import PictureFile, examine
from agent.commands.settings import add_shop, tailored

if TYPE_CHECKING:
    from agent.bound import RuleSet
    from agent.listing import Listing
    from agent.picture import ImageFacts
    from agent.wire import Annotation

PROBLEMS = {
    "unreadable": "no picture that can be decoded (JPEG, PNG, WebP, GIF and TIFF can)",
    "too-large": "too many pixels to be decoded (12,000 a side and 40 million in all are the limits)",
    "failed": "the measuring process died or took too long",
}


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "check-image",
        help="measure and read pictures, and judge each as a main image",
        description="Judges each file as the main image of a listing of its own.",
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="picture")
    parser.add_argument("--platform", choices=get_args(Platform), default="amazon", help="default: amazon")
    parser.add_argument(
        "--marketplace", default="jp", metavar="STORE", help="two letters of the store (default: jp)"
    )
    parser.add_argument("--mercari-link", action="store_true", help="Mercari's ASIN linking is to feed it")
    parser.add_argument("--title", help="the listing's title: the picture's Japanese name is taken from it")
    parser.add_argument("--name", help="the Japanese name itself, where the title does not tell it")
    parser.add_argument("--no-text", action="store_true", help="do not read what is written in the picture")
    parser.add_argument("--json", action="store_true", help="print all facts and findings as JSON")
    parser.add_argument(
        "--lattice", action="store_true", help="with --json, also what else each character could be"
    )
    parser.add_argument(
        "--annotated",
        type=Path,
        metavar="DIR|FILE",
        help="write copies with the findings drawn on them: a .png for one file, or a directory",
    )
    add_rules(parser)
    add_shop(parser)
    add_locale(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what each file holds; 0 without violations, 1 with some, 2 when a file could not be judged."""
    from pydantic import ValidationError

    from agent.rules.ruleset import RuleError

    if args.annotated is not None and args.annotated.suffix == ".png" and len(args.files) > 1:
        print(f"{args.annotated}: expected a directory for several files", file=sys.stderr)
        return CANNOT
    try:
        listing = _listing(args)
        ruleset, shop = tailored(args, ruleset_of(args))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = {"context": "name"}.get(str(first["loc"][0]), first["loc"][0])
        print(f"--{option}: {first['msg']}", file=sys.stderr)
        return CANNOT
    except RuleError as error:
        print(error, file=sys.stderr)
        return CANNOT
    desk = _Desk(args, ruleset, shop.complete(listing))
    examine([PictureFile(path, not args.no_text) for path in args.files], desk.take)
    if args.json:
        print(json.dumps(desk.entries, ensure_ascii=False, indent=1))
    return desk.code


def _listing(args: argparse.Namespace) -> "Listing":
    """What is said of every file's listing. Raises ``ValidationError``."""
    from agent.listing import Listing

    said = {
        "platform": args.platform,
        "marketplace": args.marketplace,
        "mercari_link": args.mercari_link,
        "images": (),
        "title": args.title,
        "context": None if args.name is None else {"product_name": args.name},
    }
    return Listing.model_validate({name: value for name, value in said.items() if value is not None})


class _Desk:
    """Judges one file after the other, and remembers how it went."""

    def __init__(self, args: argparse.Namespace, ruleset: "RuleSet", listing: "Listing") -> None:
        self._args = args
        self._ruleset = ruleset
        self._listing = listing
        self._locale = locale_of(args)
        self.entries: list[dict[str, Any]] = []
        """What ``--json`` prints."""
        self._drawn: set[Path] = set()
        self._violations = False
        self._problems = False
        self._done = 0

    @property
    def code(self) -> int:
        """The exit code so far."""
        if self._problems:
            return CANNOT
        return FINDINGS if self._violations else OK

    def take(self, file: PictureFile, found: "ImageFacts | OSError") -> None:
        """Judge one file and print it, or keep it for the JSON."""
        self._progress()
        path = file.path
        if isinstance(found, OSError):
            self._problem(path, f"cannot be read ({found.strerror})")
            return
        if found.error is not None:
            self._problem(path, PROBLEMS[found.error])
            return
        if not file.text:  # it may be known from an earlier run
            found = found.model_copy(update={"text": None})
        annotations = self._judged(found)
        self._violations |= any(entry.outcome == "violation" for entry in annotations)
        if found.text is not None and found.text.error is not None:
            self._problem(path, "its text could not be read; `tenken doctor` tells what is missing")
        if self._args.json:
            self.entries.append(entry_of(path, found, annotations, lattice=self._args.lattice))
        else:
            print("\n".join(summary(path, found)))
            for entry in annotations:
                print_finding(entry)
        if self._args.annotated is not None:
            self._draw(path, annotations)

    def _judged(self, facts: "ImageFacts") -> "tuple[Annotation, ...]":
        from agent.annotate import annotate
        from agent.engine import run as judge
        from agent.listing import ListingImage

        images = (ListingImage(slot="MAIN", digest=facts.digest),)
        listing = self._listing.model_copy(update={"images": images})
        report = judge(self._ruleset, listing, {facts.digest: facts}, date.today())  # noqa: DTZ011 - local days
        annotations = annotate(report, self._ruleset, listing, self._locale)
        # Not those about the gallery, of which this is no more than one picture, nor what nobody asked for.
        return tuple(
            entry
            for entry in annotations
            if entry.target.field == "images" and entry.target.index == 0 and not entry.pending
        )

    def _problem(self, path: Path, words: str) -> None:
        self._problems = True
        print(f"{path}: {words}", file=sys.stderr)
        if self._args.json:
            self.entries.append({"file": str(path), "problem": words})

    def _progress(self) -> None:
        self._done += 1
        if len(self._args.files) > 1 and sys.stderr.isatty():
            print(f"\r{self._done} of {len(self._args.files)}\r", end="", file=sys.stderr, flush=True)

    def _draw(self, path: Path, annotations: "tuple[Annotation, ...]") -> None:
        from agent.commands.picture_marks import write_marked

        target: Path = self._args.annotated
        if target.suffix != ".png":
            target = _free_name(target, path.stem, self._drawn)
        try:
            if target.exists() and target.samefile(path):
                raise FileExistsError(errno.EEXIST, "it is the picture itself")
            write_marked(path, target, annotations)
        except OSError as error:
            self._problem(target, f"cannot be written ({error.strerror})")


def _free_name(folder: Path, stem: str, taken: set[Path]) -> Path:
    """A file in ``folder`` for a picture of that name; two of one name get two files."""
    number = 1
    while (target := folder / f"{stem}{'' if number == 1 else f'-{number}'}.annotated.png") in taken:
        number += 1
    taken.add(target)
    return target
