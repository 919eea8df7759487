"""What ``tenken batch`` does with files of listings: judge, print, correct, report."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from agent import atomic
from agent.batch.changes import Spool
from agent.batch.collecting import Collected
from agent.batch.findings_file import open_sink
from agent.batch.judging import JudgeWork, Verdict
from agent.batch.labels import Labels
from agent.batch.layout import Defaults
from agent.batch.reading import Options, open_file, read_categories
from agent.batch.row import Fault, FileError, Row, Source
from agent.batch.running import FileRun, Judged, changes, judged, unexamined
from agent.batch.summary import Summary
from agent.bound import RuleSet
from agent.commands import batch_words
from agent.commands.exits import CANNOT, FINDINGS, OK
from agent.commands.reporting import compared_lines, exit_code, finished, shows_pictures, wanted
from agent.commands.running import runner_of
from agent.commands.terminal import printable

if TYPE_CHECKING:
    from agent.batch.pictures import Pictures


_FEW = 10
"""Listings a process is handed at a time where their pictures have to be read first."""
Taker = Callable[[str, Row, Verdict], None]


def judge(args: argparse.Namespace, work: JudgeWork, ruleset: RuleSet) -> int:
    """Judge the files and print; the exit code.

    Raises:
        FileError: what was asked for cannot be written, or ``--images`` is no folder.
        RunnerError: no process can do the work.
        RuleError: the baseline cannot be read.
        IncomparableError: it speaks of findings in another way.
        TooManyError: more was found than reports can hold.

    """
    options = _options(args)
    paths = {str(path): path for path in args.files}
    runs = [FileRun(name) for name in paths]
    summary = Summary()
    labels = Labels() if wanted(args) else None
    collected = None if labels is None else Collected(ruleset, labels)

    def recognise(run: FileRun) -> Source:
        return open_file(paths[run.name], options)

    with closing(Spool()) as spool, _pictures(args) as pictures:
        verdicts = judged(
            runs,
            recognise,
            runner_of(args, None if pictures is None else _FEW),
            work,
            examine=unexamined if pictures is None else pictures.examine,
            labels=labels,
            refuse=FileRun.refuse if collected is None else _refusing(collected),
        )
        with closing(verdicts), open_sink(args.out) as sink:
            _take(args, verdicts, (summary.add, sink.add, *([collected.add] if collected else ())), spool)
        source = runs[0].source
        if args.write and runs[0].error is None and source is not None:
            _write(source, args.write, spool)
    if not args.dry_run:
        batch_words.tell(args, runs, summary)
    for run in runs:
        if run.error is None and not run.listings and not run.faulty:
            run.error = f"{run.name}: holds no listings; expected them below its headings"
        if run.error is not None:
            print(run.error, file=sys.stderr)
    if collected is not None:
        shown = {} if pictures is None or not shows_pictures(args) else pictures.paths
        return _report(args, ruleset, runs, collected, shown)
    if any(run.error is not None or run.faulty for run in runs):
        return CANNOT
    return FINDINGS if summary.reaches(args.fail_on) else OK


def _take(
    args: argparse.Namespace, verdicts: Iterable[Judged], takers: Sequence[Taker], spool: Spool
) -> None:
    diff = batch_words.Diff(args.write, sys.stderr if args.json else sys.stdout)
    for run, row, verdict in verdicts:
        for taker in takers:
            taker(run.name, row, verdict)
        for change in changes(row, verdict):
            diff.show(run.name, change)
            spool.add(change)


def _refusing(collected: Collected) -> Callable[[FileRun, Fault], None]:
    def refuse(run: FileRun, fault: Fault) -> None:
        run.refuse(fault)
        collected.refuse(run.name, fault)

    return refuse


def _report(
    args: argparse.Namespace,
    ruleset: RuleSet,
    runs: Sequence[FileRun],
    collected: Collected,
    pictures: Mapping[str, Path],
) -> int:
    """Write the reports and compare with the baseline. Raises ``RuleError`` and ``IncomparableError``."""
    for run in runs:
        if run.error is not None:
            collected.fail(run.name, run.error)
    try:
        audited = finished(args, collected.targets([run.name for run in runs], pictures), ruleset)
    except OSError as error:
        print(f"{error.filename}: the report cannot be written ({error.strerror})", file=sys.stderr)
        return CANNOT
    for line in compared_lines(audited):
        print(printable(line), file=sys.stderr if args.json else sys.stdout)
    return exit_code(args, audited)


@contextmanager
def _pictures(args: argparse.Namespace) -> "Iterator[Pictures | None]":
    """What brings the listings' pictures, if they were asked for. Raises ``FileError``."""
    if args.images is None and not args.fetch_images:
        yield None
        return
    from agent.batch.fetching import HOSTS, Fetcher
    from agent.batch.picture_folder import PictureFolder
    from agent.batch.pictures import Pictures
    from agent.imaging.pool import ImagePool
    from agent.imaging.store import FactStore, default_path

    def tell(line: str) -> None:
        print(line, file=sys.stderr)

    folder = None if args.images is None else PictureFolder(args.images)
    fetcher = Fetcher((*HOSTS, *args.image_host)) if args.fetch_images else None
    with Pictures(folder, fetcher, ImagePool(store=FactStore(default_path(), tell), tell=tell)) as pictures:
        yield pictures


def _options(args: argparse.Namespace) -> Options:
    linked = {"yes": True, "no": False, None: None}[args.mercari_link]
    return Options(
        format=args.format,
        encoding=args.encoding,
        defaults=Defaults(args.platform, args.marketplace, tuple(args.also), linked),
        categories={} if args.categories is None else read_categories(args.categories),
    )


def _write(source: Source, target: Path, spool: Spool) -> None:
    """The corrected file; after a crash ``target`` is as it was. Raises ``FileError``."""
    try:
        with atomic.replacing(target) as partial:
            source.write(partial, spool)
    except OSError as error:
        msg = f"{target}: cannot be written ({error.strerror})"
        raise FileError(msg) from error
    print(f"{target}: {spool.count} texts corrected", file=sys.stderr)
