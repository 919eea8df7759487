"""``tenken lesson runs | recap | finish | progress | forget``: what was kept of lessons."""

import argparse
import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from agent.commands.exits import CANNOT, OK
from agent.commands.language import add_locale, locale_of
from agent.commands.serve import add_state, add_store, store_url
from agent.commands.terminal import printable

if TYPE_CHECKING:
    from agent.commands.lesson_books import Book
    from agent.lessons.recap_name import Form
    from agent.wire_console import RunEntry, RunId

LAST = "last"
_WHOLE = re.compile(r"[A-Za-z0-9_-]{22}")
"""A ``RunId``: such a run may be older than what is listed."""
_RUN = f"as `tenken lesson runs` shows it, or the beginning of that, or `{LAST}`"


class NotKeptError(Exception):
    """What was asked for is not there; the text is one line that says what is."""


def add(parts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parts to ``tenken lesson``."""
    runs = parts.add_parser("runs", help="list the runs: who held which lesson, and how it went")
    _complete(runs, _list)
    recap = parts.add_parser("recap", help="write what happened in a run as one file")
    recap.add_argument("of", metavar="RUN", help=f"{_RUN} (after -- where it begins with -)")
    recap.add_argument("--csv", action="store_true", help="a table instead of a page")
    recap.add_argument("--hide-names", action="store_true", help="do not say who the learner was")
    recap.add_argument(
        "--hide-texts", action="store_true", help="mask the listing's texts, leave out pictures"
    )
    recap.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: a name made of the day")
    _complete(recap, _recap)
    finish = parts.add_parser(
        "finish", help="finish a run whose page was closed: what was not found is missed"
    )
    finish.add_argument("of", metavar="RUN", help=f"{_RUN} (after -- where it begins with -)")
    _complete(finish, _finish)
    told = parts.add_parser("progress", help="how learners get on, the weakest groups of rules first")
    told.add_argument("learner", nargs="?", metavar="LEARNER", help="only this one")
    _complete(told, _progress)
    forget = parts.add_parser("forget", help="remove what was kept of a learner, of a run, or all of it")
    whom = forget.add_mutually_exclusive_group(required=True)
    whom.add_argument("learner", nargs="?", metavar="LEARNER", help="every run of this name")
    whom.add_argument("--run", dest="of", metavar="RUN", help=_RUN)
    whom.add_argument("--all", action="store_true", help="every run; lesson files stay")
    _complete(forget, _forget)


def _complete(part: argparse.ArgumentParser, work: Callable[["Book", argparse.Namespace], None]) -> None:
    add_locale(part)
    add_store(part)
    add_state(part)
    part.set_defaults(run=partial(_run, work))


def _run(work: Callable[["Book", argparse.Namespace], None], args: argparse.Namespace) -> int:
    """Do ``work`` with what is kept; 2 with one line where that cannot be."""
    from agent.commands.lesson_books import opened
    from agent.server.caller import CallError
    from agent.server.state import StateDirectory, StateError, default_path
    from agent.store.errors import StoreError

    try:
        state = StateDirectory(args.state or default_path())
        with opened(state, store_url(args), named=args.store is not None) as book:
            work(book, args)
    except (CallError, NotKeptError, StateError, StoreError) as error:
        print(printable(str(error)), file=sys.stderr)
        return CANNOT
    return OK


def _list(book: "Book", _args: argparse.Namespace) -> None:
    """One line a run, the newest first."""
    runs = book.runs()
    for entry in runs:
        _show(entry)
    if not runs:
        print("no run is kept: hold a lesson with `tenken console`")


def _show(entry: "RunEntry") -> None:
    state = "on" if entry.ended is None else "over"
    score = f"{entry.found}/{entry.total} found, {entry.wrong} wrong"
    who = printable(entry.learner) or "(no name)"
    start = f"{entry.started.astimezone():%Y-%m-%d %H:%M}"
    print(f"{entry.id}  {start}  {state:<4}  {score}  {who}  {printable(entry.title)}")


def _recap(book: "Book", args: argparse.Namespace) -> None:
    """Write one file; say which."""
    from agent import atomic

    form: Form = "csv" if args.csv else "html"
    names, texts = not args.hide_names, not args.hide_texts
    recap = book.recap(_one(book, args.of), form, locale_of(args), names=names, texts=texts)
    if recap is None:
        raise _no_run(args.of)
    path = args.output or Path(recap.name)
    try:
        atomic.replace(path, recap.content)
    except OSError as error:
        msg = f"{path}: {error.strerror}; name another file with -o"
        raise NotKeptError(msg) from error
    print(path)


def _finish(book: "Book", args: argparse.Namespace) -> None:
    """Show the run that is over now."""
    entry = book.finish(_one(book, args.of))
    if entry is None:
        raise _no_run(args.of)
    _show(entry)


def _progress(book: "Book", args: argparse.Namespace) -> None:
    """A table for each learner."""
    from agent.lessons.progress import plain_name

    learners = book.progress(locale_of(args)).learners
    if args.learner is not None:
        learners = tuple(one for one in learners if one.learner == plain_name(args.learner))
        if not learners:
            raise _nobody(args.learner)
    for one in learners:
        print(printable(one.learner))
        for row in one.groups:
            due = "  practise now" if row.due else ""
            print(f"  {row.right:>3}/{row.asked:<3} {row.last.astimezone():%Y-%m-%d}  {row.words}{due}")
    if not learners:
        print("no learner with a name was in a hunt or a quiz yet")


def _forget(book: "Book", args: argparse.Namespace) -> None:
    """Say how many runs went."""
    from agent.commands.lesson_books import forget_all
    from agent.lessons.progress import plain_name

    if args.all:
        count = forget_all(book)
    elif args.of is not None:
        count = int(book.forget_run(_one(book, args.of)))
        if not count:
            raise _no_run(args.of)
    else:
        name = plain_name(args.learner)
        count = book.forget_learner(name) if name and _is_text(name) else 0
        if not count:
            raise _nobody(args.learner)
    print(f"removed {count} run{'' if count == 1 else 's'}")


def _is_text(name: str) -> bool:
    """Whether it is Unicode: a terminal in another encoding may hand over what is not."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _nobody(learner: str) -> NotKeptError:
    return NotKeptError(f"nothing is kept of '{learner}'; `tenken lesson runs` shows the names")


def _no_run(wanted: str, some: str = "no run begins") -> NotKeptError:
    return NotKeptError(f"{some} with '{wanted}'; `tenken lesson runs` lists them")


def _one(book: "Book", wanted: str) -> "RunId":
    """The run that is wanted; a whole id is taken at its word."""
    if _WHOLE.fullmatch(wanted):
        return wanted
    runs = book.runs()
    found = list(runs[:1]) if wanted == LAST else [entry for entry in runs if entry.id.startswith(wanted)]
    if len(found) == 1:
        return found[0].id
    raise _no_run(wanted, "several runs begin" if found else "no run begins")
