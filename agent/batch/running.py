"""A batch from end to end: files in, verdicts out as they come, with what went wrong kept beside."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agent.batch.judging import Item, JudgeWork, Place, Verdict
from agent.batch.labels import Labels
from agent.batch.row import Change, Fault, FileError, Row, Source
from agent.picture import ImageFacts
from agent.runners.work import Failed, Runner


@dataclass(slots=True)
class FileRun:
    """What became of one file."""

    name: str
    description: str = ""
    source: Source | None = None
    listings: int = 0
    faults: list[Fault] = field(default_factory=list)
    """At most ``MOST_FAULTS`` of them."""
    faulty: int = 0
    pictures: list[Fault] = field(default_factory=list)
    """Why pictures could not be had; at most ``MOST_FAULTS`` of them."""
    pictureless: int = 0
    """Pictures that could not be had."""
    error: str | None = None
    """Why reading it ended early."""

    def refuse(self, fault: Fault) -> None:
        """Count a record that cannot be judged."""
        self.faulty += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)

    def miss(self, fault: Fault) -> None:
        """Count a picture that could not be had."""
        self.pictureless += 1
        if len(self.pictures) < MOST_FAULTS:
            self.pictures.append(fault)


MOST_FAULTS = 20
"""So many are told of one file; a file in the wrong format has one a row."""

Listed = tuple[FileRun, Row]
Examined = tuple[FileRun, Row, Mapping[str, ImageFacts]]
Examine = Callable[[Iterable[Listed]], Iterator[Examined]]
"""Brings the facts of the listings' pictures, with their digests in the listings, in the same order."""
Refuse = Callable[[FileRun, Fault], None]
Judged = tuple[FileRun, Row, Verdict]


def unexamined(listed: Iterable[Listed]) -> Iterator[Examined]:
    """Without pictures."""
    return ((run, row, {}) for run, row in listed)


def judged(  # noqa: PLR0913 - the parts of a batch
    runs: Sequence[FileRun],
    recognise: Callable[[FileRun], Source],
    runner: Runner,
    work: JudgeWork,
    *,
    examine: Examine = unexamined,
    labels: Labels | None = None,
    refuse: Refuse = FileRun.refuse,
) -> Generator[Judged, None, None]:
    """The verdict on each listing of the files, in their order; errors are put into ``runs``.

    Args:
        runs: the files.
        recognise: opens one of them.
        runner: where the work is done.
        work: what is done with each listing.
        examine: measures the listings' pictures.
        labels: with them, each verdict holds what a report needs.
        refuse: takes a record that cannot be judged.

    """
    waiting: deque[Listed] = deque()

    def listed() -> Iterator[Listed]:
        for run in runs:
            try:
                run.source = recognise(run)
                run.description = run.source.description
                for row in run.source.rows():
                    if isinstance(row, Fault):
                        refuse(run, row)
                    else:
                        yield run, row
            except FileError as error:
                run.error = str(error)

    def items() -> Iterator[Item]:
        for run, row, facts in examine(listed()):
            waiting.append((run, row))
            yield Item(
                row.listing,
                row.issues,
                frozenset(row.cells) if work.fix else frozenset(),
                facts,
                None if labels is None else Place(labels.of(run.name, row), run.name, row.number),
            )

    for result in runner.run(work, items()):
        run, row = waiting.popleft()
        if isinstance(result, Failed):
            refuse(run, Fault(row.number, row.where, f"could not be judged: {result.reason}"))
            continue
        run.listings += 1
        yield run, row, result


def changes(row: Row, verdict: Verdict) -> Iterator[Change]:
    """The changes that the verdict's safe fixes make in the file."""
    for part, after in verdict.fixed:
        field_name, index = part
        value = getattr(row.listing, field_name)
        before = value if index is None else value[index]
        yield Change(row.number, row.where, part, row.cells[part], before, after)
